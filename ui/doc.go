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
//	overlay  menus, questions, forms; inspect takes a value apart
//	clip     what can be copied of what a page is on
//	acts     what can be done about what a page is on; act.go makes the change
//	editor   texts of several lines; draft keeps them on disk while they are written
//	words    what the command line says too; graph draws rings; config is on disk
//	queue, account, pivot, ring, compare, dashboard, ...   the pages
//	uitest   drives the whole program in a test, on a clock of its own
//
// Rules of this room:
//
//   - The root knows no page but through package page, and no key but through
//     package keys. build.go alone knows which page a place leads to.
//   - esc closes, clears or goes back, and never quits. ctrl+c twice quits from
//     anywhere.
//   - Nothing here reads the store but the state of the work, which is in memory: pages
//     ask, and what the workbench itself asks goes through a door as well.
//   - What is said goes with the next key, a failure not before it could be read; all
//     of it stays in the messages.
package ui
