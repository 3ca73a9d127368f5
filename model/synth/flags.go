package synth

import "github.com/seed-28a39f10/clew/model"

// scores are the least score and the span above it by role. They overlap: the
// score of a detector is a reason to look, not an answer.
var scores = [roles]struct{ least, span int }{
	single: {5, 75}, ring: {22, 66}, careful: {12, 48}, agency: {58, 36}, kiosk: {30, 52},
	helper: {25, 45}, victim: {45, 45}, household: {8, 62},
}

// signalShares says in how many of a thousand accounts of a role a code occurs
// that does not follow from the account's own data.
var signalShares = [...]struct {
	code  string
	share [roles]int
}{
	{"GEO-DEV", [roles]int{single: 40, ring: 170, careful: 120, agency: 60, kiosk: 40, helper: 40, victim: 60, household: 40}},
	{"DEV-MFA", [roles]int{single: 20, ring: 150, careful: 10, agency: 60, kiosk: 120, helper: 150, victim: 20, household: 60}},
	{"DEV-RMM", [roles]int{single: 30, ring: 140, careful: 80, agency: 40, kiosk: 20, helper: 20, victim: 20, household: 20}},
	{"DEV-UNMANAGED", [roles]int{single: 120, ring: 160, careful: 150, agency: 150, kiosk: 250, helper: 150, victim: 120, household: 120}},
	{"ID-MISMATCH", [roles]int{single: 100, ring: 240, careful: 220, agency: 150, kiosk: 110, helper: 110, victim: 300, household: 100}},
	{"ID-DORMANT", [roles]int{single: 60, ring: 90, careful: 110, agency: 40, kiosk: 60, helper: 60, victim: 40, household: 50}},
	{"PHO-FACE", [roles]int{single: 60, ring: 150, careful: 130, agency: 40, kiosk: 50, helper: 40, victim: 60, household: 50}},
	{"APP-VOL", [roles]int{single: 50, ring: 180, careful: 150, agency: 30, kiosk: 40, helper: 30, victim: 40, household: 40}},
	{"PAY-FREQ", [roles]int{single: 40, ring: 140, careful: 90, agency: 150, kiosk: 60, helper: 60, victim: 50, household: 40}},
	{"SHIP-DIFF", [roles]int{single: 40, ring: 130, careful: 60, agency: 300, kiosk: 80, helper: 80, victim: 50, household: 60}},
}

var flagSources = [...]string{"risk-model", "risk-model", "risk-model", "payments", "partner-report", "hr-report", "user-report", "manual-review"}

var flagReasons = [...]string{
	"Sign-in pattern of a consumer VPN",
	"Payout details shared with a flagged account",
	"Device seen on another flagged account",
	"Profile and sign-in country differ",
	"Report from an employer",
	"Many applications in a short time",
	"Recovery contact of a suspended account",
	"Identity document could not be confirmed",
	"Burst of new accounts",
	"Named in a list from a partner",
}

// appendFlag writes why the account is in the export, and the coded
// observations on it.
func (g *generator) appendFlag(o *object, r *rng) {
	a := &g.account
	o.time("flagged_at", a.flagged)
	reason := flagReasons[r.n(len(flagReasons))]
	if a.cast != nil && a.cast.reason != "" {
		reason = a.cast.reason
	}
	o.text("flag_reason", reason)
	o.text("flag_source", flagSources[r.n(len(flagSources))])

	s := &scores[a.group.role]
	score := s.least + r.n(s.span)
	if a.cast != nil {
		score = a.cast.score
	}
	if r.permille(980) || a.cast != nil { // some sources give no score
		o.number("risk_score", uint64(score))
	}

	o.name("signals")
	o.buf = append(o.buf, '[')
	start := len(o.buf)
	signal := func(code string, permille int) {
		if !r.permille(permille) {
			return
		}
		if len(o.buf) > start {
			o.buf = append(o.buf, ',')
		}
		o.buf = append(append(append(o.buf, '"'), code...), '"')
	}
	either := func(is bool, yes, no int) int {
		if is {
			return yes
		}
		return no
	}
	exit := false
	for i := range a.refs {
		exit = exit || a.refs[i].form == ipExit
	}
	night := (a.zone - places[a.who.place].offset + 1440) % 1440
	signal("NET-VPN", either(exit, 700, 15))
	signal("NET-MULTI", either(a.counts[model.KindIP] > 5, 350, 20))
	signal("TZ-HOURS", either(night > 180 && night < 1260, 450, 30))
	for i := range signalShares {
		signal(signalShares[i].code, signalShares[i].share[a.group.role])
	}
	o.buf = append(o.buf, ']')
	if r.permille(60) {
		o.name("tags")
		o.buf = append(o.buf, [...]string{`["intake-1"]`, `["intake-2"]`, `["intake-2","paid plan"]`, `["long-standing"]`}[r.n(4)]...)
	}
}
