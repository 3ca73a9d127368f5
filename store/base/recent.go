package base

import (
	"sync"
)

// recentBlocks is how many unpacked blocks of events are kept: a few for each
// goroutine that goes through accounts one after the other, of which dozens
// share a block.
const recentBlocks = 8

// recent keeps the blocks that were unpacked last. What it gives is shared and
// must not be changed.
type recent struct {
	mu   sync.Mutex
	list [recentBlocks]struct {
		key   string
		plain []byte
	}
	next int
}

// expand is [expand] for a block that may have been unpacked a moment ago.
func (r *recent) expand(key, packed []byte) ([]byte, error) {
	r.mu.Lock()
	for i := range r.list {
		if r.list[i].key == string(key) {
			plain := r.list[i].plain
			r.mu.Unlock()
			return plain, nil
		}
	}
	r.mu.Unlock()
	plain, err := expand(key, packed)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.list[r.next].key, r.list[r.next].plain = string(key), plain
	r.next = (r.next + 1) % recentBlocks
	return plain, nil
}
