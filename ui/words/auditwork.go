package words

import (
	"maps"
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

// workVerbs are the verbs of the workflow: claims, proposals, review, and what comes of
// them.
var workVerbs = map[string]func(particulars) string{
	"claim": func(p particulars) string {
		if p.is("take_over") {
			return "took over " + p.job() + p.why("why")
		}
		return "claimed " + p.job()
	},
	"release": func(p particulars) string { return "released " + p.job() },
	"skip":    func(p particulars) string { return "skipped " + p.job() + p.why("why") },
	"snooze":  func(p particulars) string { return "put off " + p.job() + p.until() + p.why("why") },
	"round":   func(particulars) string { return "began a new round: what was skipped comes back" },

	"propose":  func(p particulars) string { return "proposed to " + p.terms() },
	"edit":     func(p particulars) string { return "changed " + p.proposal() + " to: " + p.terms() },
	"withdraw": func(p particulars) string { return "withdrew " + p.proposal() + p.why("why") },
	"opened":   func(p particulars) string { return "opened " + p.proposal() },
	"approve":  func(p particulars) string { return "approved " + p.proposal() + p.signed() + p.why("note") },
	"return":   func(p particulars) string { return "returned " + p.proposal() + p.why("note") },
	"retract":  func(p particulars) string { return "took back the verdict on " + p.proposal() + p.why("why") },

	"dismiss": func(p particulars) string {
		return "dismissed " + p.about() + " as " + p.name("as") + p.why("why")
	},
	"reopen": func(p particulars) string { return "reopened " + p.about() + p.why("why") },
	"hold": func(p particulars) string {
		return "put " + p.about() + " on hold (" + p.name("kind") + ")" + p.until() + p.why("why")
	},
	"unhold":  func(p particulars) string { return "took " + p.about() + " off hold" + p.why("why") },
	"protect": func(p particulars) string { return "protected " + p.about() + p.why("why") },
	"expose":  func(p particulars) string { return "ended the protection of " + p.about() + p.why("why") },

	"seal": func(p particulars) string {
		said := "sealed " + p.about() + " into batch " + Thousands(p.number("id")) + ", to " + p.name("action")
		if t := (model.Time{Milli: int64(p.number("not_before"))}); t.Known() {
			said += " not before " + Minute(t)
		}
		return said + p.why("why")
	},
	"handoff": func(p particulars) string { return "handed batch " + Thousands(p.number("id")) + " to the outside" },
	"confirm": func(p particulars) string {
		return "entered what became of " + p.about() + " of batch " + Thousands(p.number("id"))
	},
	"reverse": func(p particulars) string {
		return "made batch " + Thousands(p.number("id")) + " to take batch " + Thousands(p.number("reverses")) + " back" + p.why("why")
	},
	"appeal": func(p particulars) string {
		return "filed appeal " + Thousands(p.number("id")) + " of " + p.about() + p.why("text")
	},
	"decide": func(p particulars) string {
		return "decided appeal " + Thousands(p.number("id")) + ": " + p.name("outcome") + p.why("note")
	},

	"case": func(p particulars) string { return "opened case " + Thousands(p.number("id")) + p.why("title") },
	"export": func(p particulars) string {
		said := "gave out the case file of " + p.ofCase()
		if to := p.name("to"); to != "" {
			said += " to " + to
		}
		return said + " (" + p.name("profile") + ")" + p.why("why")
	},
	"receive": func(p particulars) string {
		from := p.part("from")
		return "received case " + Thousands(from.number("case")) + " of investigation " + from.name("investigation") + " as " + p.ofCase() + p.why("title")
	},
	"case-edit": func(p particulars) string {
		set := p.part("set")
		if hold := set.part("hold"); set.body["hold"] != nil && len(set.body) == 1 {
			if hold.raw("kind") == "" {
				return "took " + p.ofCase() + " off hold" + p.why("why")
			}
			return "put " + p.ofCase() + " on hold (" + hold.name("kind") + ")" + hold.until() + p.why("why")
		}
		return "changed " + p.ofCase() + " (" + strings.Join(set.fields(), ", ") + ")" + p.why("why")
	},
	"members": func(p particulars) string {
		if p.is("remove") {
			return "took " + p.about() + " out of " + p.ofCase() + p.why("why")
		}
		said := "put " + p.about() + " into " + p.ofCase()
		if role := p.name("role"); role != "" {
			said += " as " + role
		}
		return said + p.why("why")
	},
	"values": func(p particulars) string {
		what := Count(len(p.list("values")), "identifier")
		if p.is("remove") {
			return "took " + what + " out of " + p.ofCase() + p.why("why")
		}
		return "put " + what + " into " + p.ofCase() + p.why("why")
	},
	"trail": func(p particulars) string {
		return "kept " + Count(len(p.list("steps")), "step") + " of the trail in " + p.ofCase() + p.why("why")
	},

	"sample": func(p particulars) string {
		return "drew " + Count(len(p.list("drawn")), "decision") + " to be looked at again"
	},
	"assess": func(p particulars) string {
		if p.is("agrees") {
			return "agreed with the decision of sample " + Thousands(p.number("id")) + p.why("note")
		}
		return "disagreed with the decision of sample " + Thousands(p.number("id")) + p.why("note")
	},
	"masking": func(p particulars) string {
		if parts, ok := plainParts(p.list("kinds")); ok {
			return "had " + Brief(strings.Join(parts, ", "), mostNamed) + " masked" + p.why("why")
		}
		return "ended the masking" + p.why("why")
	},
	"reveal": func(p particulars) string { return "unmasked " + p.about() + p.why("why") },

	"undo": func(p particulars) string { return "undid entry " + p.entryDid() },
	"redo": func(p particulars) string { return "did entry " + p.entryDid() + " again" },

	"person": func(p particulars) string {
		return "said that " + p.name("login") + " and " + p.name("with") + " are one person" + p.why("why")
	},
	"part": func(p particulars) string {
		return "said that " + p.name("login") + " is a person apart" + p.why("why")
	},
	"shared": func(p particulars) string {
		return "said that several persons share the login " + p.name("login") + p.why("why")
	},
	"enrol":    func(p particulars) string { return "enrolled a key of " + p.name("login") },
	"vouch":    func(p particulars) string { return "vouched for the key of " + p.name("login") },
	"policies": func(p particulars) string { return "changed the rules of the work" + p.why("why") },
}

// job names what a claim or the like is about.
func (p particulars) job() string {
	if job := p.part("job"); job.raw("kind") != "" {
		return job.name("kind") + " " + Thousands(job.number("id"))
	}
	return p.about()
}

func (p particulars) ofCase() string { return "case " + Thousands(p.number("id")) }

// fields lists the names of what there is, at most five of them.
func (p particulars) fields() []string {
	names := slices.Sorted(maps.Keys(p.body))
	for i, name := range names[:min(len(names), 5)] {
		names[i] = Brief(strings.ReplaceAll(name, "_", " "), mostWho)
	}
	return names[:min(len(names), 5)]
}

func (p particulars) proposal() string { return "proposal " + Thousands(p.number("id")) }

// until says until when, where there is a time.
func (p particulars) until() string {
	if t := (model.Time{Milli: int64(p.number("until"))}); t.Known() {
		return " until " + Minute(t)
	}
	return ""
}

func (p particulars) signed() string {
	if p.raw("signature") != "" {
		return ", signed"
	}
	return ""
}

// terms says what is proposed, of whom, and why.
func (p particulars) terms() string {
	t := p.part("terms")
	said := t.name("action") + " " + Count(t.number("accounts"), "account") + " under " + t.name("policy") + ", " + t.name("reason")
	if n := t.number("proposal"); n > 0 {
		said += " (proposal " + Thousands(n) + ", version " + Thousands(t.number("version")) + ")"
	}
	return said + t.why("note")
}

// entryDid names the entry that was taken back, or done again.
func (p particulars) entryDid() string {
	said := Thousands(p.number("entry"))
	if did := p.name("did"); did != "" {
		said += " (" + did + ")"
	}
	return said
}
