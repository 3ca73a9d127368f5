// Package page is the contract between the workbench and its pages, and what all
// pages use: places, the async door, notices, overlays that they ask for.
//
// A page is a struct of its own package under ui. The workbench (package ui) holds
// a stack of them and calls, always from one goroutine:
//
//	Size(w, h)      before the first View, and whenever the window changes
//	Init()          once, when the page is pushed
//	Do(action)      for a key, a palette entry or a click that stands for an action
//	Update(msg)     for answers to what the page asked; every page gets every one
//	View()          after every message: it draws what is there and computes nothing
//
// Rules of this room:
//
//   - Update and Do never read the store, sleep or sort: they ask through a [Door],
//     and keep showing what they have until the answer is there. The state of the work
//     is in memory, so a question about it may be asked where it is needed.
//   - An answer that is out of date is dropped at one place, [Takes].
//   - A page with doors is a [Closer]: what nobody will look at any more is not worked out.
//   - View costs what is visible, whatever the size of the data.
//   - A page knows no key and no other page: it names actions and [Place]s.
//   - A page that cannot do one of its actions now says why, in [Page.Why].
//   - Whatever is shown came through ui/text, titles and breadcrumbs too.
package page
