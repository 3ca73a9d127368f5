package ui_test

import (
	"context"
	"reflect"
	"strings"
	"testing"
	"unsafe"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/ui"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
	"github.com/seed-28a39f10/clew/ui/welcome"
)

// doorsOf finds the doors in a page and in what of its own package it is made of.
func doorsOf(v reflect.Value, of string, seen map[unsafe.Pointer]bool) (doors []*page.Door) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() && v.Type().Elem().PkgPath() == of && !seen[v.UnsafePointer()] {
			seen[v.UnsafePointer()] = true
			return doorsOf(v.Elem(), of, seen)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[page.Door]() {
			return []*page.Door{(*page.Door)(v.Addr().UnsafePointer())}
		}
		for i := range v.NumField() {
			doors = append(doors, doorsOf(v.Field(i), of, seen)...)
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			doors = append(doors, doorsOf(v.Index(i), of, seen)...)
		}
	}
	return doors
}

// Every page closes every door that it has.
func TestPagesCloseTheirDoors(t *testing.T) {
	db := uitest.Demo(t)
	r := ui.New(options(db))
	pages := map[string]page.Page{"welcome": welcome.New(uitest.Env(t, "dark", false), welcome.Options{})}
	for _, p := range append(places(), page.Place{Page: page.Batch, Ref: "1", Tab: "appeal"}) {
		pages[strings.TrimSpace(string(p.Page)+" "+p.Tab)] = r.BuildForTest(db, p)
	}
	for name, p := range pages {
		v := reflect.ValueOf(p)
		doors := doorsOf(v, v.Type().Elem().PkgPath(), map[unsafe.Pointer]bool{})
		if len(doors) == 0 {
			t.Errorf("%s: no door was found", name)
		}
		var asked []context.Context
		for _, d := range doors {
			cmd := page.Ask(d, func(ctx context.Context) (int, error) { asked = append(asked, ctx); return 0, nil })
			cmd()
		}
		c, ok := p.(page.Closer)
		if !ok {
			t.Errorf("%s has %d doors, and cannot be closed", name, len(doors))
			continue
		}
		c.Close()
		for i, d := range doors {
			if asked[i].Err() == nil || d.Waiting() {
				t.Errorf("%s leaves door %d of %d open", name, i+1, len(doors))
			}
		}
	}
}

// A page that leaves the history has its questions cancelled; one that stays keeps them.
func TestQuestionsEndWithTheirPage(t *testing.T) {
	ask := func() (*asker, context.Context) {
		p := &asker{}
		var asked context.Context
		page.Ask(&p.door, func(ctx context.Context) (int, error) { asked = ctx; return 0, nil })()
		return p, asked
	}
	r := ui.New(options(uitest.Demo(t)))
	push := func() (*asker, context.Context) {
		p, ctx := ask()
		r.Update(ui.PushForTest(p))
		return p, ctx
	}
	_, first := push()
	second, ahead := push()
	if first.Err() != nil || ahead.Err() != nil {
		t.Error("to open a page ends the questions of another")
	}
	r.Update(page.Close{})
	if ahead.Err() != nil {
		t.Error("a page that one can go forward to has lost its question")
	}
	if strings.Join(second.got, " ") != "hidden" {
		t.Errorf("the page that was left was told %q", second.got)
	}
	_, third := push()
	if ahead.Err() == nil || first.Err() != nil || third.Err() != nil {
		t.Error("of the pages, not just the one that nobody can go back to was closed")
	}
	if second.closed != 1 {
		t.Errorf("it was closed %d times", second.closed)
	}
	for range 63 {
		push()
	}
	if third.Err() == nil || first.Err() != nil {
		t.Error("of a long history, not just the oldest page after the first was closed")
	}
}

// asker is a page with a question.
type asker struct {
	page.Page
	door   page.Door
	got    []string
	closed int
}

func (*asker) Place() page.Place { return page.Place{} }
func (*asker) Init() tea.Cmd     { return nil }

func (p *asker) Update(msg tea.Msg) tea.Cmd {
	if _, ok := msg.(page.Hidden); ok {
		p.got = append(p.got, "hidden")
	}
	return nil
}

func (p *asker) Close() {
	p.closed++
	p.door.Close()
}
