package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/words"
)

func newCase(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "case new|add|list|show",
		Short: "Keep a case: accounts, values and notes",
		Long: `Keeps cases: accounts in their roles, values, notes, the ways that led somewhere, and what was proposed. A case has an owner, a priority, a queue and tags, and the questions of its template.

Roles are unknown, persona, facilitator and victim. A preview warns of victims before anything is proposed.`,
		Example: `clew case new "Wallet ring" --template ring tag:ring-7
clew case add 1 outlook:1203 --role victim --why "stolen identity"
clew case value 1 wallet:0x649acf...
clew note --case 1 "The exchange was asked on 3 May."
clew case show 1`,
		Args: cobra.ArbitraryArgs,
		RunE: sayWhat("clew case new TITLE, add ID ACCOUNT..., remove, value, edit, step, close, reopen, list, or show ID"),
	}
	cmd.AddCommand(newCaseNew(a), newCaseMembers(a, false), newCaseMembers(a, true), newCaseValue(a), newCaseEdit(a), newCaseStep(a), newCaseReceive(a),
		newCaseClose(a), newCaseReopen(a), newCaseList(a), newCaseShow(a))
	return cmd
}

// caseFlags are what a case is made with, or changed to.
type caseFlags struct {
	title, template, owner, queue, priority, role, followUp, hold, until, why string
	tags                                                                      []string
}

// register adds the flags that a new case and a change of one have in common.
func (f *caseFlags) register(a *app, cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.owner, "owner", "", "the login whose case it is")
	flags.StringVar(&f.queue, "queue", "", "the queue that it waits in, a word")
	flags.StringVar(&f.priority, "priority", "", strings.Join(workflow.Priorities, ", "))
	flags.StringArrayVar(&f.tags, "tag", nil, "a tag of the case; may be given again")
	flags.StringVar(&f.followUp, "follow-up", "", "when to look again, as 2027-01-31 or RFC 3339")
	must(cmd.RegisterFlagCompletionFunc("priority", fixed(workflow.Priorities...)))
	quiet(cmd, "owner", "queue", "tag", "follow-up")
}

func roleFlag(cmd *cobra.Command, role *string) {
	cmd.Flags().StringVar(role, "role", "", "what the accounts are in it: "+strings.Join(workflow.Roles, ", "))
	must(cmd.RegisterFlagCompletionFunc("role", fixed(workflow.Roles...)))
}

func newCaseNew(a *app) *cobra.Command {
	var f caseFlags
	cmd := &cobra.Command{
		Use:   "new TITLE [ACCOUNT...|QUERY]",
		Short: "Begin a case",
		Long:  "Begins a case, with accounts that are named or found by one query, or with none yet. A template gives it a queue, a priority, tags and questions to answer; see 'clew policies --toml'.",
		Example: `clew case new "Wallet ring" --template ring tag:ring-7
clew case new "Lena Marsh" outlook:8841020 --owner kim --priority high`,
		Args:              usage(cobra.MinimumNArgs(1), "give the case a title"),
		ValidArgsFunction: completeAccount(a, 1, -1),
		RunE: func(cmd *cobra.Command, args []string) error {
			t, err := parseUntil(f.followUp)
			if err != nil {
				return err
			}
			return a.write(cmd.Context(), func(db *store.DB) error {
				var rows []store.AccountRow
				if len(args) > 1 {
					if rows, err = pick(cmd.Context(), db, args[1:]); err != nil {
						return err
					}
				}
				r, err := act(cmd.Context(), a, db, workflow.OpenCase{Members: idsOf(rows), Role: f.role, Title: model.Untrusted(args[0]), Template: f.template,
					Owner: f.owner, Queue: f.queue, Priority: f.priority, Tags: f.tags, FollowUp: t.Milli})
				if err != nil {
					return err
				}
				cases := db.Work().Cases()
				c := cases[len(cases)-1]
				return a.acknowledge(c.ID, words.CaseState(c), r, fmt.Sprintf("Case %d, %s, with %s", c.ID, words.Clean(c.Title), words.Count(len(rows), "account")))
			})
		},
	}
	f.register(a, cmd)
	roleFlag(cmd, &f.role)
	cmd.Flags().StringVar(&f.template, "template", "", "what it begins with, such as ring")
	must(cmd.RegisterFlagCompletionFunc("template", completeTemplate(a)))
	return cmd
}

func completeTemplate(a *app) completer {
	return completeWork(a, func(w *workflow.State, add func(word, title string)) {
		for _, t := range w.Rules().Templates {
			add(t.ID, t.Title)
		}
	})
}

// onCase acts on a case that is there.
func onCase(cmd *cobra.Command, a *app, ref string, action func(*store.DB, *workflow.Case) (workflow.Action, error), did func(*workflow.Case) string) error {
	id, err := number(ref, "case")
	if err != nil {
		return err
	}
	return a.write(cmd.Context(), func(db *store.DB) error {
		c := db.Work().Case(id)
		if c == nil {
			return noSuch("case", id, "clew case list")
		}
		what, err := action(db, c)
		if err != nil {
			return err
		}
		r, err := act(cmd.Context(), a, db, what)
		if err != nil {
			return err
		}
		c = db.Work().Case(id)
		return a.acknowledge(id, words.CaseState(c), r, did(c))
	})
}

func newCaseMembers(a *app, remove bool) *cobra.Command {
	var role, why string
	cmd := &cobra.Command{
		Use:   "add ID ACCOUNT...|QUERY",
		Short: "Put accounts into a case, in a role",
		Long:  "Puts accounts into a case. With --role they have that role in it, those too that are in it already.",
		Example: `clew case add 1 outlook:8841020 github:10002336
clew case add 1 outlook:1203 --role victim --why "stolen identity"`,
		Args:              usage(cobra.MinimumNArgs(2), "give the case's number, then accounts or one query"),
		ValidArgsFunction: numberThenAccounts(a, everyCase),
		RunE: func(cmd *cobra.Command, args []string) error {
			return onCase(cmd, a, args[0], func(db *store.DB, c *workflow.Case) (workflow.Action, error) {
				rows, err := pick(cmd.Context(), db, args[1:])
				return workflow.SetMembers{On: idsOf(rows), ID: c.ID, Role: role, Remove: remove, Why: model.Untrusted(why)}, err
			}, func(c *workflow.Case) string {
				said := fmt.Sprintf("Case %d has %s", c.ID, words.Count(len(c.Members), "account"))
				if role != "" {
					n := 0
					for _, m := range c.Members {
						if m.Role == role {
							n++
						}
					}
					said += fmt.Sprintf(", %s of them as %s", words.Thousands(n), role)
				}
				return said
			})
		},
	}
	if remove {
		cmd.Use, cmd.Short, cmd.Long = "remove ID ACCOUNT...|QUERY", "Take accounts out of a case", "Takes accounts out of a case. That they were in it stays in the audit log."
		cmd.Example = `clew case remove 1 outlook:1203 --why "a namesake"`
	} else {
		roleFlag(cmd, &role)
	}
	whyFlag(cmd, &why)
	return cmd
}

func newCaseValue(a *app) *cobra.Command {
	var remove bool
	var why string
	cmd := &cobra.Command{
		Use:               "value ID KIND:VALUE...",
		Short:             "Put values into a case",
		Long:              "Puts values such as a wallet or a device into a case by themselves, also such that no account carries yet. --remove takes them out.",
		Example:           `clew case value 1 wallet:0x649acf... --why "named by the exchange"`,
		Args:              usage(cobra.MinimumNArgs(2), "give the case's number, then values as KIND:VALUE"),
		ValidArgsFunction: completeCaseValue(a),
		RunE: func(cmd *cobra.Command, args []string) error {
			return onCase(cmd, a, args[0], func(db *store.DB, c *workflow.Case) (workflow.Action, error) {
				var values []model.Untrusted
				for _, ref := range args[1:] {
					v, err := canonical(db, ref)
					if err != nil {
						return nil, err
					}
					values = append(values, v)
				}
				return workflow.SetValues{ID: c.ID, Values: values, Remove: remove, Why: model.Untrusted(why)}, nil
			}, func(c *workflow.Case) string {
				return fmt.Sprintf("Case %d has %s", c.ID, words.Count(len(c.Values), "value"))
			})
		},
	}
	cmd.Flags().BoolVar(&remove, "remove", false, "take them out")
	whyFlag(cmd, &why)
	return cmd
}

func completeCaseValue(a *app) completer {
	return func(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(args) == 0 {
			return completeNumber(a, everyCase)(cmd, args, typed)
		}
		return completeKind(cmd, nil, typed)
	}
}

// canonical brings "kind:value" into its canonical form.
func canonical(db *store.DB, ref string) (model.Untrusted, error) {
	kind, value, err := db.EvidenceValue(ref)
	return model.Untrusted(kind.String()+":") + value, err
}

func newCaseEdit(a *app) *cobra.Command {
	var f caseFlags
	cmd := &cobra.Command{
		Use:   "edit ID",
		Short: "Change a case's title, owner, queue, priority, or hold it",
		Long: `Changes what is given of a case, and nothing else. --tag replaces its tags, --follow-up none forgets the date.

--hold puts the case on hold, for a reason: until 'clew case edit ID --hold none' no proposal that names the case (--case of 'clew propose') is made, changed, approved or sealed, and no batch of one is handed off. A follow-up needs --until with a date. The accounts of the case are not held by that; 'clew hold' holds accounts.`,
		Example: `clew case edit 1 --owner lee --priority urgent
clew case edit 1 --follow-up 2027-01-31
clew case edit 1 --hold legal --why "letter of 3 May"
clew case edit 1 --hold none --why "the letter was withdrawn"`,
		Args:              usage(cobra.ExactArgs(1), "give the case's number"),
		ValidArgsFunction: completeNumber(a, everyCase),
		RunE: func(cmd *cobra.Command, args []string) error {
			set, err := f.fields(cmd)
			if err != nil {
				return err
			}
			return onCase(cmd, a, args[0], func(_ *store.DB, c *workflow.Case) (workflow.Action, error) {
				return workflow.EditCase{ID: c.ID, Set: set, Why: model.Untrusted(f.why)}, nil
			}, func(c *workflow.Case) string { return fmt.Sprintf("Changed case %d", c.ID) })
		},
	}
	f.register(a, cmd)
	cmd.Flags().StringVar(&f.title, "title", "", "what it is called")
	cmd.Flags().StringVar(&f.hold, "hold", "", strings.Join(workflow.Holds, ", ")+", or none to release it")
	cmd.Flags().StringVar(&f.until, "until", "", "with --hold: when to look again, as 2027-01-31 or RFC 3339")
	whyFlag(cmd, &f.why)
	quiet(cmd, "title", "until")
	must(cmd.RegisterFlagCompletionFunc("hold", fixed(append(slices.Clone(workflow.Holds), "none")...)))
	return cmd
}

// fields gives what was said of a case.
func (f *caseFlags) fields(cmd *cobra.Command) (set workflow.CaseFields, err error) {
	given := false
	has := func(flag string) bool {
		changed := cmd.Flags().Changed(flag)
		given = given || changed
		return changed
	}
	if has("title") {
		title := model.Untrusted(f.title)
		set.Title = &title
	}
	if has("owner") {
		set.Owner = &f.owner
	}
	if has("queue") {
		set.Queue = &f.queue
	}
	if has("priority") {
		set.Priority = &f.priority
	}
	if has("tag") {
		tags := f.tags
		if len(tags) == 1 && tags[0] == "" {
			tags = []string{}
		}
		set.Tags = &tags
	}
	if has("follow-up") {
		var t model.Time
		if f.followUp != "none" {
			if t, err = parseUntil(f.followUp); err != nil {
				return set, err
			}
		}
		set.FollowUp = &t.Milli
	}
	if has("hold") {
		t, err := parseAhead(f.until)
		if err != nil {
			return set, err
		}
		set.Hold = &workflow.CaseHold{Kind: f.hold, Until: t.Milli}
		if f.hold == "none" {
			set.Hold.Kind = ""
		}
	} else if f.until != "" {
		return set, &model.Error{Kind: model.ErrUsage, Message: "--until goes with --hold", Hint: "--follow-up says when to look at the case again"}
	}
	if !given {
		return set, &model.Error{Kind: model.ErrUsage, Message: "say what to change", Hint: "--title, --owner, --queue, --priority, --tag, --follow-up or --hold"}
	}
	return set, nil
}

func newCaseStep(a *app) *cobra.Command {
	return &cobra.Command{
		Use:               "step ID N",
		Short:             "Tick a question of a case, or untick it",
		Long:              "Says that a question of the case's template is answered, or, where it was, that it is not. They are numbered as 'clew case show' shows them.",
		Example:           "clew case step 1 2",
		Args:              usage(cobra.ExactArgs(2), "give the case's number, then the question's"),
		ValidArgsFunction: completeNumber(a, everyCase),
		RunE: func(cmd *cobra.Command, args []string) error {
			n, err := number(args[1], "question")
			if err != nil {
				return err
			}
			step := int(n) - 1
			return onCase(cmd, a, args[0], func(_ *store.DB, c *workflow.Case) (workflow.Action, error) {
				return workflow.EditCase{ID: c.ID, Set: workflow.CaseFields{Step: &step}}, nil
			}, func(c *workflow.Case) string {
				if c.Steps[step].Done.Entry == 0 {
					return fmt.Sprintf("Question %d of case %d is open again", n, c.ID)
				}
				return fmt.Sprintf("Question %d of case %d is answered", n, c.ID)
			})
		},
	}
}

func newCaseClose(a *app) *cobra.Command {
	return newCaseOpen(a, &cobra.Command{
		Use:     "close ID",
		Short:   "Close a case, with what came of it",
		Long:    "Closes a case. Its accounts and values stay in it; nothing is added to it until it is opened again.",
		Example: `clew case close 1 --why "suspended in batch 1"`,
	}, false)
}

func newCaseReopen(a *app) *cobra.Command {
	return newCaseOpen(a, &cobra.Command{
		Use:     "reopen ID",
		Short:   "Open a closed case again",
		Example: `clew case reopen 1 --why "the wallet is in use again"`,
	}, true)
}

func newCaseOpen(a *app, cmd *cobra.Command, open bool) *cobra.Command {
	var why string
	cmd.Args = usage(cobra.ExactArgs(1), "give the case's number")
	cmd.ValidArgsFunction = completeNumber(a, everyCase)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return onCase(cmd, a, args[0], func(_ *store.DB, c *workflow.Case) (workflow.Action, error) {
			if c.Open == open {
				return nil, &model.Error{Kind: model.ErrRefused, Message: "the case is " + words.CaseState(c) + " already", Where: model.Untrusted(strconv.Itoa(int(c.ID)))}
			}
			return workflow.EditCase{ID: c.ID, Set: workflow.CaseFields{Open: &open}, Why: model.Untrusted(why)}, nil
		}, func(c *workflow.Case) string {
			return fmt.Sprintf("Case %d is %s", c.ID, words.CaseState(c))
		})
	}
	whyFlag(cmd, &why)
	return cmd
}

func newCaseList(a *app) *cobra.Command {
	var state, owner, queue string
	cmd := &cobra.Command{
		Use:               "list",
		Short:             "List cases",
		Example:           "clew case list\nclew case list --state open --owner kim --json",
		Args:              usage(cobra.NoArgs, "it takes none; 'clew case show ID' shows one"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.read(cmd.Context(), func(db *store.DB) error {
				var cases []*workflow.Case
				for _, c := range db.Work().Cases() {
					if (state == "" || words.CaseState(c) == state) && (owner == "" || c.Owner == owner) && (queue == "" || c.Queue == queue) {
						cases = append(cases, c)
					}
				}
				return listCases(a, db.Work(), cases)
			})
		},
	}
	cmd.Flags().StringVar(&state, "state", "", "open or closed")
	cmd.Flags().StringVar(&owner, "owner", "", "only those of this login")
	cmd.Flags().StringVar(&queue, "queue", "", "only those of this queue")
	must(cmd.RegisterFlagCompletionFunc("state", fixed("open", "closed")))
	quiet(cmd, "owner", "queue")
	return cmd
}

type caseShape struct {
	ID       uint32          `json:"id"`
	Title    model.Untrusted `json:"title"`
	State    string          `json:"state"`
	Owner    string          `json:"owner"`
	Accounts int             `json:"accounts"`
	Notes    int             `json:"notes"`
	Values   int             `json:"values"`
	Queue    string          `json:"queue"`
	Priority string          `json:"priority"`
	Tags     []string        `json:"tags"`
	FollowUp string          `json:"follow_up,omitempty"`
	Hold     *heldShape      `json:"hold"`
	Outcome  model.Untrusted `json:"outcome"`
	Made     string          `json:"made,omitempty"`
	Changed  string          `json:"changed,omitempty"`
}

func caseShapeOf(w *workflow.State, c *workflow.Case) caseShape {
	return caseShape{ID: c.ID, Title: c.Title, State: words.CaseState(c), Owner: c.Owner, Accounts: len(c.Members), Notes: len(w.Notes(workflow.CaseKey(c.ID))),
		Values: len(c.Values), Queue: c.Queue, Priority: c.Priority, Tags: orEmpty(c.Tags), FollowUp: c.FollowUp.String(), Outcome: c.Outcome,
		Made: c.Made.Time.String(), Changed: c.Changed.Time.String(), Hold: heldShapeOf(c.Hold)}
}

func listCases(a *app, w *workflow.State, cases []*workflow.Case) error {
	shapes := make([]caseShape, len(cases))
	for i, c := range cases {
		shapes[i] = caseShapeOf(w, c)
	}
	if a.json {
		return array(a, shapes)
	}
	if len(cases) == 0 {
		a.tell(a.diag.dim("no cases; begin one with 'clew case new TITLE'"))
		return nil
	}
	t := table{cols: []column{{head: "ID", right: true}, {head: "TITLE", least: 16}, {head: "STATE"}, {head: "PRIORITY", drop: 1}, {head: "OWNER", least: 8}, {head: "ACCOUNTS", right: true},
		{head: "NOTES", right: true}, {head: "QUEUE", drop: 2}, {head: "CHANGED (UTC)", drop: 3}, {head: "FOLLOW UP", drop: 4}}}
	rows := make([][]cell, len(cases))
	for i, s := range shapes {
		rows[i] = []cell{{text: words.Thousands(s.ID)}, {text: words.Clean(s.Title)}, listedState(a, cases[i]), {text: words.Clean(s.Priority)}, {text: words.Clean(s.Owner)},
			{text: words.Thousands(s.Accounts)}, {text: words.Thousands(s.Notes)}, {text: words.Clean(s.Queue)}, {words.Minute(cases[i].Changed.Time), a.screen.dim},
			{words.Day(cases[i].FollowUp), a.screen.warn}}
	}
	t.write(a.out, a.screen, rows)
	return nil
}

// listedState says where a case stands, in one or two words.
func listedState(a *app, c *workflow.Case) cell {
	if c.Hold != nil {
		return cell{words.CaseState(c) + ", HOLD", a.screen.warn}
	}
	return cell{text: words.CaseState(c)}
}
