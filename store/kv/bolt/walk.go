package bolt

import (
	"bytes"
	"context"
	"os"
)

// preflight looks at a file before bbolt does. Afterwards bbolt may still panic
// on it, or read something wrong, but it cannot end the process or hang; for a
// final file that is so only against damage outside its branch pages.
func preflight(f *os.File, o Options) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if info.Size() == 0 {
		return damage("empty")
	}
	m, err := readImage(f, o.Final)
	if err != nil {
		return err
	}
	w, err := newWalk(context.Background(), m, false)
	if err != nil || o.Final || o.Seen != (State{}) && o.Seen == m.state() {
		return err
	}
	return w.all()
}

// Check reads every page and verifies what bbolt takes for granted: that each
// page is used once or free, that keys ascend, and that everything lies where it
// may. It always ends, and writers wait for it. It cannot tell whether a value
// is what was stored: see the package documentation.
func (d *DB) Check(ctx context.Context) error {
	if err := d.lockWriter(ctx); err != nil {
		return err
	}
	defer d.unlockWriter()
	m, err := readImage(d.file, d.opt.Final)
	if err != nil {
		return explain(d.path, err)
	}
	w, err := newWalk(ctx, m, true)
	if err == nil {
		err = w.all()
	}
	return explain(d.path, err)
}

// bits is a set of page ids.
type bits []uint64

func (b bits) has(id uint64) bool { return b[id/64]&(1<<(id%64)) != 0 }
func (b bits) add(id uint64)      { b[id/64] |= 1 << (id % 64) }

// walk visits each page of the tree once.
type walk struct {
	*image
	ctx    context.Context
	leaves bool // read the leaves too, not only the branches
	used   bits // pages that are free, or were met already
	depth  int  // level of the leaves in the tree that is being walked; 0 unknown
	bufs   [maxDepth + 1][]byte
}

// newWalk reads the free list and the head of the root page.
func newWalk(ctx context.Context, m *image, leaves bool) (*walk, error) {
	w := &walk{image: m, ctx: ctx, leaves: leaves, used: make(bits, m.high/64+1)}
	if m.freelist != noFreelist {
		p, err := m.read(m.freelist, nil)
		if err != nil {
			return nil, err
		}
		ids, err := p.free(m.high)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			w.used.add(id)
		}
		if err := w.claim(p.id, p.more); err != nil {
			return nil, err
		}
	}
	p, err := m.read(m.root, nil)
	if err == nil && p.kind != kindLeaf {
		err = damage("the root, page %d, is no leaf", m.root)
	}
	return w, err
}

// claim notes that a page and the more that follow it are in use.
func (w *walk) claim(id, more uint64) error {
	for i := id; i <= id+more; i++ {
		if i < firstDataPage || i >= w.high {
			return damage("page %d is outside the file", i)
		}
		if w.used.has(i) {
			return damage("page %d is in use twice, or in use and free", i)
		}
		w.used.add(i)
	}
	return nil
}

// all walks the buckets that the root leaf names.
func (w *walk) all() error {
	p, err := w.read(w.root, nil)
	if err != nil {
		return err
	}
	if err := w.claim(p.id, p.more); err != nil {
		return err
	}
	var last []byte
	for i := range p.n {
		flags, name, value, err := p.leaf(i)
		if err != nil {
			return err
		}
		if flags != leafBucket || len(value) < bucketHeader || i > 0 && bytes.Compare(name, last) <= 0 {
			return damage("page %d: element %d is no bucket", p.id, i)
		}
		last = name
		if err := w.bucket(value); err != nil {
			return err
		}
	}
	if !w.leaves || w.freelist == noFreelist {
		return nil
	}
	for id := uint64(firstDataPage); id < w.high; id++ {
		if !w.used.has(id) {
			return damage("page %d is neither in use nor free", id)
		}
	}
	return nil
}

func (w *walk) bucket(header []byte) error {
	root := order.Uint64(header)
	if root == 0 {
		b := header[bucketHeader:]
		if len(b) < pageHeader || order.Uint16(b[8:]) != kindLeaf {
			return damage("a bucket has no page")
		}
		return w.leaf(page{kind: kindLeaf, n: int(order.Uint16(b[10:])), b: b}, nil, nil)
	}

	// All leaves are on one level; which one, the leftmost path tells.
	w.depth = 0
	for id := root; ; w.depth++ {
		if w.depth == maxDepth {
			return damage("page %d: the tree is too deep", root)
		}
		p, err := w.read(id, w.bufs[maxDepth])
		if err != nil {
			return err
		}
		if p.kind == kindLeaf {
			break
		}
		if p.kind != kindBranch {
			return damage("page %d is neither branch nor leaf", id)
		}
		if _, id, err = p.branch(0); err != nil {
			return err
		}
	}
	return w.tree(root, 0, nil, nil)
}

// tree walks the subtree of page id, whose keys k are lo <= k < hi; a nil hi is
// no bound.
func (w *walk) tree(id uint64, level int, lo, hi []byte) error {
	if level == w.depth && !w.leaves {
		return w.claim(id, 0)
	}
	if err := w.ctx.Err(); err != nil {
		return err
	}
	p, err := w.read(id, w.bufs[level])
	if err != nil {
		return err
	}
	w.bufs[level] = p.b
	if err := w.claim(id, p.more); err != nil {
		return err
	}
	if level == w.depth {
		if p.kind != kindLeaf {
			return damage("page %d is no leaf", id)
		}
		return w.leaf(p, lo, hi)
	}
	if p.kind != kindBranch || p.n == 0 {
		return damage("page %d is no branch", id)
	}
	key, child, err := p.branch(0)
	if err != nil {
		return err
	}
	if bytes.Compare(key, lo) < 0 {
		return damage("page %d: its first key is less than its parent's", id)
	}
	for i := range p.n {
		end, next := hi, uint64(0)
		if i+1 < p.n {
			if end, next, err = p.branch(i + 1); err != nil {
				return err
			}
		}
		if end != nil && bytes.Compare(key, end) >= 0 {
			return damage("page %d: key %d is out of order", id, i)
		}
		if err := w.tree(child, level+1, key, end); err != nil {
			return err
		}
		key, child = end, next
	}
	return nil
}

func (w *walk) leaf(p page, lo, hi []byte) error {
	for i := range p.n {
		flags, key, _, err := p.leaf(i)
		if err != nil {
			return err
		}
		c := bytes.Compare(key, lo)
		if flags != 0 || c < 0 || c == 0 && i > 0 || hi != nil && bytes.Compare(key, hi) >= 0 {
			return damage("page %d: key %d is out of order or no plain value", p.id, i)
		}
		lo = key
	}
	return nil
}
