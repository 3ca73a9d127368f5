package export

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"
	"math/bits"
	"slices"
	"time"

	"github.com/seed-28a39f10/clew/model"
)

// Schedule sets the time at which each account is due: all accounts of one ring at one
// and the same moment, and each ring, or account without one, at a moment of its own in
// the window.
//
// Why so: a ring of which one account falls is warned, and whoever runs it moves the
// others, wipes their traces or changes what links them. So a ring goes down at once.
// Rings that fall together, or in the order of a list, tell the operators of all of
// them that one list was at work and what was on it; so rings fall at moments that have
// nothing to do with one another, with their size or with their place in the batch.
//
// A moment is drawn from the hash of the seed and the ring's name: uniform over the
// whole seconds from notBefore up to, but not including, notBefore plus window. It does
// not depend on the order of the rows or on which others there are, and comes out the
// same again. The seed must not be known to those concerned; see [Batch.Seed]. A window
// below one second puts all at notBefore.
func Schedule(rows []BatchRow, notBefore time.Time, window time.Duration, seed [32]byte) {
	seconds := uint64(max(window/time.Second, 1))
	moments := map[string]time.Time{}
	for i := range rows {
		unit := "ring " + string(rows[i].Ring)
		if rows[i].Ring == "" {
			unit = "account " + string(rows[i].Account.String())
		}
		at, ok := moments[unit]
		if !ok {
			sum := sha256.Sum256(append(seed[:], unit...))
			after, _ := bits.Mul64(binary.BigEndian.Uint64(sum[:]), seconds)
			at = notBefore.Add(time.Duration(after) * time.Second)
			moments[unit] = at
		}
		rows[i].Due = at
	}
}

// Seed gives the SHA-256 over what the batch is: its investigation, number, action, the
// time of sealing, and its accounts with the versions that were approved, in whatever
// order they stand. Who has not seen the batch cannot compute it.
func (b *Batch) Seed() [32]byte {
	h := sha256.New()
	mix(h, "clew batch seed 1", b.Investigation, fmt.Sprint(b.Number), b.Action, stamp(b.SealedAt))
	order := make([]int, len(b.Rows))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		return cmp.Or(compareIDs(b.Rows[i].Account, b.Rows[j].Account), cmp.Compare(b.Rows[i].Version, b.Rows[j].Version))
	})
	for _, i := range order {
		mix(h, string(b.Rows[i].Account.String()), b.Rows[i].Version)
	}
	return [32]byte(h.Sum(nil))
}

func compareIDs(a, b model.AccountID) int {
	return cmp.Or(cmp.Compare(a.Platform, b.Platform), cmp.Compare(a.Native, b.Native))
}

// mix hashes texts so that no two lists of texts are one.
func mix(h hash.Hash, texts ...string) {
	for _, s := range texts {
		var size [8]byte
		binary.BigEndian.PutUint64(size[:], uint64(len(s)))
		h.Write(size[:])
		h.Write([]byte(s))
	}
}
