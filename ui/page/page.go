package page

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store/sign"
	"github.com/seed-28a39f10/clew/ui/draft"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/theme"
)

// Env is what the workbench lends to its pages. Its fields may change between two
// calls: pages keep the pointer and no copies.
type Env struct {
	Theme *theme.Theme
	Keys  *keys.Map
	Now   func() time.Time
	Name  string // of the investigation, clean
	Prefs Prefs
	Actor string // who goes into the audit log, as it is written there
	Job   Job    // the last that was begun; nil for none
	// Drafts keeps what is being written; nil keeps none.
	Drafts *draft.Drafts
	// Act makes a change in the user's name, outside the event loop; every page then gets
	// an Acted. Its success is said, and pages look again, without their doing.
	Act func(model.Action) tea.Cmd
	// ActOn is Act for accounts that are known by their ordinals.
	ActOn func(ords []uint32, action func([]model.AccountID) model.Action) tea.Cmd
	// ActAndClaim is Act, and in the same transaction the claim that next chooses by what
	// the change has come to, outside the event loop.
	ActAndClaim func(a workflow.Action, next func(*workflow.State) (workflow.Claim, bool)) tea.Cmd
	// Sign signs a message with the user's key, which takes about a second; neither may be
	// kept. It is nil where there is no key on this machine.
	Sign func(passphrase, message []byte) ([]byte, error)
	// Keyring is the user's keys on this machine; its zero value has none.
	Keyring Keyring
}

// Keyring is keys, each under a passphrase.
type Keyring struct {
	Names []string
	// Load gives one, which takes about a second. It may not keep the passphrase.
	Load func(name string, passphrase []byte) (*sign.Key, error)
}

// Prefs are what a user has chosen and finds again next time.
type Prefs interface {
	// Columns gives the columns of a table, nil where nobody has chosen any.
	Columns(table string) []string
	SetColumns(table string, columns []string) tea.Cmd
	Queues() []SavedQueue
	SaveQueue(SavedQueue) tea.Cmd
	RemoveQueue(name string) tea.Cmd
	Bookmarks() []Bookmarked
	Bookmark(Bookmarked) tea.Cmd
}

// Bookmarked is a place under the title that it had.
type Bookmarked struct {
	Title string `json:"title"`
	Place Place  `json:"place"`
}

// SavedQueue is a query and an order under a name.
type SavedQueue struct {
	Name  string `json:"name"`
	Query string `json:"query"`
	Sort  string `json:"sort,omitempty"`
}

// Page is one screen of the workbench; see the package comment.
type Page interface {
	// Title is the breadcrumb, clean and short.
	Title() string
	// Place says how to come here again.
	Place() Place
	Init() tea.Cmd
	Update(tea.Msg) tea.Cmd
	// Actions lists what the page takes, in the order of the footer. It is the same
	// for all of the page's life, so that what a key does never changes.
	Actions() []keys.Action
	// Why says why an action cannot be done now, as a sentence without a final stop;
	// "" when it can.
	Why(keys.Action) string
	Do(keys.Action) tea.Cmd
	// Size sets the page's size in cells, each at least 1.
	Size(width, height int)
	// View gives exactly height lines of width columns.
	View() draw.Block
	// Status is the position in the page, such as "3 of 1,204", for the status line.
	Status() draw.Line
}

// Typer is a page or an overlay that may have the keyboard for text. While Typing
// is true it gets all keys but ctrl+c and the fixed ones of its own field.
type Typer interface {
	Typing() bool
	Type(tea.KeyPressMsg) tea.Cmd
	Paste(string) tea.Cmd
	// Caret is where the terminal's cursor belongs, from the page's upper left corner.
	Caret() (x, y int, ok bool)
}

// Hinter is a Typer whose keys the footer names while it is typing: pairs of a key and
// what it does.
type Hinter interface{ Hints() [][2]string }

// Clicker is a page that takes the mouse; x and y are from its upper left corner.
type Clicker interface {
	Click(x, y int) tea.Cmd
	Wheel(x, y, delta int) tea.Cmd
}

// Escaper is a page or an overlay in which esc may first close or clear something: done
// is true where it has, and then it stays. What an overlay gives is run in any case.
type Escaper interface {
	Escape() (cmd tea.Cmd, done bool)
}

// Refresher is a page that shows what others may change: Refresh asks anew and keeps
// the cursor on what it is on.
type Refresher interface {
	Refresh() tea.Cmd
}

// Looker is an overlay that shows what other windows do outside of the investigation, whose
// changes nothing tells: Look asks anew, about once a second and when the terminal comes to
// the front.
type Looker interface {
	Look() tea.Cmd
}

// Closer is a page that asks through a [Door]: Close closes all of its doors. It is called
// once, when the page has left the history for good.
type Closer interface {
	Close()
}

// Stepper is a page that knows a next and a previous one of its kind, such as the
// next account of a queue; delta is 1 or -1.
type Stepper interface {
	Step(from Place, delta int) tea.Cmd
}

// Name says which page a place is on.
type Name string

// The pages.
const (
	Queue     Name = "queue"     // Ref: a query, Sort: an order
	Account   Name = "account"   // Ref: platform:native-id, Tab: which tab
	Pivot     Name = "pivot"     // Ref: kind:value
	Ring      Name = "ring"      // Ref: platform:native-id of a member
	Rings     Name = "rings"     // Ref: only of such sizes, as 5-8 or 65-
	Path      Name = "path"      // Refs: the two accounts
	Compare   Name = "compare"   // Refs: two to four accounts
	Dashboard Name = "dashboard" //
	Import    Name = "import"    // Refs: files
	Welcome   Name = "welcome"   //
	Cases     Name = "cases"     // Ref: a filter of cases
	Case      Name = "case"      // Ref: its number
	Propose   Name = "propose"   // Ref: number of the proposal to change; Refs: accounts of a new one
	Reviews   Name = "reviews"   //
	Review    Name = "review"    // Ref: the proposal's number
	Batches   Name = "batches"   // Tab: which tab
	Batch     Name = "batch"     // Ref: its number, or that of an appeal where Tab is "appeal"
	Audit     Name = "audit"     // Ref: a filter, as store.ParseAuditFilter reads it
)

// Place is where somebody can be: enough to come back to it in another process.
type Place struct {
	Page Name              `json:"page"`
	Ref  model.Untrusted   `json:"ref,omitempty"`
	Refs []model.Untrusted `json:"refs,omitempty"`
	Sort string            `json:"sort,omitempty"`
	Tab  string            `json:"tab,omitempty"`
}
