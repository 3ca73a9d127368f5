package keys

// Action is something that the user can do. The names are in users' configs: they
// do not change.
type Action string

// Group is the heading under which help lists an action.
type Group string

// The groups, in the order of the help.
const (
	Move   Group = "move"
	Go     Group = "go"
	Select Group = "select"
	Look   Group = "look"
	Act    Group = "act"
	Window Group = "window"
)

// The actions.
const (
	Up       Action = "up"
	Down     Action = "down"
	Left     Action = "left"
	Right    Action = "right"
	PageUp   Action = "page-up"
	PageDown Action = "page-down"
	HalfUp   Action = "half-up"
	HalfDown Action = "half-down"
	Top      Action = "top"
	Bottom   Action = "bottom"
	NextTab  Action = "next-tab"
	PrevTab  Action = "previous-tab"
	NextItem Action = "next-item"
	PrevItem Action = "previous-item"

	Open      Action = "open"
	Back      Action = "back"
	Backward  Action = "backward"
	Forward   Action = "forward"
	Pivot     Action = "pivot"
	Ring      Action = "ring"
	Compare   Action = "compare"
	Path      Action = "path"
	Queue     Action = "queue"
	Rings     Action = "rings"
	Dashboard Action = "dashboard"
	Import    Action = "import"
	Audit     Action = "audit"
	Queues    Action = "queues"
	Bookmarks Action = "bookmarks"
	Bookmark  Action = "bookmark"
	Trail     Action = "trail"
	Account   Action = "account"

	Mark      Action = "mark"
	MarkRange Action = "mark-range"
	MarkAll   Action = "mark-all"
	Marked    Action = "marked"

	Search    Action = "search"
	Narrow    Action = "narrow"
	Sort      Action = "sort"
	Reverse   Action = "reverse"
	Columns   Action = "columns"
	Preview   Action = "preview"
	Switch    Action = "switch-view"
	Inspect   Action = "inspect"
	Verify    Action = "verify"
	Toggle    Action = "toggle"
	Stronger  Action = "stronger"
	Weaker    Action = "weaker"
	SaveQueue Action = "save-queue"
	Notes     Action = "notes"
	Options   Action = "options"

	Note    Action = "note"
	Tag     Action = "tag"
	Claim   Action = "claim"
	ToCase  Action = "to-case"
	Attach  Action = "attach"
	Judge   Action = "judge"
	Propose Action = "propose"
	Dismiss Action = "dismiss"
	Hold    Action = "hold"
	Reveal  Action = "reveal"
	Undo    Action = "undo"
	Redo    Action = "redo"

	Cases   Action = "cases"
	Reviews Action = "reviews"
	Batches Action = "batches"

	Approve Action = "approve"
	Return  Action = "return"
	Skip    Action = "skip"
	Snooze  Action = "snooze"
	Begin   Action = "begin"
	Edit    Action = "edit"
	Finish  Action = "finish"

	Write    Action = "write-files"
	Export   Action = "export"
	Confirm  Action = "confirm"
	TakeBack Action = "take-back"
	Appeal   Action = "appeal"
	Decide   Action = "decide"
	Done     Action = "done"
	TakeOut  Action = "take-out"
	Role     Action = "role"

	Copy     Action = "copy"
	CopyMenu Action = "copy-menu"

	Help     Action = "help"
	Palette  Action = "palette"
	Refresh  Action = "refresh"
	Messages Action = "messages"
	Theme    Action = "theme"
	Mouse    Action = "mouse"
	Tour     Action = "tour"
	Suspend  Action = "suspend-program"
	Quit     Action = "quit"
)

// Entry describes an action.
type Entry struct {
	Action Action
	Keys   []string // as Bubble Tea names keystrokes; the first is the one that is shown
	Title  string   // what it does, in a word or two, for the footer
	Help   string   // the same as a clause, for the help and the palette
	Group  Group
	Global bool // offered on every page
}

// entries is the list. Its order is that of the help.
var entries = []Entry{
	{Up, []string{"k", "up"}, "up", "one row up", Move, false},
	{Down, []string{"j", "down"}, "down", "one row down", Move, false},
	{Left, []string{"h", "left"}, "left", "to the left; from a detail, back", Move, false},
	{Right, []string{"l", "right"}, "right", "to the right; on a row, open it", Move, false},
	{HalfUp, []string{"ctrl+u"}, "half up", "half a screen up", Move, false},
	{HalfDown, []string{"ctrl+d"}, "half down", "half a screen down", Move, false},
	{PageUp, []string{"pgup", "ctrl+b"}, "page up", "a screen up", Move, false},
	{PageDown, []string{"pgdown", "ctrl+f"}, "page down", "a screen down", Move, false},
	{Top, []string{"g", "home"}, "top", "to the first row", Move, false},
	{Bottom, []string{"G", "end"}, "bottom", "to the last row", Move, false},
	{NextTab, []string{"tab"}, "next tab", "the next tab or pane", Move, false},
	{PrevTab, []string{"shift+tab"}, "previous tab", "the tab or pane before", Move, false},
	{NextItem, []string{"J"}, "next", "the next account of the list this one was opened from", Move, false},
	{PrevItem, []string{"K"}, "previous", "the account before in that list", Move, false},

	{Open, []string{"enter"}, "open", "open what the cursor is on", Go, false},
	{Pivot, []string{"p"}, "pivot", "who else carries this value", Go, false},
	{Ring, []string{"r"}, "ring", "the ring of the account", Go, false},
	{Compare, []string{"c"}, "compare", "the marked accounts side by side", Go, false},
	{Path, []string{"w"}, "path", "the way between two marked accounts", Go, false},
	{Back, []string{"esc", "backspace"}, "back", "close, clear or go back; never quits", Go, true},
	{Backward, []string{"[", "alt+left"}, "backward", "the page before, as in a browser", Go, true},
	{Forward, []string{"]", "alt+right"}, "forward", "the page after, as in a browser", Go, true},
	{Queue, []string{"1"}, "queue", "the queue of flagged accounts", Go, true},
	{Rings, []string{"2"}, "rings", "all rings", Go, true},
	{Dashboard, []string{"3"}, "dashboard", "the investigation in figures", Go, true},
	{Import, []string{"4"}, "import", "load exports", Go, true},
	{Cases, []string{"5"}, "cases", "all cases", Go, true},
	{Reviews, []string{"6"}, "review", "the proposals that wait for a second person", Go, true},
	{Batches, []string{"7"}, "batches", "what is approved, sealed and confirmed; appeals", Go, true},
	{Audit, []string{"8"}, "audit", "the audit log: who did what and when", Go, true},
	{Queues, []string{"o"}, "queues", "choose a saved queue", Go, false},
	{Account, []string{"a"}, "account", "go to an account by its id, user name or e-mail", Go, true},
	{Trail, []string{"T"}, "trail", "the pages that led here", Go, true},
	{Bookmark, []string{"b"}, "bookmark", "remember this page", Go, true},
	{Bookmarks, []string{"B"}, "bookmarks", "go to a page that was remembered", Go, true},

	{Mark, []string{"space"}, "mark", "mark the row and go to the next", Select, false},
	{MarkRange, []string{"v"}, "range", "mark from here to where v is pressed again", Select, false},
	{MarkAll, []string{"A"}, "mark all", "mark all that the query finds", Select, false},
	{Marked, []string{"M"}, "marked", "show only what is marked, or all again", Select, false},

	{Search, []string{"/"}, "query", "search and filter; see 'Queries' in the README", Look, false},
	{Narrow, []string{"f"}, "narrow", "show less: in the queue by state, signal, domain, country or tag, with counts", Look, false},
	{Sort, []string{"s"}, "sort", "choose the column to sort by", Look, false},
	{Reverse, []string{"S"}, "reverse", "turn the order round", Look, false},
	{Columns, []string{"C"}, "columns", "choose and order the columns", Look, false},
	{Preview, []string{"P"}, "preview", "show or hide the preview", Look, false},
	{Switch, []string{"t"}, "view", "the next way to look at it: matrix, members, graph", Look, false},
	{Toggle, []string{"x"}, "leave out", "leave a value, or a file, out, or take it back: what becomes of the rest?", Look, false},
	{Stronger, []string{"+", "="}, "stronger", "only stronger links", Look, false},
	{Weaker, []string{"-"}, "weaker", "weaker links too", Look, false},
	{Inspect, []string{"i"}, "inspect", "code points, scripts and hidden characters of a value", Look, false},
	{Verify, []string{"v"}, "verify", "read the whole audit log and look whether it is what was written", Look, false},
	{SaveQueue, []string{"W"}, "save queue", "keep this query and order as a queue", Look, false},
	{Options, []string{"O"}, "options", "how it is done: of an import, the profile, platform, region and mapping", Look, false},
	{Notes, []string{"N"}, "notes", "read the notes on it", Look, false},

	{Note, []string{"n"}, "note", "write a note on it; notes stay", Act, false},
	{Attach, nil, "attach", "add a note with a file: its content, or only its hash", Act, false},
	{Tag, []string{"#"}, "tag", "put a tag on it, or take one off", Act, false},
	{Claim, []string{"m"}, "claim", "say that you are at work on it, or give it back", Act, false},
	{ToCase, []string{"e"}, "to a case", "put it into a case, or begin one with it", Act, false},
	{Judge, []string{"V"}, "verdict", "say of a link whether it is the same operator", Act, false},
	{Propose, []string{"!"}, "propose", "propose suspension or another action; another person decides", Act, false},
	{Dismiss, []string{"D"}, "dismiss", "end the work on it without a decision against it, or take it up again", Act, false},
	{Hold, []string{"H"}, "hold", "hold it: legal, awaiting evidence, or until a date; or release it", Act, false},
	{Reveal, []string{"X"}, "reveal", "show the masked personal data of the account; logged, with a reason", Act, false},
	{Begin, []string{"N"}, "new", "begin a new one", Act, false},
	{Edit, []string{"E"}, "edit", "change what it says", Act, false},
	{Approve, []string{"A"}, "approve", "approve this version; asks", Act, false},
	{Return, []string{"x"}, "return", "give it back to its proposer with a reason", Act, false},
	{Skip, []string{"s"}, "skip", "pass it by; it does not come back to you in this round", Act, false},
	{Snooze, []string{"z"}, "put off", "put it off until a date, for everybody", Act, false},
	{Finish, []string{"F"}, "finish", "close it, or open it again", Act, false},
	{Confirm, []string{"c"}, "confirm", "take what enforcement says of a batch, from its file", Act, false},
	{Write, []string{"w"}, "write files", "write the files of a batch, again where need be", Act, false},
	{Export, []string{"w"}, "export", "give the case out as files: report, record, tables, STIX, MISP; shows first what is in them", Act, false},
	{TakeBack, []string{"x"}, "take back", "take back what a batch did, by one that reverses it", Act, false},
	{Appeal, []string{"N"}, "appeal", "record that the owner of an account objects", Act, false},
	{Decide, []string{"F"}, "decide", "uphold or overturn what an appeal is against", Act, false},
	{Done, []string{"space"}, "done", "say of a question that it is answered, or that it is not", Act, false},
	{Role, []string{"r"}, "role", "say what an account is in the case: persona, facilitator, victim", Act, false},
	{TakeOut, []string{"x"}, "take out", "take it out of the case; asks", Act, false},
	{Undo, []string{"u"}, "undo", "take back what you did last; asks, and says what", Act, true},
	{Redo, []string{"ctrl+r"}, "redo", "do again what you took back", Act, true},

	{Copy, []string{"y"}, "copy", "copy the id or value under the cursor", Act, false},
	{CopyMenu, []string{"Y"}, "copy menu", "choose what to copy: an id, a value, a note, the row", Act, false},

	{Help, []string{"?", "f1"}, "help", "every key of this page; enter runs one", Window, true},
	{Palette, []string{":", "ctrl+p"}, "palette", "find and run anything by its name", Window, true},
	{Refresh, []string{"R", "f5"}, "refresh", "look again; the cursor stays where it is", Window, true},
	{Messages, []string{"L"}, "messages", "what the workbench has said so far", Window, true},
	{Theme, nil, "theme", "choose the colours", Window, true},
	{Mouse, nil, "mouse", "mouse on or off; off lets the terminal select text", Window, true},
	{Tour, nil, "tour", "the five steps of the demo's story", Window, true},
	{Suspend, []string{"ctrl+z"}, "suspend", "back to the shell; 'fg' returns", Window, true},
	{Quit, []string{"q"}, "quit", "leave from the first page, go back from others; ctrl+c twice leaves from anywhere", Window, true},
}

// All lists every action in the order of the help.
func All() []Entry { return append([]Entry(nil), entries...) }
