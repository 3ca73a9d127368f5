// Package dashboard is the page of the investigation in figures: how far it has come,
// what was flagged and when, what the signals are, how large the rings are, what was
// imported, what waits for whom, and how sound and how quick decisions were. Every figure
// that a query can ask for opens the queue with that query.
//
// Where to look: gather.go what is asked of the store for each panel, links.go the
// panels that need links, work.go those of what people do, days.go counts over time,
// panel.go one panel, grid.go where panels are, page.go what keys do.
//
// Rules of this room:
//
//   - Each panel is asked for on its own and fills in when its answer is there; what
//     it showed before stays until then.
//   - A number and the list that it opens are the same: a test opens every one.
//   - Figures of the work are of the work. There is none of a person, and no list of
//     persons: it would say who is quick, and have others be quicker than is good.
//   - There is no figure of countries, languages or anything else that a persona
//     claims to be. Such a figure would say nothing about who is fabricated, since
//     claims are made up, and much about whom the reader will suspect next.
package dashboard
