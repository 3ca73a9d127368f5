package signal

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"
	"sync"

	"github.com/seed-28a39f10/clew/model"
)

// Env is what a signal needs to know beyond the account itself. Any function may
// be nil, and the signals that need it are then absent or, where they say so,
// weaker. The functions must be safe for use from several goroutines where
// [Compute] is used so.
type Env struct {
	// Network looks an address up in lists of networks and gives the name of the
	// list and the class of the network: one of ExitClasses, or "carrier".
	Network func(ip netip.Addr) (list, class string, ok bool)

	// Exits and Carriers say whether any list has networks of any of ExitClasses, and of the
	// class "carrier". Without them an address that Network does not find may be of
	// any such network, however many other lists there are.
	Exits, Carriers bool

	// Disposable looks up the domain of an e-mail address, in lower case.
	Disposable func(domain string) (list string, ok bool)

	// Holders counts the accounts that carry a value, this one included.
	Holders func(kind model.Kind, value model.Untrusted) int

	// Hub reports whether a value is too common to link.
	Hub func(kind model.Kind, value model.Untrusted) bool

	// LogFrom is the time from which sign-ins of all accounts are on record.
	// Where it is unknown, silence before an account's first event says nothing.
	LogFrom model.Time
}

// computed are the signals that Compute knows, ascending by code.
var computed = [...]func(*subject) (model.Signal, bool){
	devMFA, disposable, geoDev, idDormant, idMismatch, netMulti, netTravel, netVPN, payFreq, shipDiff, tzHours,
}

// Compute gives the signals of an account, ascending by code. Events are those
// of the account, in any order; env may be nil. Signals that came with the
// account (a.Signals) are not looked at. With events in order of time, nothing
// is allocated where nothing fires.
func Compute(a *model.Account, events []model.Event, env *Env) []model.Signal {
	if env == nil {
		env = &noEnv
	}
	s := subjects.Get().(*subject)
	s.a, s.env = a, env
	s.country = countryCode(string(a.Fact(model.FieldCountry)))
	s.load(events)
	var out []model.Signal
	for _, find := range computed {
		if sig, ok := find(s); ok {
			out = append(out, sig)
		}
	}
	s.release()
	return out
}

var noEnv Env

// class is what the lists say of a network.
type class uint8

const (
	unlisted class = iota
	vpn
	hosting
	proxy
	tor
	carrier
)

// ExitClasses are the classes of networks whose addresses are no sign of where their users are.
var ExitClasses = []string{"vpn", "hosting", "proxy", "tor"}

// The classes by their names, and exits as facts write them.
var (
	classes   = map[string]class{"vpn": vpn, "hosting": hosting, "proxy": proxy, "tor": tor, "carrier": carrier}
	exitWords = [...]string{vpn: "VPN", hosting: "hosting", proxy: "proxy", tor: "Tor"}
)

func (c class) exit() bool { return c >= vpn && c <= tor }

// act is a sign-in, or another act in a log, that the account itself did.
type act struct {
	at       int64      // milliseconds since the epoch
	addr     netip.Addr // zero unless public
	class    class
	auto     bool // by a program
	located  bool // lat and lon are known
	country  string
	list     string // that knows addr
	device   model.Untrusted
	lat, lon float32
}

// hides reports whether the lists say that the address is no sign of where its
// user is.
func (t *act) hides() bool { return t.class.exit() }

// subject is an account under examination, with memory that is used again.
type subject struct {
	a       *model.Account
	env     *Env
	country string // claimed, "" unless a code of two capitals
	acts    []act  // in order of time

	points   []int64 // of idDormant
	networks map[netip.Prefix]int
	nations  [26 * 26]int
}

var subjects = sync.Pool{New: func() any { return &subject{networks: map[netip.Prefix]int{}} }}

// maxKept is the number of acts above which the memory is not kept for the next
// account.
const maxKept = 16 << 10

func (s *subject) release() {
	if cap(s.acts) > maxKept {
		s.acts, s.points, s.networks = nil, nil, map[netip.Prefix]int{}
	}
	clear(s.acts)
	s.a, s.env, s.acts, s.points = nil, nil, s.acts[:0], s.points[:0]
	subjects.Put(s)
}

// load keeps of the events what the account did itself, in order of time.
func (s *subject) load(events []model.Event) {
	s.acts = s.acts[:0]
	sorted := true
	for i := range events {
		e := &events[i]
		if e.Result != model.ResultSuccess && e.Result != model.ResultUnknown || !sane(e.Time) {
			continue
		}
		t := act{at: e.Time.Milli, device: e.DeviceID, auto: automatic(string(e.UserAgent)),
			country: countryCode(e.Country), lat: e.Latitude, lon: e.Longitude,
			located: onGlobe(e.Latitude, e.Longitude)}
		if t.addr = publicAddr(string(e.IP)); t.addr.IsValid() {
			t.list, t.class = s.network(t.addr)
		}
		s.acts = append(s.acts, t)
		if n := len(s.acts); n > 1 && compareActs(s.acts[n-2], s.acts[n-1]) > 0 {
			sorted = false
		}
	}
	if !sorted {
		slices.SortFunc(s.acts, compareActs)
	}
}

// compareActs orders acts by time, and those of one instant by everything that
// a signal reads of them, so that the order of the events does not matter.
func compareActs(a, b act) int {
	if a.at != b.at {
		return cmp.Compare(a.at, b.at)
	}
	return cmp.Or(a.addr.Compare(b.addr), strings.Compare(a.country, b.country),
		strings.Compare(string(a.device), string(b.device)), cmp.Compare(a.lat, b.lat), cmp.Compare(a.lon, b.lon),
		compareBool(a.auto, b.auto))
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

func (s *subject) network(ip netip.Addr) (string, class) {
	if s.env.Network == nil {
		return "", unlisted
	}
	list, word, ok := s.env.Network(ip)
	if !ok {
		return "", unlisted
	}
	return list, classes[word]
}

// publicAddr reads an address; it gives the zero Addr for one that is not
// unique in the world. Documentation ranges count as public.
func publicAddr(s string) netip.Addr {
	if s == "" || len(s) > 45 || strings.IndexByte(s, '%') >= 0 {
		return netip.Addr{}
	}
	ip, err := netip.ParseAddr(s)
	if err != nil {
		return netip.Addr{}
	}
	ip = ip.Unmap()
	if ip.IsPrivate() || ip.IsLoopback() || ip.IsUnspecified() || ip.IsMulticast() || ip.IsLinkLocalUnicast() || sharedRange.Contains(ip) {
		return netip.Addr{}
	}
	return ip
}

// sharedRange is carrier-internal (RFC 6598).
var sharedRange = netip.MustParsePrefix("100.64.0.0/10")

// Instants of the years 1 to 9999, in milliseconds.
const (
	firstInstant = -62_135_596_800_000
	lastInstant  = 253_402_300_799_999
)

func sane(t model.Time) bool {
	return t.Known() && t.Milli >= firstInstant && t.Milli <= lastInstant
}

func onGlobe(lat, lon float32) bool {
	return (lat != 0 || lon != 0) && lat >= -90 && lat <= 90 && lon >= -180 && lon <= 180
}

// countryCode gives s where it has the form of an ISO 3166-1 alpha-2 code, else "".
func countryCode(s string) string {
	if len(s) == 2 && 'A' <= s[0] && s[0] <= 'Z' && 'A' <= s[1] && s[1] <= 'Z' {
		return s
	}
	return ""
}

// automatons are beginnings of user agents that programs have which sign in
// without a hand on the keyboard.
var automatons = [...]string{
	"python-", "Python/", "curl/", "Wget/", "Go-http-client", "Java/", "okhttp/", "axios/", "node-fetch",
	"PostmanRuntime", "libwww-perl", "Ruby", "git/", "Microsoft Office/", "BAV2ROPC", "CBAInPROD", "CBAInTAR",
}

func automatic(agent string) bool {
	for _, a := range automatons {
		if strings.HasPrefix(agent, a) {
			return true
		}
	}
	return false
}

// dayCounter counts days without a calendar: a day begins with the first act
// after the last one ended and lasts 24 hours. Days of the calendar, in UTC,
// would be more for those whose evening is UTC's midnight.
type dayCounter struct {
	n   int
	end int64
}

func (d *dayCounter) add(at int64) {
	if d.n == 0 || at >= d.end {
		d.n++
		d.end = at + dayMilli
	}
}

const (
	hourMilli = 3_600_000
	dayMilli  = 24 * hourMilli
)

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
