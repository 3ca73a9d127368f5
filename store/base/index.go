package base

import "github.com/seed-28a39f10/clew/model"

// indexer makes the postings, cells and text of accounts in a goroutine of its
// own while their records are packed in another: each is about half of the work.
// What it makes of a batch is handed over when the batch is used again, so that
// the same accounts give the same blocks in the same order.
type indexer struct {
	cur   *indexBatch
	todo  chan *indexBatch // nil before the first batch
	done  chan *indexBatch
	ended chan struct{}
	out   int // batches that are with the goroutine
}

// indexBatch is some accounts, ascending by ordinal.
type indexBatch struct {
	jobs  [128]indexJob
	n     int
	bytes int      // of their bodies
	texts [][]byte // chunks of text that became full
}

const (
	indexBatches = 3       // in use at once
	indexBytes   = 1 << 20 // with which a batch is full
	largeJob     = 64 << 10
)

// indexJob is an account that is new or has changed, or, where its record is not
// set, the line of text of one that is kept.
type indexJob struct {
	ord    uint32
	body   []byte // what rec points into, or the line
	rec    record
	events []staged // without their bodies
	kept   bool
}

// job gives room for the next account.
func (w *writer) job() (*indexJob, error) {
	x := &w.indexer
	if x.cur != nil && (x.cur.n == len(x.cur.jobs) || x.cur.bytes >= indexBytes) {
		x.todo <- x.cur
		x.cur = nil
		x.out++
	}
	if x.cur == nil {
		if x.todo == nil {
			x.todo, x.done = make(chan *indexBatch, indexBatches), make(chan *indexBatch, indexBatches)
			x.ended = make(chan struct{})
			go w.index()
			for range indexBatches {
				x.done <- &indexBatch{}
			}
			x.out = indexBatches
		}
		if err := w.collect(); err != nil {
			return nil, err
		}
	}
	j := &x.cur.jobs[x.cur.n]
	if cap(j.body) > largeJob {
		*j = indexJob{}
	}
	x.cur.n++
	return j, nil
}

// collect waits for the batch that was sent first, writes its text, and makes it
// the present one.
func (w *writer) collect() error {
	x := &w.indexer
	x.cur = <-x.done
	x.out--
	x.cur.n, x.cur.bytes = 0, 0
	for _, text := range x.cur.texts {
		if err := w.putText(text); err != nil {
			return err
		}
	}
	x.cur.texts = x.cur.texts[:0]
	return nil
}

// indexed waits until all accounts have been seen to.
func (w *writer) indexed() error {
	x := &w.indexer
	if x.todo == nil {
		return nil
	}
	if x.cur != nil {
		x.todo <- x.cur
		x.out++
	}
	for x.out > 0 {
		if err := w.collect(); err != nil {
			return err
		}
	}
	return nil
}

// stop ends the goroutine; the writer takes no more accounts.
func (w *writer) stop() {
	if w.indexer.todo != nil {
		close(w.indexer.todo)
		<-w.indexer.ended
		w.indexer.todo = nil
	}
}

// index sees to batches until there are no more.
func (w *writer) index() {
	defer close(w.indexer.ended)
	for b := range w.indexer.todo {
		for i := range b.n {
			j := &b.jobs[i]
			if j.kept {
				w.text = append(w.text, j.body...)
			} else {
				w.indexOne(j)
			}
			w.text = append(w.text, '\n')
			if w.lines++; w.lines == chunkRows {
				b.texts = append(b.texts, w.text)
				w.text, w.lines = make([]byte, 0, len(w.text)+len(w.text)/8), 0
			}
		}
		w.indexer.done <- b
	}
}

func (w *writer) indexOne(j *indexJob) {
	w.terms(&j.rec, j.events, func(kind model.Kind, key []byte) { w.pairs.add(byte(kind), key, j.ord) })
	cells := w.set(&j.rec, len(j.events))
	for c := range cells {
		if columns[c].used && Column(c) != ColLinks {
			w.cells[c][j.ord] = cells[c]
		}
	}
	w.text = w.appendText(w.text, &j.rec)
}
