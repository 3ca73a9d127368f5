package store_test

import (
	"testing"

	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/model/watch"
)

// TestMailboxOfAnOffice: who shares info@ may be colleagues; a watch list that
// knows the mailbox knows better, and a name says nothing of an office.
func TestMailboxOfAnOffice(t *testing.T) {
	for _, c := range []struct{ kind, address, want string }{
		{"email", "info@corp.example", evidence.Office},
		{"recovery_email", "sales@corp.example", evidence.Office},
		{"email", "kim.info@corp.example", evidence.OneOwner},
		{"email", "reservations@travel.example", evidence.Agency},
	} {
		db := create(t)
		rows := strangers(40)
		for _, n := range []string{"a", "b"} {
			rows = append(rows, person(n, c.kind+":"+c.address))
		}
		load(t, db, "a", numbered(rows))
		addTo(t, db, "agents", watch.Benign, "agency", listed("email:reservations@travel.example"))
		k, err := links(t, db).Between(ctx, account(t, db, "p:a"), account(t, db, "p:b"))
		if err != nil || k == nil {
			t.Fatalf("%s: no link, %v", c.address, err)
		}
		if k.Best.Code != c.want || k.Best.Covers <= 0 {
			t.Errorf("%s %s: %+v, want %s", c.kind, c.address, k.Best, c.want)
		}
	}
}
