package main

import (
	"slices"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/synth"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui"
	"github.com/seed-28a39f10/clew/ui/keys"
	uipage "github.com/seed-28a39f10/clew/ui/page"
)

// demoTour leads through the demo's story: from a persona over its wallet to the ring
// of one operator, and from a laptop farm's address to whoever runs the farm. A step
// is done by going where it leads, by whatever way.
func demoTour(db *store.DB) *ui.Tour {
	s := synth.DemoStory()
	at := func(name uipage.Name, refs ...string) func(uipage.Place) bool {
		return func(p uipage.Place) bool {
			return p.Page == name && slices.ContainsFunc(refs, func(r string) bool { return p.Ref == model.Untrusted(r) })
		}
	}
	value := func(ref string) string { // as pages name it, in canonical form
		if kind, v, err := db.EvidenceValue(ref); err == nil {
			return kind.String() + ":" + string(v)
		}
		return ref
	}
	return &ui.Tour{Steps: []ui.Step{
		{
			Text: "3,000 flagged accounts, and somewhere among them one hand behind many names. Begin with Lena Marsh, second from the top.",
			Next: "j moves to her, enter opens her account",
			Done: at(uipage.Account, s.Persona),
		},
		{
			Text: "A name can be borrowed and a photo stolen; where the money goes is harder to fake. Six accounts are paid into her wallet.",
			Next: "tab twice to 'identifiers', move to the wallet, p asks who else carries it",
			Done: at(uipage.Pivot, value(s.Wallet)),
		},
		{
			Text: "Six names, one wallet: that is a thread, and a ring of 22 accounts hangs on it. But could the wallet be an exchange's? Does the ring hold without it?",
			Next: "r opens the ring; x there leaves the value under the cursor out",
			Done: func(p uipage.Place) bool { return p.Page == uipage.Ring }, Action: keys.Toggle,
		},
		{
			Text: "That is one operator. Now the laptops: somebody tagged an account 'laptop-farm', because computers of many employers went to one address.",
			Next: "1, then / and tag:laptop-farm, enter twice; tab twice to 'identifiers', move to the address, p",
			Done: at(uipage.Pivot, value(s.FarmAddress), value(s.FarmIP)),
		},
		{
			Text: "The employers differ on every row: their laptops stand at Donna Hayes's address. She is the facilitator, and may not know for whom. Last, somebody who only looks guilty.",
			Next: "1, then / and tag:benign, enter twice: read the note of the travel agency",
			Done: at(uipage.Account, s.Agency),
		},
	}}
}
