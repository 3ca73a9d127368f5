// Package ui is the workbench: the Bubble Tea program over an investigation. It
// holds the stack of pages with its history, the overlays, the header, the status
// line and the footer, and it is the one place where keys become actions.
//
// Where to look:
//
//	keys     every action and its keys; a new action begins there
//	page     the contract that each page keeps, and the messages it may send
//	theme    roles and colours; draw makes lines of them, table lists, plot figures
//	text     the first wall: how outside text becomes text for a screen
//	term     the second wall: what may reach the terminal at all
//	overlay  menus, questions, fields of input
//	queue, account, pivot, ring, compare, dashboard, ...   the pages
//	uitest   drives the whole program in a test, on a clock of its own
//
// Rules of this room:
//
//   - The root knows no page but through package page, and no key but through
//     package keys. build.go alone knows which page a place leads to.
//   - esc closes, clears or goes back, and never quits. ctrl+c twice quits from
//     anywhere.
//   - Nothing here reads the store: pages ask, and what the workbench itself asks
//     goes through a door as well.
//   - A failure stays in the status line until a key is pressed, and in the messages.
package ui
