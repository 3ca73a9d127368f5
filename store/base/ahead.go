package base

import "errors"

// postingBatch is some postings one after the other.
type postingBatch struct {
	keys []byte
	ords []uint32
	ends []batchEnd // of each posting
}

type batchEnd struct{ key, ord int }

const (
	batchKeys = 64 << 10 // bytes of keys that a batch is sent on with
	batchOrds = 16 << 10 // and ordinals
)

var errStopped = errors.New("what was read ahead is not wanted")

// aheadOf runs give in a goroutine of its own, a few batches ahead of take,
// which gets every posting in order. A posting is valid until take returns. The
// first error ends both.
func aheadOf(give func(fn func(*posting) error) error, take func(*posting) error) error {
	full, empty := make(chan *postingBatch, 2), make(chan *postingBatch, 3)
	for range cap(empty) {
		empty <- &postingBatch{}
	}
	stop := make(chan struct{})
	var failed error
	go func() {
		defer close(full)
		cur := <-empty
		send := func() error {
			full <- cur
			select {
			case cur = <-empty:
				return nil
			case <-stop:
				return errStopped
			}
		}
		failed = guard(func() error {
			return give(func(p *posting) error {
				cur.keys, cur.ords = append(cur.keys, p.key...), append(cur.ords, p.ords...)
				cur.ends = append(cur.ends, batchEnd{len(cur.keys), len(cur.ords)})
				if len(cur.keys) < batchKeys && len(cur.ords) < batchOrds {
					return nil
				}
				return send()
			})
		})
		if failed == nil && len(cur.ends) > 0 {
			full <- cur
		}
	}()
	var err error
	stopped := false
	for batch := range full {
		var at batchEnd
		for _, end := range batch.ends {
			if err != nil {
				break
			}
			err = take(&posting{key: batch.keys[at.key:end.key], ords: batch.ords[at.ord:end.ord]})
			at = end
		}
		if err != nil && !stopped {
			close(stop)
			stopped = true
		}
		batch.keys, batch.ords, batch.ends = batch.keys[:0], batch.ords[:0], batch.ends[:0]
		empty <- batch
	}
	if err == nil {
		err = failed
	}
	return err
}
