package signal

import (
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/seed-28a39f10/clew/model"
)

// zone is a time zone: of the machine's database, or a constant offset.
type zone struct {
	loc    *time.Location // nil for a constant offset
	offset int            // minutes east of UTC; of loc, 0
}

// at gives the offset from UTC in minutes at an instant.
func (z zone) at(milli int64) int {
	if z.loc == nil {
		return z.offset
	}
	_, off := time.UnixMilli(milli).In(z.loc).Zone()
	return off / 60
}

// span gives the least and the greatest offset within the year of an instant.
func (z zone) span(milli int64) (from, to int) {
	from = z.at(milli)
	to = from
	for m := int64(1); m < 12; m++ {
		o := z.at(milli - m*30*dayMilli)
		from, to = min(from, o), max(to, o)
	}
	return from, to
}

// claimedZone is parseZone for what an account claims. Constant UTC is no claim:
// it is what programs write where nobody has said anything.
func claimedZone(s string) (zone, bool) {
	z, ok := parseZone(s)
	if !ok || z.loc == nil && z.offset == 0 || strings.HasPrefix(s, "Etc/") {
		return zone{}, false
	}
	return z, true
}

// parseZone reads an IANA name with a "/" in it, UTC or GMT, or an offset such as
// +09:00, -0500 or UTC+5. Abbreviations are not read: CST is three zones.
func parseZone(s string) (zone, bool) {
	if len(s) > 48 {
		return zone{}, false
	}
	if minutes, ok := parseOffset(s); ok {
		return zone{offset: minutes}, true
	}
	if !zoneName(s) {
		return zone{}, false
	}
	return zones.load(s)
}

// zoneName reports whether s has the form of an IANA name, so that nothing else
// is looked up as a file.
func zoneName(s string) bool {
	if s == "" || s[0] < 'A' || s[0] > 'Z' || strings.IndexByte(s, '/') < 0 || s[len(s)-1] == '/' {
		return false
	}
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '_', c == '-', c == '+':
		case c == '/' && s[i-1] != '/':
		default:
			return false
		}
	}
	return true
}

// parseOffset reads UTC, GMT, Z, and offsets from -12:00 to +14:00.
func parseOffset(s string) (minutes int, ok bool) {
	t := s
	for _, prefix := range [...]string{"UTC", "GMT", "utc", "gmt"} {
		if rest, found := strings.CutPrefix(s, prefix); found {
			if t = rest; t == "" {
				return 0, true
			}
			break
		}
	}
	if s == "Z" {
		return 0, true
	}
	if len(t) < 2 || t[0] != '+' && t[0] != '-' {
		return 0, false
	}
	h, m := t[1:], ""
	switch {
	case strings.IndexByte(h, ':') > 0:
		h, m, _ = strings.Cut(h, ":")
		if len(m) != 2 {
			return 0, false
		}
	case len(h) == 4:
		h, m = h[:2], h[2:]
	}
	hours, ok1 := digits(h)
	rest, ok2 := digits(m)
	if !ok1 || !ok2 || h == "" || rest > 59 {
		return 0, false
	}
	minutes = hours*60 + rest
	if t[0] == '-' {
		minutes = -minutes
	}
	return minutes, minutes >= -12*60 && minutes <= 14*60
}

// digits reads a number of at most two digits; "" is 0.
func digits(s string) (n int, ok bool) {
	if len(s) > 2 {
		return 0, false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}

// zoneCache remembers zones by name, because reading one takes a file.
type zoneCache struct {
	known  sync.Map // string to zoneEntry
	n      atomic.Int32
	lookup func(string) (*time.Location, error)
}

type zoneEntry struct {
	zone zone
	ok   bool
}

// maxZones bounds what an import full of made-up names can fill the cache with;
// the database has about 600.
const maxZones = 2048

var zones = zoneCache{lookup: time.LoadLocation}

func (c *zoneCache) load(name string) (zone, bool) {
	if v, ok := c.known.Load(name); ok {
		e := v.(zoneEntry)
		return e.zone, e.ok
	}
	var e zoneEntry
	if loc, err := c.lookup(name); err == nil {
		e = zoneEntry{zone{loc: loc}, true}
	} else if minutes, ok := tableOffset(name); ok {
		e = zoneEntry{zone{offset: minutes}, true}
	}
	if c.n.Add(1) <= maxZones {
		c.known.Store(strings.Clone(name), e)
	}
	return e.zone, e.ok
}

// tableOffset looks a name up in zoneTable.
func tableOffset(name string) (minutes int, ok bool) {
	area, city, _ := strings.Cut(name, "/")
	for i := range zoneTable {
		for part := range strings.SplitSeq(zoneTable[i].zones, "; ") {
			rest, ok := strings.CutPrefix(part, area+": ")
			if !ok {
				continue
			}
			for c := range strings.SplitSeq(rest, " ") {
				if c == city {
					return zoneTable[i].offset, true
				}
			}
		}
	}
	return 0, false
}

// ClaimedOffset gives how many minutes east of UTC the clock of a claimed time zone
// is at an instant; ok is false where the claim names no zone. It reads a claim as
// the signals do.
func ClaimedOffset(claim model.Untrusted, at model.Time) (minutes int, ok bool) {
	z, ok := claimedZone(string(claim))
	if !ok {
		return 0, false
	}
	return z.at(at.Milli), true
}
