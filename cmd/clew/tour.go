package main

import (
	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/synth"
	"github.com/seed-28a39f10/clew/ui"
	uipage "github.com/seed-28a39f10/clew/ui/page"
)

// demoTour leads through the demo's story: from a persona over its wallet to the ring
// of one operator, and from a laptop farm's address to whoever runs the farm. A step
// is done by going where it leads, by whatever way.
func demoTour() *ui.Tour {
	s := synth.DemoStory()
	on := func(name uipage.Name, refs ...string) func(uipage.Place) bool {
		return func(p uipage.Place) bool {
			if p.Page != name {
				return false
			}
			for _, r := range refs {
				if p.Ref == model.Untrusted(r) {
					return true
				}
			}
			return len(refs) == 0
		}
	}
	return &ui.Tour{Steps: []ui.Step{
		{
			Text: "3,000 flagged accounts, and somewhere among them one hand behind many names. Begin with Lena Marsh, second from the top: a score says how urgent somebody is, never who it is.",
			Next: "move to her with j, and open her account with enter",
			Done: on(uipage.Account, s.Persona),
		},
		{
			Text: "A name can be borrowed and a photo stolen. Where the money goes is harder to fake. Her identifiers, each with how many accounts carry it, are two tabs on.",
			Next: "tab to 'identifiers', move to the wallet that six accounts carry, and press p",
			Done: on(uipage.Pivot, s.Wallet),
		},
		{
			Text: "Six accounts are paid into one wallet, under six names. That is a thread. What else do they share, and does it hold without the wallet?",
			Next: "press r for their ring; there, t changes the view, x asks what if a value were wrong",
			Done: on(uipage.Ring),
		},
		{
			Text: "Now the laptops. An investigator has tagged an account 'laptop-farm': computers of many employers went to one address. Who runs it?",
			Next: "press 1, then / and type tag:laptop-farm, enter twice, and p on the address it carries",
			Done: on(uipage.Pivot, s.FarmAddress, s.FarmIP),
		},
		{
			Text: "The facilitator stands at the address where the laptops are. Not all that looks like a ring is one: every ring has its best innocent explanation beside it, such as a travel agency's line.",
			Next: "press 2 for all rings, and find one that an agency explains",
			Done: on(uipage.Rings),
		},
	}}
}
