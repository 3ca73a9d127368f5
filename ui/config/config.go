package config

import (
	"errors"
	"fmt"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/theme"
)

// Config is the settings.
type Config struct {
	Theme string // a name of theme.Names
	ASCII bool   // lines and glyphs of ASCII
	Mouse bool
	Keys  *keys.Map
}

// Default gives the settings of somebody who has set nothing.
func Default() *Config {
	m, _ := keys.New(nil)
	return &Config{Theme: theme.Names()[0], Mouse: true, Keys: m}
}

// MakeTheme gives a theme by its name, with the glyphs that are set.
func (c *Config) MakeTheme(name string) (*theme.Theme, bool) { return theme.New(name, c.ASCII) }

// mostConfig is the size of the settings, in bytes.
const mostConfig = 64 << 10

// tomlFile is the settings as TOML has them; what is left out keeps its default.
type tomlFile struct {
	Theme *string             `toml:"theme"`
	ASCII *bool               `toml:"ascii"`
	Mouse *bool               `toml:"mouse"`
	Keys  map[string][]string `toml:"keys"`
}

// Load reads the settings:
//
//	theme = "terminal"      # or dark, light, colour-blind, mono
//	ascii = false           # true where lines and marks come out wrong
//	mouse = true            # false leaves the mouse to the terminal
//
//	[keys]                  # by the names of the actions
//	pivot = ["p", "ctrl+o"] # the first is the one that is shown
//	compare = []            # from the palette alone
//
// Where there is no file it gives the default. Errors are of type *model.Error and
// say in which file, line and column.
func Load(path string) (*Config, error) {
	text, err := readOwn(path, mostConfig)
	if errors.Is(err, errMissing) {
		return Default(), nil
	}
	if err != nil {
		return nil, err
	}
	return parse(path, text)
}

func parse(path string, text []byte) (*Config, error) {
	at := positions(text)
	bad := func(p position, message, hint string) error {
		where := path
		if p.line > 0 {
			where = fmt.Sprintf("%s:%d:%d", path, p.line, p.column)
		}
		return &model.Error{Kind: model.ErrUsage, Where: model.Untrusted(where), Message: message, Hint: hint}
	}
	var f tomlFile
	d := toml.NewDecoder(strings.NewReader(string(text)))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		p, message, hint := explain(err)
		return nil, bad(p, message, hint)
	}
	c := Default()
	if f.Theme != nil {
		if _, ok := theme.New(*f.Theme, false); !ok {
			return nil, bad(at["theme"], fmt.Sprintf("there is no theme %q", printable(*f.Theme)), allowed("theme"))
		}
		c.Theme = *f.Theme
	}
	if f.ASCII != nil {
		c.ASCII = *f.ASCII
	}
	if f.Mouse != nil {
		c.Mouse = *f.Mouse
	}
	m, err := keys.New(f.Keys)
	if err != nil {
		var e *model.Error
		if !errors.As(err, &e) {
			return nil, err
		}
		return nil, bad(at["keys."+string(e.Where)], printable(string(e.Where))+": "+e.Message, e.Hint)
	}
	c.Keys = m
	return c, nil
}

// explain says what the decoder found wrong, and where.
func explain(err error) (p position, message, hint string) {
	var unknown *toml.StrictMissingError
	if errors.As(err, &unknown) && len(unknown.Errors) > 0 {
		e := &unknown.Errors[0]
		p.line, p.column = e.Position()
		return p, fmt.Sprintf("there is no setting %q", printable(strings.Join(e.Key(), "."))), allowed("")
	}
	var wrong *toml.DecodeError
	if !errors.As(err, &wrong) {
		return p, "the settings cannot be read as TOML", ""
	}
	p.line, p.column = wrong.Position()
	if key := strings.Join(wrong.Key(), "."); strings.Contains(wrong.Error(), "cannot decode") || strings.Contains(wrong.Error(), "cannot store") {
		return p, printable(key) + " has a value of the wrong type", allowed(key)
	}
	return p, "this is not TOML: " + printable(strings.TrimPrefix(wrong.Error(), "toml: ")), "strings stand in quotes, lists in brackets"
}

// allowed says what a setting can be, or for "" which settings there are.
func allowed(key string) string {
	switch {
	case key == "theme":
		return `write theme = "` + strings.Join(theme.Names(), `", or "`) + `"`
	case key == "ascii", key == "mouse":
		return "write " + key + " = true or " + key + " = false"
	case key == "keys":
		return "write a table [keys] with a line for each action"
	case strings.HasPrefix(key, "keys."):
		return `write a list of keys, such as pivot = ["p", "ctrl+o"]`
	}
	return "the settings are theme, ascii, mouse, and the table [keys]"
}

// printable keeps what is quoted from a file on one line.
func printable(s string) string {
	const most = 60
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "..."
	}
	return s
}

// position is a place in the file, from 1; its zero value is nowhere.
type position struct{ line, column int }

// positions gives where each key of a file stands, as far as it can be parsed.
func positions(text []byte) map[string]position {
	at := map[string]position{}
	p := unstable.Parser{}
	p.Reset(text)
	table := ""
	for p.NextExpression() {
		e := p.Expression()
		if e.Kind != unstable.Table && e.Kind != unstable.KeyValue {
			continue
		}
		var path []string
		var here position
		for it := e.Key(); it.Next(); {
			if here.line == 0 {
				start := p.Shape(it.Node().Raw).Start
				here = position{start.Line, start.Column}
			}
			path = append(path, string(it.Node().Data))
		}
		key := strings.Join(path, ".")
		if e.Kind == unstable.Table {
			table = key + "."
		} else {
			key = table + key
		}
		if _, ok := at[key]; !ok {
			at[key] = here
		}
	}
	return at
}
