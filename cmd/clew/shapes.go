package main

import (
	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/words"
)

// accountShape is an account as lists show it in JSON.
type accountShape struct {
	ID          model.Untrusted   `json:"id"`
	Username    model.Untrusted   `json:"username"`
	DisplayName model.Untrusted   `json:"display_name"`
	Email       model.Untrusted   `json:"email"`
	Country     string            `json:"country"`
	State       string            `json:"state"`
	Score       float64           `json:"score"`
	Links       int               `json:"links"`
	Events      int               `json:"events"`
	Signals     []string          `json:"signals"`
	Tags        []model.Untrusted `json:"tags"`
	CreatedAt   string            `json:"created_at,omitempty"`
	FlaggedAt   string            `json:"flagged_at,omitempty"`
	FirstSeen   string            `json:"first_seen,omitempty"`
	LastSeen    string            `json:"last_seen,omitempty"`
}

func shapeOf(r store.AccountRow) accountShape {
	return accountShape{
		ID: r.ID.String(), Username: r.Username, DisplayName: r.DisplayName, Email: r.Email, Country: r.Country,
		State: r.State, Score: r.Score, Links: r.Links, Events: r.Events,
		Signals: orEmpty(r.Signals), Tags: orEmpty(r.Tags),
		CreatedAt: r.CreatedAt.String(), FlaggedAt: r.FlaggedAt.String(),
		FirstSeen: r.FirstSeen.String(), LastSeen: r.LastSeen.String(),
	}
}

// accountList prints accounts, as a table or as JSON, as they come.
type accountList struct {
	a     *app
	json  list
	table table
	bits  []float64 // of the links to some account, in the order of the rows; nil: not shown
}

func (l *accountList) add(rows []store.AccountRow) error {
	l.json.w = l.a.out
	if l.a.json {
		for _, r := range rows {
			if err := l.json.add(shapeOf(r)); err != nil {
				return err
			}
		}
		return nil
	}
	if l.table.cols == nil {
		l.table.cols = []column{
			{head: "BITS", right: true},
			{head: "SCORE", right: true},
			{head: "ACCOUNT", least: 46, empty: true},
			{head: "USERNAME", least: 12, drop: 3},
			{head: "NAME", least: 12, drop: 1},
			{head: "E-MAIL", least: 16, drop: 6},
			{head: "CC", drop: 4},
			{head: "STATE", drop: 7},
			{head: "LINKS", right: true, drop: 2},
			{head: "SIGNALS", least: 10, drop: 3},
			{head: "TAGS", least: 8, drop: 5},
		}
	}
	cells := make([][]cell, len(rows))
	for i, r := range rows {
		cells[i] = append([]cell{{}}, l.row(r)...)
		if l.bits != nil {
			cells[i][0].text = words.Odds(l.bits[i])
		}
	}
	l.table.write(l.a.out, l.a.screen, cells)
	return nil
}

func (l *accountList) row(r store.AccountRow) []cell {
	screen := l.a.screen
	byScore := func(s string) string { return screen.score(r.Score, s) }
	return []cell{
		{words.Score(r.Score), byScore},
		{words.Clean(string(r.ID.String())), byScore},
		{text: words.Clean(r.Username)},
		{text: words.Clean(r.DisplayName)},
		{text: words.Clean(r.Email)},
		{text: words.Clean(r.Country)},
		{text: r.State},
		{text: words.Thousands(r.Links)},
		{words.Names(r.Signals), screen.warn},
		{words.Names(r.Tags), screen.dim},
	}
}

func (l *accountList) end() error {
	if !l.a.json {
		return nil
	}
	l.json.w = l.a.out
	return l.json.end()
}

// bytesShape says what a command that copies or shrinks files did.
type bytesShape struct {
	File   model.Untrusted `json:"file"`
	Bytes  int64           `json:"bytes"`
	Before int64           `json:"before,omitempty"`
}

// madeShape says which investigation a command made.
type madeShape struct {
	File     string `json:"file"`
	Accounts int    `json:"accounts"`
	Created  bool   `json:"created"` // false: it was there before
}
