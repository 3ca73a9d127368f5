package work

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/kv"
)

// Checkpoint says what the first entries of a log are. Kept where who can write to
// the log cannot write, it proves that they have not been changed since.
type Checkpoint struct {
	ID   [16]byte // of the investigation
	Size uint64   // how many entries
	Root tlog.Hash
}

// originPrefix begins the first line of a checkpoint; the id in hexadecimal follows.
const originPrefix = "clew/"

// Checkpoint is the checkpoint of all entries.
func (h Head) Checkpoint() Checkpoint { return Checkpoint{h.ID, h.Seq, h.Root} }

// Origin names the log, as the first line of a checkpoint does.
func (c Checkpoint) Origin() string { return originPrefix + hex.EncodeToString(c.ID[:]) }

// String gives the checkpoint in the format of https://c2sp.org/tlog-checkpoint,
// without signatures: three lines, which are the origin, the size in decimal and
// the root hash in base64.
func (c Checkpoint) String() string {
	return fmt.Sprintf("%s\n%d\n%s\n", c.Origin(), c.Size, base64.StdEncoding.EncodeToString(c.Root[:]))
}

// ParseCheckpoint reads what [Checkpoint.String] gives: the text of a signed
// checkpoint, without the empty line and the signatures. Lines of an extension may
// follow and mean nothing here. The error is of kind input.
func ParseCheckpoint(text string) (Checkpoint, error) {
	var c Checkpoint
	bad := func(what string) (Checkpoint, error) {
		return Checkpoint{}, &model.Error{Kind: model.ErrInput, Message: "this is no checkpoint of an investigation: " + what,
			Hint: "'clew checkpoint' writes one"}
	}
	body, whole := strings.CutSuffix(text, "\n")
	lines := strings.Split(body, "\n")
	if !whole || len(lines) < 3 {
		return bad("it has fewer than three lines")
	}
	for _, l := range lines[3:] {
		if l == "" {
			return bad("it has an empty line")
		}
	}
	id, ours := strings.CutPrefix(lines[0], originPrefix)
	b, err := hex.DecodeString(id)
	if !ours || err != nil || len(b) != len(c.ID) {
		return bad("its first line names none")
	}
	copy(c.ID[:], b)
	if c.Size, err = strconv.ParseUint(lines[1], 10, 62); err != nil {
		return bad("its second line is no number of entries")
	}
	b, err = base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(b) != tlog.HashSize {
		return bad("its third line is no hash")
	}
	copy(c.Root[:], b)
	// One checkpoint has one text: what is compared and signed is the text.
	if c.String() != strings.Join(lines[:3], "\n")+"\n" {
		return bad("a number or a hash is not written in the usual way")
	}
	return c, nil
}

// Known is a checkpoint that was kept outside of the log.
type Known struct {
	Name string // what a report calls it
	Checkpoint
}

// unlike says why a log whose head is h cannot continue the checkpoint, or "".
func (c Checkpoint) unlike(h Head) string {
	switch {
	case c.ID != h.ID:
		return "it is of another investigation than the one that is there now"
	case c.Size > h.Seq:
		return fmt.Sprintf("it knows of %d entries, and there are %d: the end is cut off, or an older copy is in its place", c.Size, h.Seq)
	}
	return ""
}

func (c Checkpoint) changed() string {
	return fmt.Sprintf("the first %d entries are not those of which it was made", c.Size)
}

// Continue says, from the stored hashes alone, why the log as it is now does not
// continue the checkpoint; "" says that it does. It costs a few reads, whatever the
// size; [Log.Verify] trusts no stored hash.
func (l *Log) Continue(ctx context.Context, c Checkpoint) (why string, now Head, err error) {
	err = l.view(ctx, l.opt.Wait, func(r kv.Reader, h Head) error {
		now = h
		if why = c.unlike(h); why != "" {
			return nil
		}
		root, err := tlog.TreeHash(int64(c.Size), hashReader(r))
		if err == nil && root != c.Root {
			why = c.changed()
		}
		return err
	})
	return why, now, err
}
