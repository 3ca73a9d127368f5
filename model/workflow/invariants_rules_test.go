package workflow

// wish is rules that somebody wants and that wait for a second person.
type wish struct {
	toml, by string
}

// takeRules has rules that ask for less wait for a second person.
func (b *book) takeRules(i int, f fact) {
	least, unsigned := asks(ruleSets[i])
	leastNow, unsignedNow := asks(b.demands)
	if least < leastNow || unsigned < unsignedNow {
		first := b.wanted
		if b.many[fold(f.Actor)] || first.toml != f.TOML || b.many[fold(first.by)] || b.same(first.by, f.Actor) {
			b.wanted = wish{f.TOML, f.Actor}
			return
		}
	}
	b.demands, b.rules, b.wanted = ruleSets[i], f.TOML, wish{}
}

// asks gives the fewest approvals under which something is decided, and the fewest without
// signatures. All policies of a random history allow the same, and where none was ever set one
// approval is enough.
func asks(set map[string]demand) (least, unsigned int) {
	if len(set) == 0 {
		return 1, 1
	}
	least, unsigned = 99, 99
	for _, d := range set {
		least = min(least, d.approvals)
		if !d.signed {
			unsigned = min(unsigned, d.approvals)
		}
	}
	return least, unsigned
}

// checkRules compares what is in force and what waits.
func (w *world) checkRules(before, after *book, done fact) {
	if after.rules != "" && after.rules != w.s.Rules().TOML {
		w.Fatalf("other rules are in force than were set: %+v", done.Event)
	}
	toml, by, _ := w.s.PendingRules()
	if after.wanted != (wish{toml, by.By}) {
		w.Fatalf("what waits is by %q and was wanted by %q: %+v", by.By, after.wanted.by, done.Event)
	}
	switch {
	case after.wanted.by != "" && before.many[fold(done.Actor)]:
		w.Fatalf("a login that several persons share makes deciding easier: %+v", done.Event)
	case after.wanted.by != "":
		w.tally.rules["waits"]++
	case before.wanted.toml == done.TOML:
		w.tally.rules["seconded"]++
	case before.wanted.by != "":
		w.tally.rules["ended"]++
	}
}
