package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
)

// That accounts are in a proposal is no news to whoever changes it; what they were before is.
func TestPreviewOfAnotherVersion(t *testing.T) {
	db := create(t)
	load(t, db, "a", numbered(append(ring("r", 8), strangers(2)...)))
	var ords []uint32
	for n := range 8 {
		ords = append(ords, account(t, db, fmt.Sprintf("p:r%02d", n)))
	}
	of := func(ns ...int) (out []uint32) {
		for _, n := range ns {
			out = append(out, ords[n])
		}
		slices.Sort(out)
		return out
	}
	ids := func(ns ...int) []model.AccountID { return idsOf(t, db, of(ns...)...) }
	version := func(id uint32, ns ...int) *store.Preview {
		t.Helper()
		p, err := db.Preview(ctx, of(ns...), "suspend", "kim", id)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	approve(t, db, "no-action", ids(0)...)                                           // proposal 1
	acts(t, db, "ana", workflow.Dismiss{On: ids(1), As: "duplicate", Why: "of r00"}) // and proposed all the same
	acts(t, db, "ana", workflow.NewProposal(ids(0, 1, 2, 3), terms("suspend")))      // proposal 2
	acts(t, db, "kim", workflow.NewProposal(ids(4), terms("suspend")))               // proposal 3
	acts(t, db, "lee", workflow.Hold{On: ids(3), Kind: "legal", Why: "a letter"})

	p := version(2, 0, 1, 2, 3, 4, 5)
	for code, want := range map[string]struct {
		ords []uint32
		says string
	}{
		store.OutlierDecided:   {of(0, 4), "2 accounts were proposed before: 1 decided, 1 proposed [decided in proposal 1 proposed in proposal 3, by kim on "},
		store.OutlierDismissed: {of(1), "1 account was dismissed before [as duplicate: of r00"},
		store.OutlierHold:      {of(3), "legal, by lee on "},
	} {
		if got := outliers(p, code); !slices.Equal(got, want.ords) || !strings.Contains(said(p, code), want.says) {
			t.Errorf("%s: %v, want %v and %q in\n%s", code, got, want.ords, want.says, said(p, code))
		}
	}
	if !slices.Equal(p.Blocked, of(3, 4)) {
		t.Errorf("blocked %v, want %v", p.Blocked, of(3, 4))
	}
	// The rules say the same.
	for _, n := range []int{0, 1, 2, 3, 4, 5} {
		_, err := db.Act(ctx, "ana", store.NewKey(), workflow.NewEdit(2, "", ids(n), terms("suspend")))
		if refused := model.KindOf(err) == model.ErrRefused; refused != (n == 3 || n == 4) || err != nil && !refused {
			t.Errorf("account %d: %v", n, err)
		}
		if err == nil {
			acts(t, db, "ana", workflow.Undo{Entry: db.Work().Proposal(2).Changed.Entry})
		}
	}
	// To whoever makes another proposal it is news.
	if p := version(0, 0, 1, 2, 3, 4, 5); !slices.Equal(outliers(p, store.OutlierDecided), of(0, 1, 2, 3, 4)) || !slices.Equal(p.Blocked, of(0, 1, 2, 3, 4)) {
		t.Errorf("%s, blocked %v", said(p, store.OutlierDecided), p.Blocked)
	}
	// What has left the proposal is in it no longer.
	acts(t, db, "ana", workflow.NewEdit(2, "", ids(1, 2), terms("suspend")))
	if p := version(2, 0, 1, 2); !slices.Equal(outliers(p, store.OutlierDecided), of(0)) || p.Blocked != nil {
		t.Errorf("%s, blocked %v", said(p, store.OutlierDecided), p.Blocked)
	}
}
