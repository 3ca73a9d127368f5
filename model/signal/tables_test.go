package signal

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/nyaruka/phonenumbers"

	"github.com/seed-28a39f10/clew/model"
)

func TestCatalogue(t *testing.T) {
	// The bits that callers may have stored.
	pinned := "NET-VPN NET-MULTI NET-TRAVEL GEO-DEV TZ-HOURS DEV-MFA DEV-RMM DEV-UNMANAGED ID-MISMATCH ID-CONFUSION " +
		"ID-SWITCH ID-DORMANT ID-AGED PHO-FACE APP-VOL APP-TEXT PAY-FREQ PAY-BELOW SHIP-DIFF BEH-CAM BEH-REF INFOSTEALER DISPOSABLE"
	for i, code := range strings.Fields(pinned) {
		if bit, ok := Bit(code); !ok || bit != i {
			t.Errorf("%s has bit %d, want %d", code, bit, i)
		}
	}
	if len(entries) > 32 {
		t.Errorf("%d entries do not fit a mask", len(entries))
	}
	n := 0
	for _, e := range Catalogue() {
		if e.Title == "" || e.Needs == "" || e.Wrong == "" || e.Family == "" || e.Severity < 1 || e.Severity > 3 || len(e.Code) > 32 {
			t.Errorf("%+v is not whole", e)
		}
		if strings.HasPrefix(e.Code, "NAME") {
			t.Errorf("%s would score a name", e.Code)
		}
		if e.Computed {
			n++
		}
	}
	if n != len(computed) {
		t.Errorf("%d entries are said to be computed, %d are", n, len(computed))
	}
	if m := Mask([]model.Signal{{Code: "NET-VPN"}, {Code: "?"}, {Code: "DISPOSABLE"}}); m != 1|1<<22 {
		t.Errorf("mask %b", m)
	}
}

// The table of calling codes agrees with the numbering plans.
func TestCallingCodes(t *testing.T) {
	for code := range phonenumbers.GetSupportedCallingCodes() {
		regions := phonenumbers.GetRegionCodesForCountryCode(code)
		if slices.Contains(regions, "001") { // satellite and free-phone services
			if c, _ := callingCode("+" + strconv.Itoa(code) + "12345678"); c != "" {
				t.Errorf("+%d belongs to no country", code)
			}
			continue
		}
		got, countries := callingCode("+" + strconv.Itoa(code) + "12345678")
		if got != strconv.Itoa(code) || len(countries) != 2*len(regions) {
			t.Errorf("+%d: got %s of %s, want %v", code, got, countries, regions)
		}
		for _, r := range regions {
			if !amongCountries(countries, r) {
				t.Errorf("+%d: %s is not among %s", code, r, countries)
			}
		}
	}
	for _, bad := range []string{"", "+", "+1", "12025550123", "+9991234567", "+ab12345678", "+\x00\x00\x00\x00\x00\x00\x00\x00"} {
		if code, _ := callingCode(bad); code != "" {
			t.Errorf("%q has the code %s", bad, code)
		}
	}
}

// Towns at the ends of countries lie within their circles; the list is of places
// that a circle too small would lose first.
func TestCirclesCover(t *testing.T) {
	for _, c := range []struct {
		country  string
		lat, lon float64
	}{
		{"US", 24.55, -81.8}, {"US", 44.9, -67}, {"US", 48.4, -124.7}, {"US", 71.3, -156.8}, {"US", 52.9, 172.9},
		{"US", 55.3, -131.6}, {"US", 21.9, -159.6}, {"US", 19.7, -155.1}, {"US", 25.9, -97.5},
		{"CA", 47.6, -52.7}, {"CA", 82.5, -62.3}, {"CA", 60.7, -140.9}, {"CA", 42, -82.7}, {"CA", 54, -132},
		{"CN", 39.5, 74}, {"CN", 48.3, 134.7}, {"CN", 18.2, 109.5}, {"CN", 53.5, 122.3}, {"CN", 31, 122.5},
		{"RU", 54.7, 20.5}, {"RU", 41.3, 47.9}, {"RU", 69.7, 60}, {"RU", 55, 83}, {"RU", 43.1, 131.9}, {"RU", 64.7, 177.5},
		{"RU", 46.9, 142.7}, {"RU", 69.3, 88.2}, {"RU", 66.1, -169.8}, {"RU", 77.7, 104.3}, {"RU", 51.7, 94.4},
		{"IN", 8.1, 77.5}, {"IN", 28, 97.3}, {"IN", 34.2, 77.6}, {"IN", 6.8, 93.8}, {"IN", 23.2, 68.6},
		{"BR", -9.2, -72.7}, {"BR", -5.8, -35.2}, {"BR", 2.8, -60.7}, {"BR", -33.7, -53.4}, {"BR", -3.9, -32.4},
		{"AU", -43, 147.3}, {"AU", -28.6, 153.6}, {"AU", -24.9, 113.7}, {"AU", -10.6, 142.2}, {"AU", -34.4, 115.1},
		{"ID", 5.9, 95.3}, {"ID", -8.5, 140.4}, {"ID", -10.2, 123.6}, {"MX", 32.5, -117}, {"MX", 21.2, -86.8}, {"MX", 14.9, -92.3},
		{"AR", -54.8, -68.3}, {"AR", -22.1, -65.6}, {"AR", -25.7, -54.4}, {"CL", -18.5, -70.3}, {"CL", -54.9, -67.6}, {"CL", -27.15, -109.4},
		{"JP", 45.4, 141.7}, {"JP", 31.6, 130.6}, {"JP", 24.3, 123}, {"JP", 27.1, 142.2}, {"JP", 34.2, 129.3},
		{"KR", 33.2, 126.6}, {"KR", 37.5, 130.9}, {"KP", 42.3, 130.7}, {"KP", 40.1, 124.4}, {"TW", 24.4, 118.3},
		{"GB", 60.8, -.8}, {"GB", 49.9, -6.3}, {"GB", 51.1, 1.4}, {"GB", 54.4, -7.6}, {"IE", 51.5, -9.5}, {"IE", 55.3, -7.3},
		{"FR", 48.4, -5.1}, {"FR", 41.4, 9.2}, {"FR", 51, 2.4}, {"DE", 47.4, 10.3}, {"DE", 54.9, 8.3}, {"DE", 51.2, 15},
		{"ES", 43.1, -9.3}, {"ES", 39.9, 4.3}, {"ES", 36, -5.6}, {"ES", 27.8, -18}, {"ES", 29, -13.6},
		{"PT", 37, -8.9}, {"PT", 39.5, -31.2}, {"PT", 37.8, -25.1}, {"PT", 32.7, -17}, {"IT", 35.5, 12.6}, {"IT", 46.9, 12}, {"IT", 45.1, 6.7},
		{"NO", 58, 7}, {"NO", 71, 25.8}, {"NO", 70.4, 31.1}, {"SE", 55.4, 13.4}, {"SE", 69, 20.5}, {"FI", 59.8, 23}, {"FI", 70.1, 27.9},
		{"DK", 55.1, 15}, {"DK", 54.8, 8.7}, {"PL", 52.8, 14.2}, {"PL", 49, 22.8}, {"UA", 48.4, 22.2}, {"UA", 49.2, 40.1}, {"UA", 44.6, 33.5},
		{"GR", 36.2, 29.6}, {"GR", 39.6, 19.9}, {"GR", 34.9, 24.1}, {"TR", 36.2, 36.2}, {"TR", 40.1, 26.4}, {"TR", 37.6, 44.3},
		{"EG", 22.2, 36.5}, {"EG", 31.4, 25.1}, {"NG", 13.7, 13.3}, {"NG", 6.4, 2.8}, {"ZA", -34.8, 20}, {"ZA", -22.4, 30.5}, {"ZA", -29, 16.9},
		{"KE", -4.6, 39.4}, {"KE", 4, 41.9}, {"PK", 25.1, 61.8}, {"PK", 36, 76}, {"PH", 20.5, 122}, {"PH", 5.1, 119.8},
		{"VN", 23.3, 105.3}, {"VN", 8.7, 104.8}, {"TH", 20.4, 99.9}, {"TH", 5.8, 101.1}, {"MY", 6.4, 100.1}, {"MY", 5, 119.1},
		{"KZ", 46, 51}, {"KZ", 49, 86.5}, {"IR", 25.3, 60.6}, {"IR", 39.3, 44.4}, {"SA", 29.4, 35}, {"SA", 17, 42.8}, {"SA", 22, 55},
		{"CO", 12.5, -81.7}, {"CO", -4.2, -69.9}, {"PE", -18, -70.2}, {"PE", -4.7, -81.3}, {"PE", -12.6, -69.2},
		{"NZ", -47.1, 168.2}, {"NZ", -34.5, 172.8}, {"NZ", -44, -176.5}, {"AE", 24.5, 51.6}, {"RO", 45.2, 29.7}, {"CH", 46.2, 6.1},
	} {
		in := false
		for _, x := range circles {
			in = in || x.country == c.country && haversine(x.lat, x.lon, c.lat, c.lon) <= x.km
		}
		if !in {
			t.Errorf("%.1f,%.1f is in %s and in none of its circles", c.lat, c.lon, c.country)
		}
	}
}

func TestGap(t *testing.T) {
	for _, c := range []struct {
		a, b        string
		least, most float64
	}{
		{"US", "JP", 1, 5000}, {"DE", "SG", 8000, 10000}, {"FR", "DE", 0, 0}, {"US", "CA", 0, 0}, {"RU", "US", 0, 0},
		{"GB", "IN", 3000, 6000}, {"XX", "US", 0, 0}, {"DE", "DE", 0, 0}, {"", "US", 0, 0}, {"ES", "NG", 500, 2500},
	} {
		if g := gap(c.a, c.b); g < c.least || g > c.most || g != gap(c.b, c.a) {
			t.Errorf("%s to %s: %.0f km, want %.0f to %.0f", c.a, c.b, g, c.least, c.most)
		}
	}
}

func TestHaversine(t *testing.T) {
	for _, c := range []struct{ lat1, lon1, lat2, lon2, want float64 }{
		{0, 0, 0, 180, 20015.1}, {0, 0, 0, 1, 111.195}, {90, 0, -90, 0, 20015.1}, {10, 20, 10, 20, 0}, {0, 179.5, 0, -179.5, 111.195},
	} {
		if d := haversine(c.lat1, c.lon1, c.lat2, c.lon2); d < c.want-.1 || d > c.want+.1 {
			t.Errorf("%+v: %.3f km", c, d)
		}
	}
}

func TestParseZone(t *testing.T) {
	for in, want := range map[string]int{
		"+09:00": 540, "-0500": -300, "UTC+5": 300, "GMT-3:30": -210, "UTC": 0, "GMT": 0, "Z": 0, "+14": 840, "-12:00": -720,
	} {
		if z, ok := parseZone(in); !ok || z.at(0) != want {
			t.Errorf("%q: %d, %v, want %d", in, z.at(0), ok, want)
		}
	}
	for _, bad := range []string{
		"", "Local", "local", "CST", "+15:00", "-13", "+", "UTC+", "UTC+9:5", "+09:60", "../../etc/passwd", "Europe/../../../etc/passwd",
		"/etc/passwd", "Europe/", "Europe//Berlin", "europe/berlin", "Europe/Berlin\x00", "No/Such_Place", strings.Repeat("A/", 40), "+-9",
	} {
		if z, ok := parseZone(bad); ok {
			t.Errorf("%q is read as a zone: %+v", bad, z)
		}
	}
	for _, s := range []string{"UTC", "Z", "+00:00", "Etc/UTC", "Etc/GMT+5"} {
		if _, ok := claimedZone(s); ok {
			t.Errorf("%q is taken for a claim", s)
		}
	}
}

// Without a time zone database the table stands in, and agrees with it.
func TestZonesWithoutDatabase(t *testing.T) {
	c := zoneCache{lookup: func(string) (*time.Location, error) { return nil, errors.New("none") }}
	for range 2 {
		if z, ok := c.load("America/Argentina/Buenos_Aires"); !ok || z.at(fallbackReference) != -180 {
			t.Errorf("%+v, %v", z, ok)
		}
	}
	if _, ok := c.load("Nowhere/Else"); ok {
		t.Error("a zone that nobody knows is found")
	}
	for i := range 3 * maxZones {
		c.load(fmt.Sprintf("Made/Up%d", i))
	}
	n := 0
	c.known.Range(func(any, any) bool { n++; return true })
	if n > maxZones {
		t.Errorf("%d made-up zones are remembered", n)
	}
	checked := 0
	for _, row := range zoneTable {
		for area := range strings.SplitSeq(row.zones, "; ") {
			name, cities, _ := strings.Cut(area, ": ")
			for city := range strings.SplitSeq(cities, " ") {
				loc, err := time.LoadLocation(name + "/" + city)
				if err != nil {
					continue
				}
				z := zone{loc: loc}
				if from, _ := z.span(fallbackReference); from != row.offset {
					t.Logf("%s/%s: the table says %d, the database %d", name, city, row.offset, from)
					continue
				}
				checked++
			}
		}
	}
	// Databases differ in a few zones from year to year.
	if _, err := time.LoadLocation("Europe/Berlin"); err == nil && checked < 390 {
		t.Errorf("only %d zones agree", checked)
	}
}

func TestAmongCountries(t *testing.T) {
	for _, c := range []struct {
		number, country string
		fits            bool
	}{
		{"+12025550123", "US", true}, {"+12025550123", "PR", true}, {"+12025550123", "GU", true}, {"+12025550123", "GB", false},
		{"+12025550123", "NL", false}, {"+441632960001", "IM", true}, {"+441632960001", "GI", true}, {"+35020012345", "GB", true},
		{"+590590000000", "FR", true}, {"+33100000000", "GP", true}, {"+77000000000", "KZ", true}, {"+77000000000", "UZ", false},
	} {
		if _, countries := callingCode(c.number); amongCountries(countries, c.country) != c.fits {
			t.Errorf("%s and %s: want %v", c.number, c.country, c.fits)
		}
	}
}

func TestClockRange(t *testing.T) {
	for country, want := range map[string][2]int{"US": {-600, -240}, "IN": {330, 330}, "GB": {0, 60}, "RU": {120, 720}} {
		if from, to, ok := clockRange(country); !ok || from != want[0] || to != want[1] {
			t.Errorf("%s: %d to %d", country, from, to)
		}
	}
	for _, bad := range []string{"", "XX", "S ", " U"} {
		if _, _, ok := clockRange(bad); ok {
			t.Errorf("%q has clocks", bad)
		}
	}
}

func TestAddressCountry(t *testing.T) {
	for in, want := range map[string]string{
		"1 sample st leipzig germany": "DE", "1 sample st santa fe new mexico": "", "2 sample st puebla mexico": "MX",
		"3 sample st belfast northern ireland": "", "germany": "", "4 sample st xgermany": "", "5 sample st busan s korea": "KR", "": "",
	} {
		if got := addressCountry(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
