package store

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/evidence"
)

// weightsFile is the weights as TOML has them. What is left out keeps its default.
type weightsFile struct {
	Ring     *float64           `toml:"ring"`
	Place    *float64           `toml:"place"`
	Chance   *float64           `toml:"chance"`
	Repeat   *float64           `toml:"repeat"`
	Possible *float64           `toml:"possible"`
	Strong   *float64           `toml:"strong"`
	Certain  *float64           `toml:"certain"`
	Turns    *bool              `toml:"turns"`
	Persona  *bool              `toml:"persona"`
	Half     map[string]float64 `toml:"half"`
}

// maxWeights is the size of a weights file, in bytes.
const maxWeights = 64 << 10

// ParseWeights reads the numbers that the weight of evidence follows from, in
// TOML as [FormatWeights] writes it. What is left out keeps its default; a key
// that is not known is an error, which names its line.
func ParseWeights(text string) (evidence.Config, error) {
	c := evidence.DefaultConfig()
	bad := func(where, message string) error {
		return &model.Error{Kind: model.ErrUsage, Message: message, Where: model.Untrusted(where),
			Hint: "'clew weights' prints the weights as they are, to start from"}
	}
	if len(text) > maxWeights {
		return c, bad("", "the weights are longer than 64 KiB")
	}
	var f weightsFile
	d := toml.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		var unknown *toml.StrictMissingError
		if errors.As(err, &unknown) && len(unknown.Errors) > 0 {
			row, _ := unknown.Errors[0].Position()
			return c, bad(fmt.Sprintf("line %d: %s", row, strings.Join(unknown.Errors[0].Key(), ".")), "there is no such weight")
		}
		var at *toml.DecodeError
		if errors.As(err, &at) {
			row, _ := at.Position()
			what := strings.TrimPrefix(at.Error(), "toml: ")
			if strings.HasPrefix(what, "cannot ") { // which names the types of this program
				takes := "a number"
				switch key := strings.Join(at.Key(), "."); key {
				case "turns", "persona":
					takes = "true or false"
				case "half":
					takes = "a table of numbers"
				}
				what = strings.Join(at.Key(), ".") + " takes " + takes
			}
			return c, bad(fmt.Sprintf("line %d", row), "not TOML as the weights have it: "+what)
		}
		return c, bad("", "the weights cannot be read as TOML")
	}
	for _, n := range []struct {
		to   *float64
		from *float64
	}{{&c.Ring, f.Ring}, {&c.Place, f.Place}, {&c.Chance, f.Chance}, {&c.Repeat, f.Repeat},
		{&c.Possible, f.Possible}, {&c.Strong, f.Strong}, {&c.Certain, f.Certain}} {
		if n.from != nil {
			*n.to = *n.from
		}
	}
	if f.Turns != nil {
		c.Turns = *f.Turns
	}
	if f.Persona != nil {
		c.Persona = *f.Persona
	}
	for name, half := range f.Half {
		k, ok := evidence.KindByName(name)
		if !ok || c.Half[k] == 0 {
			return c, bad("half."+name, "there is no kind of evidence of that name")
		}
		c.Half[k] = half
	}
	return c, c.Check()
}

// FormatWeights writes weights as TOML, with what each is.
func FormatWeights(c evidence.Config) string {
	var b bytes.Buffer
	line := func(key string, value any, what string) {
		s := fmt.Sprintf("%s = %v", key, value)
		fmt.Fprintf(&b, "%-28s# %s\n", s, what)
	}
	line("ring", c.Ring, "accounts that one operator is expected to run")
	line("place", c.Place, "as half below, for several values of one place together")
	line("chance", c.Chance, "least rate of second ties between strangers")
	line("repeat", c.Repeat, "part that a second value of a family counts")
	line("possible", c.Possible, "probability from which a link is possible")
	line("strong", c.Strong, "... strong")
	line("certain", c.Certain, "... certain")
	line("turns", c.Turns, "count hand-overs and synchronised sign-ins (slow)")
	line("persona", c.Persona, "compare names, cities and e-mails as personas (slow)")
	b.WriteString("\n# By kind, the number of holders at which chance and common hand are even.\n[half]\n")
	for _, k := range evidence.Kinds() {
		fmt.Fprintf(&b, "%s = %v\n", k, c.Half[k])
	}
	return b.String()
}
