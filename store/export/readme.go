package export

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/seed-28a39f10/clew/model"
)

// writeReadme writes what a person who has only the folder needs to know.
func writeReadme(w io.Writer, m *Manifest) error {
	when := "at once"
	switch {
	case m.Window > 0:
		when = fmt.Sprintf("not before %s, and within %v from then", m.NotBefore, time.Duration(m.Window)*time.Second)
	case m.NotBefore != "":
		when = "not before " + m.NotBefore
	}
	reverse := "in its column \"action\""
	if m.Action != Reinstate {
		reverse = Reinstate
	}
	// One pass: what stands for a name is not looked through again.
	text := strings.NewReplacer("{batch}", fmt.Sprint(m.Batch), "{investigation}", Escape(model.Untrusted(m.Investigation)),
		"{action}", m.Action, "{csv}", fmt.Sprintf("%-17s", m.Action+".csv"), "{json}", fmt.Sprintf("%-17s", m.Action+".json"), "{accounts}", fmt.Sprint(m.Counts.Accounts), "{rings}", fmt.Sprint(m.Counts.Rings),
		"{sealed}", m.SealedAt, "{by}", Escape(model.Untrusted(m.SealedBy)), "{when}", when, "{reverse}", reverse,
		"{words}", wordList(m.Action)).Replace(readme)
	_, err := io.WriteString(w, text)
	return err
}

const readme = `Batch {batch} of investigation {investigation}

  action    {action}
  accounts  {accounts}
  rings     {rings}
  when      {when}
  sealed    {sealed} by {by}

WHAT THIS IS

The row of every account in {action}.csv names who proposed the action, who approved
it, and the version that they approved. Please do what the column "action" says, each
account at the time in its column "due"; where that is empty, at any time allowed
above. Deal with all accounts of one ring at one moment: who runs them must not be
warned by the first.

  {csv}the list for people and spreadsheets
  {json}the same list for programs; it is the exact record
  undo.csv/.json   the reverse for each account. Do nothing with it until you are
                   asked to
  checkpoint.txt   the state of the investigation's audit log at sealing
  MANIFEST.json    what this folder holds, with the SHA-256 of every file
  SHA256SUMS       the same for sha256sum

BEFORE YOU BEGIN: CHECK IT

  sha256sum --check --strict SHA256SUMS     Linux
  shasum -a 256 --check SHA256SUMS          macOS
  clew verify .                             where Clew is; finds added files too

Every line must end in OK. Whoever sent the batch can tell you the SHA-256 of
MANIFEST.json by another way: with it, nobody can have changed anything.

IN A SPREADSHEET

Import {action}.csv as text in UTF-8 with commas, and every column as text: otherwise
long numbers in "native_id" are rounded. The column "account" is never a number.

Cells that a spreadsheet could take for a formula begin with an apostrophe ('), and
characters that cannot be seen, or that could begin a formula behind a semicolon, are
written as their number, such as ⟨U+202E⟩. Rows in which this was done have 1 in the
column "escaped"; the JSON file has the exact text.

WHEN IT IS DONE: CONFIRM IT

Work on a copy of {action}.csv, fill in three columns, and send the copy back:

  status    what became of the account:
{words}
            Leave it empty while it is open.
  time      when, as 2026-11-23T14:02:00Z. May stay empty.
  message   anything that we should know, such as why it failed. May stay empty.

Other columns may be left out, all but "account" (or "platform" and "native_id"). A
file of JSON Lines with the same names does as well:

  {"account":"example:123","status":"done","time":"2026-11-23T14:02:00Z"}

TO TAKE IT BACK

When you are asked to undo the batch, wholly or for some accounts, do what undo.csv
says ({reverse}) and confirm it in the same way.
`
