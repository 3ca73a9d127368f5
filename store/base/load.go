package base

import (
	"context"
	"iter"
	"sync"

	"github.com/klauspost/compress/zstd"

	"github.com/seed-28a39f10/clew/store/kv"
)

// loader feeds one bulk load of a new generation. Blocks are written in the
// order they are put; one that takes work to make is made in a goroutine of
// its own while its place is kept. It is for one goroutine.
type loader struct {
	ctx    context.Context
	cancel context.CancelFunc
	items  chan item
	open   bool
	ended  chan struct{} // closed when the load is over
	err    error         // why, once ended is closed
}

type item struct {
	key    []byte
	val    []byte
	later  <-chan []byte // gives val, where it is not nil
	sealed bool          // val has its checksum already
}

func startLoad(ctx context.Context, s kv.Store) *loader {
	l := &loader{items: make(chan item, 16), open: true, ended: make(chan struct{})}
	l.ctx, l.cancel = context.WithCancel(ctx)
	go func() {
		defer close(l.ended)
		whole := false
		l.err = s.Load(l.ctx, l.pairs(&whole))
		if l.err == nil && !whole {
			l.err = internal("the store ended a load early")
		}
	}()
	return l
}

func (l *loader) pairs(whole *bool) iter.Seq[kv.Pair] {
	return func(yield func(kv.Pair) bool) {
		for it := range l.items {
			v := it.val
			if it.later != nil {
				v = <-it.later
			}
			if !it.sealed {
				v = seal(it.key, v)
			}
			if !yield(kv.Pair{K: it.key, V: v}) {
				return
			}
		}
		*whole = true
	}
}

// put queues a block; key and value belong to the loader from then on.
func (l *loader) put(key, value []byte) error { return l.send(item{key: key, val: value}) }

// putSealed queues a block that has its checksum.
func (l *loader) putSealed(key, value []byte) error {
	return l.send(item{key: key, val: value, sealed: true})
}

// putPacked queues a block that is compressed in another goroutine.
func (l *loader) putPacked(key, plain []byte) error {
	ch := make(chan []byte, 1)
	go func() { ch <- encoder().EncodeAll(plain, make([]byte, 0, len(plain)/4+4)) }()
	return l.send(item{key: key, later: ch})
}

func (l *loader) send(it item) error {
	select {
	case l.items <- it:
		return nil
	case <-l.ended:
		return l.err
	case <-l.ctx.Done():
		return l.ctx.Err()
	}
}

// close ends the load and waits until it is on disk.
func (l *loader) close() error {
	if l.open {
		l.open = false
		close(l.items)
	}
	<-l.ended
	l.cancel()
	return l.err
}

// abort ends a load whose result is not wanted.
func (l *loader) abort() {
	l.cancel()
	_ = l.close()
}

// zstd coders are safe for concurrent EncodeAll and DecodeAll. They are made on
// first use, because most commands need neither.
var (
	encoder = sync.OnceValue(func() *zstd.Encoder {
		e, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(2), zstd.WithEncoderCRC(false), zstd.WithWindowSize(rawBlock))
		if err != nil {
			panic(err) // only wrong options can fail
		}
		return e
	})
	expander = sync.OnceValue(func() *zstd.Decoder {
		d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(maxBlock))
		if err != nil {
			panic(err)
		}
		return d
	})
)

// expand unpacks a compressed block.
func expand(key, packed []byte) ([]byte, error) { return expandOver(nil, key, packed) }

// expandOver is expand into memory that may be used again.
func expandOver(buf, key, packed []byte) ([]byte, error) {
	plain, err := expander().DecodeAll(packed, buf[:0])
	if err != nil {
		return nil, corrupt(key, "a block cannot be decompressed")
	}
	return plain, nil
}
