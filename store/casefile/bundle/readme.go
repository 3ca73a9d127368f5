package bundle

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/store/export"
	"github.com/seed-28a39f10/clew/store/sign"
)

// readme writes what a person who has only the case file needs to know.
func (w *writer) readme() error {
	m := &w.m
	var b strings.Builder
	what := "A case"
	if m.Case > 0 { // a profile may leave it out
		what = fmt.Sprint("Case ", m.Case)
	}
	fmt.Fprintf(&b, "%s of investigation %s\n\n", what, shown(m.Investigation))
	row := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "  %-12s %s\n", name, value)
		}
	}
	row("marking", shown(m.Marking))
	row("profile", shown(m.Profile))
	row("exported by", shown(m.ExportedBy))
	row("written by", shown(m.Tool))
	row("audit log", fmt.Sprintf("%d entries, %d of them proved here", m.Log.Entries, len(w.o.Proofs)))
	signed := "no: whoever had this in hand could have written all of it anew"
	if m.Signer != "" {
		fingerprint, err := sign.FingerprintSSH(m.Signer)
		if err != nil {
			return err
		}
		signed = fmt.Sprintf("with the key %s, %s", shown(w.o.Key.Name()), fingerprint)
	}
	row("signed", signed)

	b.WriteString("\nWHAT IS HERE\n\n")
	file := func(about string, names ...string) {
		for _, n := range names {
			fmt.Fprintf(&b, "  %s\n", n)
		}
		wrap(&b, "      ", about)
	}
	for i, f := range w.o.Formats {
		if names := m.Formats[i].Files; len(names) > 0 {
			file(f.About, names...)
		}
	}
	for _, s := range w.o.Static {
		file(s.About, s.Name)
	}
	if n := len(w.attached); n > 0 {
		file(fmt.Sprintf("What investigators attached to notes, as it came, %d in all. Somebody else may have made it: open it with care. "+
			"Each file is called by the SHA-256 of its content, by which the notes name it.", n), attachmentPrefix+"...")
	}
	file("Where the investigation's log of all that was done stood: how many entries it had, and one number (a hash) that would be another one if any of them were changed.", checkpointName)
	file("For each entry of that log that the case rests on, the proof that it is one of them.", logName)
	file("The list of all files here, with the SHA-256 of each and what of the case it does not have.", export.ManifestName)
	if m.Signer != "" {
		file("The signature under that list.", SignatureName)
	}
	file("The SHA-256 of every file, in the form that common programs read.", export.SumsName)

	if len(m.LeftOut) > 0 {
		b.WriteString("\nWHAT WAS LEFT OUT\n\n")
		for _, l := range m.LeftOut {
			wrap(&b, "  ", fmt.Sprintf("%s: %d; %s", shown(l.What), l.Count, shown(casefile.WhyLeftOut(l.Why))))
		}
	}

	b.WriteString(readmeCheck)
	if m.Signer != "" {
		b.WriteString(readmeSigned)
	}
	b.WriteString(readmeClew)
	return w.addText(readmeName, []byte(b.String()))
}

// wrap writes words in lines of at most 92 characters, unless a word is longer.
func wrap(b *strings.Builder, indent, text string) {
	width := 0
	for _, word := range strings.Fields(text) {
		n := utf8.RuneCountInString(word)
		switch {
		case width == 0:
			b.WriteString(indent)
			width = len(indent)
		case width+1+n > 92:
			b.WriteString("\n" + indent)
			width = len(indent)
		default:
			b.WriteByte(' ')
			width++
		}
		b.WriteString(word)
		width += n
	}
	b.WriteByte('\n')
}

// shown makes a text fit to be looked at.
func shown(s string) string { return export.Escape(model.Untrusted(s)) }

const readmeCheck = `
HOW TO CHECK IT

A SHA-256 is a number that follows from the content of a file. Nobody knows how to make two
files that have the same one. Unpack the zip, if it is one, go into the folder, and type:

  sha256sum --check --strict SHA256SUMS     Linux
  shasum -a 256 --check SHA256SUMS          macOS

Every line must end in OK. This shows that the files are those that were listed, and not who
listed them. For that, ask whoever sent this, by another way than it came, for the SHA-256 of
MANIFEST.json, and compare it with the one in SHA256SUMS.
`

const readmeSigned = `
The signature shows who listed them:

  ssh-keygen -Y check-novalidate -n clew-case -s MANIFEST.json.sig < MANIFEST.json

prints the fingerprint of the key that has signed. Compare it with the fingerprint that the
signer tells you by another way. The one above is no proof: a forger would have put in theirs.
`

const readmeClew = `
What is proved by log.json is checked by Clew, and by a short script in Python that anyone can
read. Neither is in here: a program that comes with what it is to check proves nothing.

  clew verify .                             or the zip itself; also finds files that were added
  python3 ../verify.py .                    kept outside of this folder; from Clew's source, which
                                            has a page that explains it, or 'clew export verifier'

Both show that the entries are in a log with the hash in checkpoint.txt. That it is the log of
that investigation shows a comparison with a checkpoint that somebody has kept elsewhere.
`
