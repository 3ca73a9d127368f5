package ingest

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

// A card number is nowhere in what an import hands on: not in an identifier and
// not in the raw row. The numbers are the card schemes' own test numbers.
func TestCardNumbersAreNotKept(t *testing.T) {
	for name, text := range map[string]string{
		"a.csv":   "account_id,card\n1,4111 1111 1111 1111\n2,\"5555-5555-5555-4444\"\n",
		"b.jsonl": `{"account_id":"1","card":"4111111111111111"}` + "\n" + `{"account_id":"2","payment_instrument":"5555555555554444"}` + "\n",
		"d.jsonl": `{"account_id":"1","card":"4111111111111111","payment":"4111111111111111"}` + "\n" +
			`{"account_id":"2","card":"5555555555554444"}` + "\n" + `{"card":"5555555555554444","tags":["no account"]}` + "\n",
		"c.jsonl": `{"account_id":"1","card":4111111111111111}` + "\n" + `{"account_id":"2","card":"4111\u002d1111-1111-1111"}` + "\n",
	} {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := Open(path, Options{Key: make([]byte, 32)})
		if err != nil {
			t.Fatal(err)
		}
		cards := 0
		var all []string
		f.OnReject(func(r model.Reject) { all = append(all, string(r.Raw)) })
		for rows, err := range f.Rows(context.Background()) {
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range rows {
				all = append(all, string(row.Raw))
				if row.Raw == withheld && name != "c.jsonl" {
					t.Errorf("%s: row %d is withheld", name, row.Line)
				}
				for _, id := range row.Account.Identifiers {
					if id.Kind == model.KindCard {
						cards++
					}
					all = append(all, string(id.Value), string(id.Raw))
				}
				for _, s := range all {
					digits := strings.Map(func(r rune) rune {
						if r < '0' || r > '9' {
							return -1
						}
						return r
					}, s)
					if strings.Contains(digits, "11111111111") || strings.Contains(digits, "55555555554444") {
						t.Errorf("%s: a card number is left in %q", name, s)
					}
				}
			}
		}
		f.Close()
		if cards != 2 {
			t.Errorf("%s: %d cards, want 2", name, cards)
		}
	}
}
