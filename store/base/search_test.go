package base

import (
	"slices"
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

// TestSameName: a user name that the e-mail begins with is not written twice, and
// is found all the same.
func TestSameName(t *testing.T) {
	row := func(line uint64, user, mail model.Untrusted) model.Row {
		return model.Row{Line: line, Account: model.Account{ID: model.AccountID{Platform: "okta", Native: "id" + user + mail},
			Facts: []model.Fact{{Field: model.FieldUsername, Value: user}, {Field: model.FieldEmail, Value: mail}}}}
	}
	g := build(t, nil, []export{{"a", []model.Row{
		row(1, "Kim.Lee", "kim.LEE@example.com"), row(2, "kim.lee", "kim.lee2@example.com"), row(3, "", "@example.com"),
		row(4, "x\x01", "x\x01@y"), row(5, "kim@lee", "kim@lee@example.com"), row(6, "\x01", "lee@example.com"),
	}}}, nil)
	text, err := g.chunkText(0)
	if err != nil {
		t.Fatal(err)
	}
	const want = "\x00\x00\x01\x00kim.lee@example.com\n\x00\x00kim.lee\x00kim.lee2@example.com\n\x00\x00\x00@example.com\n" +
		"\x00\x00\x01\x00x @y\n\x00\x00kim@lee\x00kim@lee@example.com\n\x00\x00 \x00lee@example.com\n"
	if string(text) != want {
		t.Errorf("the text is %q, want %q", text, want)
	}
	for _, c := range []struct {
		field TextField
		word  string
		want  []uint32
	}{
		{TextUsername, "lee", []uint32{0, 1, 4}}, {TextUsername, "m.lee", []uint32{0, 1}}, {TextUsername, "example", nil},
		{TextUsername, "lee@", nil}, {TextUsername, "m@l", []uint32{4}}, {TextUsername, "\x01", nil}, {TextAny, "\x01", nil},
		{TextEmail, "lee@ex", []uint32{0, 4, 5}}, {TextEmail, "\x01", nil}, {TextAny, "kim", []uint32{0, 1, 4}},
		{TextAny, "", []uint32{0, 1, 2, 3, 4, 5}},
	} {
		var got []uint32
		if err := g.Search(background, c.field, []byte(c.word), func(ord uint32) { got = append(got, ord) }); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%q in %d: %d, want %d", c.word, c.field, got, c.want)
		}
	}
	keys, err := g.SortKeys(TextUsername)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"kim.lee", "kim.lee", "", "x ", "kim@lee", " "} {
		if string(keys[i]) != want {
			t.Errorf("the user name of %d is %q, want %q", i, keys[i], want)
		}
	}
}
