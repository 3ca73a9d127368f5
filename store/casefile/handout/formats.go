package handout

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/store/casefile/bundle"
	"github.com/seed-28a39f10/clew/store/casefile/dsa"
	"github.com/seed-28a39f10/clew/store/casefile/ftm"
	"github.com/seed-28a39f10/clew/store/casefile/misp"
	"github.com/seed-28a39f10/clew/store/casefile/report"
	"github.com/seed-28a39f10/clew/store/casefile/sheets"
	"github.com/seed-28a39f10/clew/store/casefile/stix"
)

// formats are all that a case file of a record can have, in the order in which they are
// written.
func formats(r *casefile.Record) []bundle.Format {
	return []bundle.Format{
		bundle.One("md", "case.md", "The report, as text with Markdown: for people, and for what makes a PDF or a document of it.", report.MarkdownLosses, report.Markdown),
		bundle.One("html", "case.html", "The report, as a page for a browser, which can print it. It loads nothing and runs nothing.", report.HTMLLosses, report.HTML),
		bundle.One("json", bundle.CaseName, "The record: all that is in this case file, for programs. case.schema.json says what each field is.", nil, casefile.Encode),
		{Name: "csv", About: "Tables for a spreadsheet. Where a cell could have been taken for a formula it has an apostrophe in front, and the column \"escaped\" says 1.",
			FileLosses: sheets.Losses, Write: tables},
		bundle.One("stix", "stix.json", "Indicators and what they are of, in STIX 2.1: for threat-intelligence platforms.", stix.Losses, stix.Write),
		bundle.One("misp", "misp.json", "The same as an event of MISP.", misp.Losses, misp.Write),
		bundle.One("ftm", "ftm.ndjson", "The same as entities of FollowTheMoney, one a line: for tools of investigative journalists and for Aleph.", ftm.Losses, ftm.Write),
		{Name: "dsa", About: "Statements of reasons for the EU Transparency Database, at most 100 a file. They name nobody. Counsel should read them before they are sent.", Losses: unsaid(r), Write: statements},
	}
}

func tables(r *casefile.Record, file func(string, func(io.Writer) error) error) error {
	for _, t := range []struct {
		name  string
		write func(io.Writer, *casefile.Record) error
	}{{"accounts.csv", sheets.Accounts}, {"identifiers.csv", sheets.Identifiers}, {"events.csv", sheets.Events}, {"decisions.csv", sheets.Decisions}} {
		if err := file(t.name, func(w io.Writer) error { return t.write(w, r) }); err != nil {
			return err
		}
	}
	return nil
}

// state makes the statements of reasons. They are named after the ids of accounts, so there
// are none where a profile has put numbers in the place of these: the same decision would be
// reported twice.
func state(r *casefile.Record) ([]dsa.Statement, []dsa.Refusal) {
	for i := range r.Accounts {
		if _, ok := model.ParseAccountID(string(r.Accounts[i].ID)); !ok {
			return nil, nil
		}
	}
	return dsa.Statements(r)
}

// unsaid says what the statements of reasons do not carry, and which there are not.
func unsaid(r *casefile.Record) []string {
	out := slices.Clone(dsa.Losses)
	if r == nil {
		return out
	}
	_, refused := state(r)
	for _, f := range refused {
		out = append(out, fmt.Sprintf("There is no statement on %d of the accounts of proposal %d: %s.", len(f.Accounts), f.Proposal, f.Why))
	}
	return out
}

// statements writes dsa.json, or where they are many dsa-001.json and so on; nothing where
// there is none.
func statements(r *casefile.Record, file func(string, func(io.Writer) error) error) error {
	all, _ := state(r)
	parts := dsa.Parts(all)
	for i, part := range parts {
		name := "dsa.json"
		if len(parts) > 1 {
			name = fmt.Sprintf("dsa-%03d.json", i+1)
		}
		if err := file(name, func(w io.Writer) error { return dsa.Write(w, part) }); err != nil {
			return err
		}
	}
	return nil
}

// Formats lists the names of the formats.
func Formats() []string {
	var names []string
	for _, f := range formats(nil) {
		names = append(names, f.Name)
	}
	return names
}

// check says which of some names is no format.
func check(names []string) error {
	for _, n := range names {
		if !slices.Contains(Formats(), n) {
			return &model.Error{Kind: model.ErrUsage, Message: "there is no such format", Where: model.Untrusted(n), Hint: "one of " + strings.Join(Formats(), ", ")}
		}
	}
	return nil
}

// choose gives the formats of some names, all where there are none. The record itself is
// among them always: everything else is made of it, and only it can be checked and taken in.
func choose(r *casefile.Record, names []string) []bundle.Format {
	return slices.DeleteFunc(formats(r), func(f bundle.Format) bool {
		return len(names) > 0 && f.Name != "json" && !slices.Contains(names, f.Name)
	})
}
