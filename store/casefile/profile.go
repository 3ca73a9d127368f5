package casefile

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/pelletier/go-toml/v2"

	"github.com/seed-28a39f10/clew/model"
)

// Profile says what may leave the house; profiles.toml explains each of its keys. The only
// way to one is a set of [Profiles], which has checked it. Lists are not to be changed.
type Profile struct {
	Name      string
	About     string   // what it is for
	Marking   string   // TLP 2.0, "" for none
	Defang    bool     // what people read has addresses that no program follows
	Roles     []string // of accounts that stay: persona, facilitator, unknown, none
	Dismissed bool     // accounts that were cleared stay
	Protected bool     // accounts under protection stay
	Numbers   bool     // account-1 in place of its id
	People    string   // names, pseudonyms or none
	Dates     bool     // times are cut to days
	Kinds     []string // of identifiers whose values stay
	Statuses  []string // of identifiers that stay
	Hubs      bool     // values that are too common to link stay
	Keep      []string // paths of case.json that stay

	full bool            // leaves out nothing: the one that is built in alone
	kept map[string]bool // the fields of Keep, each by its own path, and those that they stand in
}

// Profiles is a set of profiles by name: those that are built in, and a user's.
type Profiles struct {
	byName map[string]Profile
}

// MaxProfiles is how long a file of profiles may be, in bytes.
const MaxProfiles = 64 << 10

//go:embed profiles.toml
var builtInTOML []byte

var builtIn = sync.OnceValue(func() *Profiles {
	p := &Profiles{map[string]Profile{}}
	if err := p.read(builtInTOML, "profiles.toml"); err != nil {
		panic(err)
	}
	return p
})

var builtInNames = []string{Full, "peers", "platform", "public"}

// BuiltIn gives the profiles full, peers, platform and public.
func BuiltIn() *Profiles { return builtIn() }

// BuiltInText gives the text of the built-in profiles, which explains how to write others.
func BuiltInText() []byte { return bytes.Clone(builtInTOML) }

// ParseProfiles reads a user's profiles and adds the built-in ones. File is what an error
// calls the text, with the line in its Where. The error is of kind limit where the text is
// longer than [MaxProfiles], else of kind input: a key that is not known, a path that
// case.json does not have or that never leaves the house, a built-in name, a profile that
// neither is based on another nor states every key.
func ParseProfiles(text []byte, file string) (*Profiles, error) {
	p := &Profiles{maps.Clone(BuiltIn().byName)}
	return p, p.read(text, file)
}

// Names lists the profiles, the built-in ones first, the others by name.
func (p *Profiles) Names() []string {
	names := slices.Clone(builtInNames)
	for _, name := range slices.Sorted(maps.Keys(p.byName)) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// Profile finds a profile; the error is of kind not-found.
func (p *Profiles) Profile(name string) (Profile, error) {
	found, ok := p.byName[name]
	if !ok {
		return Profile{}, &model.Error{Kind: model.ErrNotFound, Message: "there is no such profile", Where: model.Untrusted(name),
			Hint: "there are " + strings.Join(p.Names(), ", ")}
	}
	return found, nil
}

// Full reports whether the profile leaves out nothing.
func (p Profile) Full() bool { return p.full }

// profileKeys is a profile as TOML has it; what it does not state is nil.
type profileKeys struct {
	BasedOn   *string   `toml:"based_on"`
	About     *string   `toml:"about"`
	Marking   *string   `toml:"marking"`
	Defang    *bool     `toml:"defang"`
	Roles     *[]string `toml:"roles"`
	Dismissed *bool     `toml:"dismissed"`
	Protected *bool     `toml:"protected"`
	Accounts  *string   `toml:"accounts"`
	People    *string   `toml:"people"`
	Times     *string   `toml:"times"`
	Kinds     *[]string `toml:"kinds"`
	Statuses  *[]string `toml:"statuses"`
	Hubs      *bool     `toml:"hubs"`
	Keep      *[]string `toml:"keep"`
	Also      *[]string `toml:"also"`
	Without   *[]string `toml:"without"`
}

const profileHint = "'clew export profiles --text' prints the built-in ones, with what each key means"

func (p *Profiles) read(text []byte, file string) error {
	if len(text) > MaxProfiles {
		return &model.Error{Kind: model.ErrLimit, Message: "the file of profiles is too long", Where: model.Untrusted(file), Hint: "the most is 64 KiB"}
	}
	var doc struct {
		Profile map[string]profileKeys `toml:"profile"`
	}
	if err := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields().Decode(&doc); err != nil {
		where, message := file, err.Error()
		var bad *toml.DecodeError
		var strict *toml.StrictMissingError
		if errors.As(err, &strict) && len(strict.Errors) > 0 {
			row, _ := strict.Errors[0].Position()
			where, message = fmt.Sprintf("%s, line %d", file, row), "there is no such key as "+strings.Join(strict.Errors[0].Key(), ".")
		} else if errors.As(err, &bad) {
			row, _ := bad.Position()
			where = fmt.Sprintf("%s, line %d", file, row)
		}
		return &model.Error{Kind: model.ErrInput, Message: "the profiles cannot be read: " + message, Where: model.Untrusted(where), Hint: profileHint}
	}
	for _, name := range slices.Sorted(maps.Keys(doc.Profile)) {
		profile, err := p.profile(name, doc.Profile[name])
		if err != nil {
			where := file
			if at := regexp.MustCompile(`(?m)^\s*\[profile\.` + regexp.QuoteMeta(name) + `\]`).FindIndex(text); at != nil {
				where = fmt.Sprintf("%s, line %d", file, 1+bytes.Count(text[:at[1]], []byte{'\n'}))
			}
			return &model.Error{Kind: model.ErrInput, Message: fmt.Sprintf("the profile %q cannot be used: %v", name, err), Where: model.Untrusted(where), Hint: profileHint}
		}
		p.byName[name] = profile
	}
	return nil
}

// profile makes a profile of its keys.
func (p *Profiles) profile(name string, k profileKeys) (Profile, error) {
	if _, taken := p.byName[name]; taken {
		return Profile{}, errors.New("the name is taken by a built-in one")
	}
	if name == "" || len(name) > 64 || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		return Profile{}, errors.New("its name has to be of 1 to 64 small letters, digits and '-'")
	}
	if name == Full { // the one of profiles.toml, for it comes first
		return Profile{Name: name, About: *k.About, Marking: *k.Marking, People: "names", full: true}, nil
	}
	out := Profile{}
	if k.BasedOn != nil {
		base := p.byName[*k.BasedOn]
		if base.kept == nil || !slices.Contains(builtInNames, base.Name) {
			return out, errors.New("it can be based on peers, platform or public")
		}
		out = base
	} else if missing := k.missing(); missing != "" {
		return out, fmt.Errorf("it is based on no other, and states no %s", missing)
	}
	out.Name = name
	accounts, times := "ids", "exact"
	if out.Numbers {
		accounts = "numbers"
	}
	if out.Dates {
		times = "dates"
	}
	set(&out.About, k.About)
	set(&out.Marking, k.Marking)
	set(&out.Defang, k.Defang)
	set(&out.Roles, k.Roles)
	set(&out.Dismissed, k.Dismissed)
	set(&out.Protected, k.Protected)
	set(&accounts, k.Accounts)
	set(&out.People, k.People)
	set(&times, k.Times)
	set(&out.Kinds, k.Kinds)
	set(&out.Statuses, k.Statuses)
	set(&out.Hubs, k.Hubs)
	set(&out.Keep, k.Keep)
	out.Numbers, out.Dates = accounts == "numbers", times == "dates"
	for _, c := range []struct {
		key     string
		values  []string
		allowed []string
	}{
		{"marking", []string{out.Marking}, []string{"TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED", ""}},
		{"roles", out.Roles, []string{"persona", "facilitator", "unknown", "none"}},
		{"accounts", []string{accounts}, []string{"ids", "numbers"}},
		{"people", []string{out.People}, []string{"names", "pseudonyms", "none"}},
		{"times", []string{times}, []string{"exact", "dates"}},
		{"kinds", out.Kinds, kindNames()},
		{"statuses", out.Statuses, []string{"ok", "placeholder", "private", "suspect", "invalid"}},
	} {
		for _, v := range c.values {
			if !slices.Contains(c.allowed, v) {
				return out, fmt.Errorf("%q is none of what %s may have: %s", v, c.key, strings.Trim(strings.Join(c.allowed, ", "), ", "))
			}
		}
	}
	var also, without []string
	set(&also, k.Also)
	set(&without, k.Without)
	if (k.Also != nil || k.Without != nil) && (k.BasedOn == nil || k.Keep != nil) {
		return out, errors.New("also and without change what another profile keeps: they need based_on, and no keep beside them")
	}
	out.Keep = slices.Concat(out.Keep, also)
	return out, out.setKept(without)
}

func kindNames() (names []string) {
	for _, k := range model.Kinds() {
		names = append(names, k.String())
	}
	return names
}

func set[T any](to *T, value *T) {
	if value != nil {
		*to = *value
	}
}

// missing names the first key that a profile of its own has to state and does not.
func (k profileKeys) missing() string {
	v := reflect.ValueOf(k)
	for i := range v.NumField() {
		name := v.Type().Field(i).Tag.Get("toml")
		if v.Field(i).IsNil() && name != "based_on" && name != "also" && name != "without" {
			return name
		}
	}
	return ""
}

// setKept works out the fields that stay, and refuses what does not hold together: a
// record that went through a profile goes through it again without a change.
func (p *Profile) setKept(without []string) error {
	fields := slices.Sorted(maps.Keys(recordFields()))
	below := func(path string) ([]string, error) {
		var out []string
		for _, f := range fields {
			if f == path || strings.HasPrefix(f, path+".") {
				out = append(out, f)
			}
		}
		if out == nil {
			return nil, fmt.Errorf("case.json has no %q", path)
		}
		return out, nil
	}
	p.kept = map[string]bool{}
	for _, path := range p.Keep {
		found, err := below(path)
		if err != nil {
			return err
		}
		for _, f := range found {
			if secret[f] && f == path {
				return fmt.Errorf("%q never leaves the house but with everything", f)
			}
			if !secret[f] {
				p.kept[f] = true
			}
		}
	}
	for _, path := range without {
		found, err := below(path)
		if err != nil {
			return err
		}
		for _, f := range found {
			delete(p.kept, f)
		}
	}
	p.Keep = slices.Sorted(maps.Keys(p.kept))
	if !p.kept["accounts.id"] {
		return errors.New(`what stays has to have "accounts.id"; accounts = "numbers" hides the ids`)
	}
	if len(p.Roles) < 4 && !p.kept["accounts.role"] {
		return errors.New(`it leaves out accounts by their role: what stays has to have "accounts.role"`)
	}
	for _, f := range p.Keep {
		at := strings.LastIndexByte(f, '.')
		for _, beside := range []string{".kind", ".status"} {
			if last := f[at:]; (last == ".value" || last == ".raw") && recordFields()[f[:at]+beside] && !p.kept[f[:at]+beside] {
				return fmt.Errorf("%q can stay only with %q", f, f[:at]+beside)
			}
		}
	}
	for _, f := range p.Keep {
		for at := strings.LastIndexByte(f, '.'); at > 0; at = strings.LastIndexByte(f[:at], '.') {
			p.kept[f[:at]] = true
		}
	}
	return nil
}

// secret are the fields that only the profile full keeps.
var secret = map[string]bool{
	"accounts.detail.rows.file": true, "accounts.detail.rows.line": true, "accounts.detail.rows.raw": true,
	"entries.body": true, "weights": true,
	"proposals.terms_json": true, "proposals.accounts_sha256": true,
	"proposals.approvals.signs": true, "proposals.voided.signs": true, "proposals.returned.signs": true,
}

// always are the fields of a record that every profile keeps: what it is of.
var always = []string{"tool", "investigation", "log", "of_accounts", "profile", "marking", "defang", "left_out"}

// recordFields are the paths of all fields of case.json that a profile may keep.
var recordFields = sync.OnceValue(func() map[string]bool {
	out := map[string]bool{}
	fieldsOf(reflect.TypeFor[Record](), "", out)
	fieldsOf(reflect.TypeFor[Detail](), "accounts.detail.", out)
	for f := range out {
		top, _, _ := strings.Cut(f, ".")
		if slices.Contains(always, top) {
			delete(out, f)
		}
	}
	return out
})

func fieldsOf(t reflect.Type, prefix string, out map[string]bool) {
	for i := range t.NumField() {
		f := t.Field(i)
		in := f.Type
		for in.Kind() == reflect.Slice || in.Kind() == reflect.Pointer {
			in = in.Elem()
		}
		switch {
		case f.Anonymous:
			fieldsOf(in, prefix, out)
		case nameOf(f) == "-":
		case in.Kind() == reflect.Struct && in != timeType:
			fieldsOf(in, prefix+nameOf(f)+".", out)
		default:
			out[prefix+nameOf(f)] = true
		}
	}
}

var timeType = reflect.TypeFor[Time]()

// nameOf gives the name of a field in case.json, "-" where it is not in it.
func nameOf(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}
