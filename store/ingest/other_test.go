package ingest

import (
	"errors"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

// What holds no accounts makes none, and the message says which command reads it.
func TestFilesOfOtherCommands(t *testing.T) {
	for _, x := range []struct{ text, says string }{
		{`{"type":"bundle","id":"bundle--1","objects":[{"type":"indicator","id":"indicator--1"}]}`, "clew watch add"},
		{`[{"id":"indicator--2","type":"indicator","pattern":"[url:value = 'x']"}]`, "clew watch add"},
		{`{"Event":{"info":"x","Orgc":{"name":"y"},"uuid":"z"}}`, "clew watch add"},
		{`{"info":"x","Attribute":[],"id":"7"}`, "clew watch add"},
		{`{"format":"clew-case","version":1,"id":"7"}`, "clew case receive"},
		{`{"account_id":"1","nested":{"type":"bundle","objects":[]},"format":"clew"}`, ""},
		{`{"id":"indicator-2","type":"indicator","username":"ann"}`, ""},
		{`{"Event":{"System":{"EventID":4624}},"username":"ann"}`, ""},
		{`[{"username":"ann"},{"type":"bundle","objects":[]}]`, ""},
	} {
		r := readText(t, "x.json", x.text, Options{})
		var e *model.Error
		if errors.As(r.err, &e); e == nil {
			e = &model.Error{}
		}
		switch {
		case x.says == "" && (r.err != nil || r.Accepted == 0):
			t.Errorf("%s is not read: %v", x.text, r.err)
		case x.says != "" && (r.err == nil || !strings.Contains(e.Hint, x.says)):
			t.Errorf("%s: %v, %s", x.text, r.err, e.Hint)
		}
	}
	// Who says what it is knows better.
	if r := readText(t, "x.json", `{"type":"bundle","id":"bundle--1","objects":[]}`, Options{Profile: "accounts"}); r.err != nil || r.Accepted != 1 {
		t.Error(r.err, r.Result)
	}
}
