package ui

import "github.com/seed-28a39f10/clew/ui/page"

// PushForTest is the message that puts a page on the stack.
func PushForTest(p page.Page) any { return pushMsg{p} }
