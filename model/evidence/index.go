package evidence

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"runtime"
	"slices"
	"sort"
	"sync"

	"github.com/seed-28a39f10/clew/model"
)

// None stands for "no value" where a value's number is expected.
const None = ^uint32(0)

// Index says which accounts share which values. Accounts are ordinals from 0 to
// Len-1, values are numbers from 0 to Values-1; a value that only one account
// holds cannot link and is not in it. It is immutable.
type Index struct {
	keys   []uint64 // of each account; see [AccountKey]
	hash   []uint64 // of each value; ascending within a kind
	kind   []Kind   // of each value; ascending
	parent []uint32 // the wider value that each value lies in, or None
	off    []uint32 // post[off[v]:off[v+1]] are the holders of v, ascending
	post   []uint32
	foff   []uint32 // ftok[foff[a]:foff[a+1]] are the values of a, ascending
	ftok   []uint32
}

// AccountKey is a number that an account keeps wherever it stands, which makes
// samples of accounts independent of the order in which they were imported.
func AccountKey(id string) uint64 {
	sum := sha256.Sum256([]byte(id))
	return binary.BigEndian.Uint64(sum[:])
}

// ValueHash is what an index knows a value by: the first eight bytes of the
// SHA-256 of its kind and canonical form. A stranger cannot make a value that
// meets another one's.
func ValueHash(k Kind, value string) uint64 {
	var buf [128]byte
	sum := sha256.Sum256(append(append(buf[:0], byte(k)), value...))
	return binary.BigEndian.Uint64(sum[:])
}

// Len is the number of accounts.
func (ix *Index) Len() int { return len(ix.keys) }

// Values is the number of values that at least two accounts hold.
func (ix *Index) Values() int { return len(ix.hash) }

// Postings is the number of pairs of an account and a shared value.
func (ix *Index) Postings() int { return len(ix.post) }

// Bytes is how much memory the index takes.
func (ix *Index) Bytes() int {
	return 8*(len(ix.keys)+len(ix.hash)) + len(ix.kind) +
		4*(len(ix.parent)+len(ix.off)+len(ix.post)+len(ix.foff)+len(ix.ftok))
}

// Kind gives the kind of a value.
func (ix *Index) Kind(v uint32) Kind { return ix.kind[v] }

// Hash gives the hash of a value; see [ValueHash].
func (ix *Index) Hash(v uint32) uint64 { return ix.hash[v] }

// Parent gives the wider value that v lies in, as an address lies in a network,
// or None.
func (ix *Index) Parent(v uint32) uint32 { return ix.parent[v] }

// Holders gives the accounts that hold a value, ascending. Do not change it.
func (ix *Index) Holders(v uint32) []uint32 { return ix.post[ix.off[v]:ix.off[v+1]] }

// Degree is the number of holders of a value.
func (ix *Index) Degree(v uint32) int { return int(ix.off[v+1] - ix.off[v]) }

// Of gives the shared values that an account holds, ascending. Do not change it.
func (ix *Index) Of(a uint32) []uint32 { return ix.ftok[ix.foff[a]:ix.foff[a+1]] }

// Find gives the number of a value by its hash, or None where fewer than two
// accounts hold it.
func (ix *Index) Find(k Kind, hash uint64) uint32 {
	lo := sort.Search(len(ix.kind), func(i int) bool { return ix.kind[i] >= k })
	hi := lo + sort.Search(len(ix.kind)-lo, func(i int) bool { return ix.kind[lo+i] > k })
	if i, ok := slices.BinarySearch(ix.hash[lo:hi], hash); ok {
		return uint32(lo + i)
	}
	return None
}

// within reports whether u lies in v.
func (ix *Index) within(u, v uint32) bool {
	for u = ix.parent[u]; u != None; u = ix.parent[u] {
		if u == v {
			return true
		}
	}
	return false
}

// shared appends the values that both accounts hold, ascending.
func (ix *Index) shared(dst []uint32, a, b uint32) []uint32 {
	return common(dst, ix.Of(a), ix.Of(b))
}

// common appends what stands in two ascending lists.
func common(dst, x, y []uint32) []uint32 {
	for len(x) > 0 && len(y) > 0 {
		switch {
		case x[0] < y[0]:
			x = x[1:]
		case x[0] > y[0]:
			y = y[1:]
		default:
			dst = append(dst, x[0])
			x, y = x[1:], y[1:]
		}
	}
	return dst
}

// Builder collects who holds what. Its zero value is not ready; use [NewBuilder].
type Builder struct {
	keys    []uint64
	entries []entry
	nests   []nest
}

type entry struct {
	hash uint64
	ord  uint32
	kind Kind
}

type nest struct{ child, parent uint64 }

// NewBuilder begins an index over accounts with the given keys, see [AccountKey].
func NewBuilder(keys []uint64) *Builder { return &Builder{keys: keys} }

// Add says that accounts hold a value. It may be said in parts and repeatedly.
func (b *Builder) Add(k Kind, hash uint64, holders ...uint32) {
	for _, ord := range holders {
		b.entries = append(b.entries, entry{hash, ord, k})
	}
}

// Nest says that a value lies in a wider one. Where a holder of the first is not
// a holder of the second, it does not, and nothing comes of it.
func (b *Builder) Nest(child, parent uint64) {
	b.nests = append(b.nests, nest{child, parent})
}

func compareEntries(x, y entry) int {
	return cmp.Or(cmp.Compare(x.kind, y.kind), cmp.Compare(x.hash, y.hash), cmp.Compare(x.ord, y.ord))
}

// Index builds the index. The builder is of no use afterwards.
func (b *Builder) Index() *Index {
	sortEntries(b.entries)
	entries := slices.Compact(b.entries)
	b.entries = nil
	ix := &Index{keys: b.keys, off: []uint32{0}}
	runs(entries, func(run []entry) {
		if len(run) < 2 {
			return
		}
		ix.hash = append(ix.hash, run[0].hash)
		ix.kind = append(ix.kind, run[0].kind)
		for _, e := range run {
			ix.post = append(ix.post, e.ord)
		}
		ix.off = append(ix.off, uint32(len(ix.post)))
	})
	ix.nest(ix.nested(b.nests))
	b.nests = nil
	ix.finish()
	return ix
}

// finish makes what follows from the lists of holders.
func (ix *Index) finish() {
	ix.post, ix.hash, ix.kind = slices.Clip(ix.post), slices.Clip(ix.hash), slices.Clip(ix.kind)
	ix.off, ix.parent = slices.Clip(ix.off), slices.Clip(ix.parent)
	ix.forward()
}

// runs gives the entries of one value after those of another.
func runs(entries []entry, fn func([]entry)) {
	for len(entries) > 0 {
		n := 1
		for n < len(entries) && entries[n].hash == entries[0].hash && entries[n].kind == entries[0].kind {
			n++
		}
		fn(entries[:n])
		entries = entries[n:]
	}
}

// sortEntries sorts by kind, hash and ordinal: into buckets by kind and the
// first bits of the hash, then each bucket, on all processors.
func sortEntries(entries []entry) {
	const bits = 10
	bucket := func(e entry) int { return int(e.kind)<<bits | int(e.hash>>(64-bits)) }
	starts := make([]int, int(kindEnd)<<bits+1)
	for _, e := range entries {
		starts[bucket(e)+1]++
	}
	for i := 1; i < len(starts); i++ {
		starts[i] += starts[i-1]
	}
	sorted := make([]entry, len(entries))
	at := slices.Clone(starts)
	for _, e := range entries {
		sorted[at[bucket(e)]] = e
		at[bucket(e)]++
	}
	parallel(len(starts)-1, func(i int) { slices.SortFunc(sorted[starts[i]:starts[i+1]], compareEntries) })
	copy(entries, sorted)
}

// parallel calls fn for 0 to n-1, in blocks, on all processors.
func parallel(n int, fn func(i int)) {
	const block = 256
	workers := min(runtime.GOMAXPROCS(0), (n+block-1)/block)
	if workers <= 1 {
		for i := range n {
			fn(i)
		}
		return
	}
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for from := w * block; from < n; from += workers * block {
				for i := from; i < min(from+block, n); i++ {
					fn(i)
				}
			}
		})
	}
	wg.Wait()
}

// nested gives the numbers of what lies in what, child and parent.
func (ix *Index) nested(nests []nest) (pairs [][2]uint32) {
	at := make(map[uint64]uint32, len(ix.hash))
	for v, h := range ix.hash {
		at[h] = uint32(v)
	}
	for _, n := range nests {
		if child, ok := at[n.child]; ok {
			if parent, ok := at[n.parent]; ok && parent != child {
				pairs = append(pairs, [2]uint32{child, parent})
			}
		}
	}
	return pairs
}

// nest links values to the narrowest of the wider ones they lie in, and drops a
// wider one that has no other holders: it says nothing of its own. A user name
// stays, for accounts carry it besides the handle that it is part of.
func (ix *Index) nest(pairs [][2]uint32) {
	ix.parent = make([]uint32, len(ix.hash))
	for v := range ix.parent {
		ix.parent[v] = None
	}
	// Each pair once, whatever the order they were said in.
	slices.SortFunc(pairs, func(x, y [2]uint32) int { return cmp.Or(cmp.Compare(x[0], y[0]), cmp.Compare(x[1], y[1])) })
	instead := make([]uint32, len(ix.hash)) // of a dropped value, the one with the same holders
	for v := range instead {
		instead[v] = None
	}
	for _, p := range slices.Compact(pairs) {
		child, parent := p[0], p[1]
		switch d := ix.Degree(parent); {
		case d < ix.Degree(child) || !ix.covers(parent, child):
		case d == ix.Degree(child) && !ix.besides(parent, child):
			for v := child; v != parent; v = instead[v] {
				if instead[v] == None {
					instead[parent] = child
					break
				}
			}
		case ix.parent[child] == None || d < ix.Degree(ix.parent[child]):
			ix.parent[child] = parent
		}
	}
	ix.remove(instead)
}

// besides reports whether a value and what it lies in are said of accounts each by
// itself, so that both stand in a waterfall.
func (ix *Index) besides(parent, child uint32) bool {
	return ix.kind[parent] == Kind(model.KindUsername) && ix.kind[child] == Kind(model.KindHandle)
}

// covers reports whether all holders of v hold the wider value too.
func (ix *Index) covers(wider, v uint32) bool {
	rest := ix.Holders(wider)
	for _, a := range ix.Holders(v) {
		i, ok := slices.BinarySearch(rest, a)
		if !ok {
			return false
		}
		rest = rest[i:]
	}
	return true
}

// remove takes values out of the index in whose stead there is another one.
func (ix *Index) remove(instead []uint32) {
	for v, p := range ix.parent {
		for p != None && instead[p] != None {
			p = ix.parent[p]
		}
		ix.parent[v] = p
	}
	renumbered := make([]uint32, len(instead))
	kept, posts := uint32(0), uint32(0)
	for v := range instead {
		if instead[v] != None {
			renumbered[v] = None
			continue
		}
		renumbered[v] = kept
		from, to := ix.off[v], ix.off[v+1]
		posts += uint32(copy(ix.post[posts:], ix.post[from:to]))
		ix.hash[kept], ix.kind[kept], ix.parent[kept] = ix.hash[v], ix.kind[v], ix.parent[v]
		kept++
		ix.off[kept] = posts
	}
	ix.hash, ix.kind, ix.parent = ix.hash[:kept], ix.kind[:kept], ix.parent[:kept]
	ix.off, ix.post = ix.off[:kept+1], ix.post[:posts]
	for v, p := range ix.parent {
		if p != None {
			ix.parent[v] = renumbered[p]
		}
	}
}

// forward makes the lists of values by account from the lists of holders.
func (ix *Index) forward() {
	ix.foff = make([]uint32, len(ix.keys)+1)
	for _, a := range ix.post {
		ix.foff[a+1]++
	}
	for a := range ix.keys {
		ix.foff[a+1] += ix.foff[a]
	}
	ix.ftok = make([]uint32, len(ix.post))
	at := slices.Clone(ix.foff)
	for v := range ix.hash {
		for _, a := range ix.Holders(uint32(v)) {
			ix.ftok[at[a]] = uint32(v)
			at[a]++
		}
	}
}
