package bundle

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/casefile"
)

// What log.json calls itself.
const (
	logFormat  = "clew-log-proofs"
	logVersion = 1
)

// Proofs show that entries are in the log, by ascending index.
type Proofs []Proof

// Proof shows that an entry is in the log: RFC 6962, section 2.1.1.
type Proof struct {
	Index  uint64
	Leaf   [32]byte   // SHA-256 of a zero byte and the entry
	Hashes [][32]byte // from the leaf to the root
	Entry  []byte     // as the log has it, see package work; nil where it is not to be told
}

// logHead begins log.json.
type logHead struct {
	Format        string `json:"format"`
	Version       int    `json:"version"`
	Investigation string `json:"investigation"`
	Head
}

// proofShape is a proof as log.json has it.
type proofShape struct {
	Index uint64           `json:"index"`
	Leaf  string           `json:"leaf"` // hex
	Proof tlog.RecordProof `json:"proof"`
	Entry []byte           `json:"entry,omitempty"`
}

// logFile is what log.json holds.
type logFile struct {
	logHead
	Proofs []proofShape `json:"proofs"`
}

// shape gives a proof as log.json has it.
func (p Proof) shape(entry bool) proofShape {
	s := proofShape{Index: p.Index, Leaf: hex.EncodeToString(p.Leaf[:]), Proof: tlog.RecordProof{}}
	for _, h := range p.Hashes {
		s.Proof = append(s.Proof, h)
	}
	if entry {
		s.Entry = p.Entry
	}
	return s
}

// writeLog writes log.json: an object, with every proof on a line of its own.
func writeLog(w io.Writer, head logHead, n int, proof func(i int) proofShape) error {
	out := bufio.NewWriterSize(w, 64<<10)
	line, err := json.Marshal(head)
	if err != nil {
		return err
	}
	out.Write(bytes.TrimSuffix(line, []byte("}")))
	sep := `,"proofs":[` + "\n"
	for i := range n {
		line, err := json.Marshal(proof(i))
		if err != nil {
			return err
		}
		out.WriteString(sep)
		out.Write(line)
		sep = ",\n"
	}
	if n == 0 {
		out.WriteString(sep)
	}
	out.WriteString("\n]}\n")
	return out.Flush()
}

// readLog reads log.json; ok is false where it is not as writeLog writes it.
func readLog(text []byte) (f logFile, ok bool) {
	if err := json.Unmarshal(text, &f); err != nil || f.Format != logFormat || f.Version != logVersion {
		return logFile{}, false
	}
	same := &comparer{want: text}
	if err := writeLog(same, f.logHead, len(f.Proofs), func(i int) proofShape { return f.Proofs[i] }); err != nil || len(same.want) > 0 {
		return logFile{}, false
	}
	return f, true
}

// comparer takes what is written as long as it is what is wanted.
type comparer struct{ want []byte }

func (c *comparer) Write(p []byte) (int, error) {
	rest, same := bytes.CutPrefix(c.want, p)
	if !same {
		return 0, io.ErrShortWrite
	}
	c.want = rest
	return len(p), nil
}

// wrong says why a proof does not hold under the head, or "". Only a full case file has the
// entries, and has them all.
func (p *proofShape) wrong(head Head, root tlog.Hash, full bool) string {
	leaf, err := hex.DecodeString(p.Leaf)
	switch {
	case err != nil || len(leaf) != tlog.HashSize:
		return fmt.Sprintf("the leaf of entry %d is no hash", p.Index)
	case head.Entries >= 1<<62 || p.Index >= head.Entries:
		return fmt.Sprintf("it has entry %d, and the log has %d", p.Index, head.Entries)
	case full && len(p.Entry) == 0:
		return fmt.Sprintf("it does not have entry %d itself, as a full case file does", p.Index)
	case !full && p.Entry != nil:
		return fmt.Sprintf("it has entry %d itself, which only a full case file may have", p.Index)
	case full && tlog.RecordHash(p.Entry) != tlog.Hash(leaf):
		return fmt.Sprintf("entry %d does not have the hash of its leaf", p.Index)
	}
	if err := tlog.CheckRecord(p.Proof, int64(head.Entries), root, int64(p.Index), tlog.Hash(leaf)); err != nil {
		return fmt.Sprintf("entry %d is not proved to be in the log", p.Index)
	}
	return ""
}

// check refuses proofs that would not convince: those that do not hold, and none for an
// entry of the record.
func (all Proofs) check(r *casefile.Record, head Head, root tlog.Hash) error {
	bad := func(what string) error {
		return &model.Error{Kind: model.ErrCorrupt, Message: "the proofs do not fit the case: " + what, Hint: "run 'clew verify'"}
	}
	leaves := map[uint64]string{}
	for i, p := range all {
		s := p.shape(r.Profile == casefile.Full)
		if what := s.wrong(head, root, r.Profile == casefile.Full); what != "" {
			return bad(what)
		}
		if i > 0 && p.Index <= all[i-1].Index {
			return bad(fmt.Sprintf("entry %d is out of order", p.Index))
		}
		leaves[p.Index] = s.Leaf
	}
	for i := range r.Entries {
		if e := &r.Entries[i]; leaves[e.Index] != e.Hash || e.Hash == "" {
			return bad(fmt.Sprintf("entry %d has none", e.Index))
		}
	}
	return nil
}
