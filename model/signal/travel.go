package signal

import (
	"fmt"
	"math"
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

// Bounds of NET-TRAVEL. Airliners cruise at about 900 km/h over the ground, less
// from door to door; nobody travels faster than travelSpeed. Addresses are often
// located a city or two away, so shorter distances than travelLeast never count,
// and travelError is taken off any distance between two positions.
const (
	travelSpeed = 1000.0 // km/h
	travelLeast = 500.0  // km
	travelError = 200.0  // km
	travelMany  = 3      // jumps from which an error of location is no longer likely
)

// jump is two consecutive sign-ins that nobody can have made in person.
type jump struct {
	from, to *act
	km       float64 // at least
	byPlace  bool    // from positions, else from countries
}

// netTravel looks for consecutive sign-ins too far apart for the time between.
// Listed VPN and hosting exits and carriers are left out: they show where the
// exit is, not where the user is.
func netTravel(s *subject) (model.Signal, bool) {
	var examples [maxExamples]jump
	n, same, left, measured := 0, 0, 0, 0
	var first, last int64 // when the first and the last jump ended
	var from *act
	for i := range s.acts {
		to := &s.acts[i]
		if !to.located && to.country == "" {
			continue
		}
		if to.class != unlisted {
			left++
			continue
		}
		measured++
		if from != nil {
			if j, ok := impossible(from, to); ok {
				if n < maxExamples {
					examples[n] = j
				}
				if n == 0 {
					first = to.at
				}
				last = to.at
				n++
				if from.device != "" && from.device == to.device {
					same++
				}
			}
		}
		from = to
	}
	if n == 0 {
		return model.Signal{}, false
	}
	parts := make([]string, 0, maxExamples)
	for _, j := range examples[:min(n, maxExamples)] {
		parts = append(parts, j.String())
	}
	facts := fmt.Sprintf("%d of %s in a row need more than %.0f km/h: %s%s.",
		n, count(measured-1, "pair"), travelSpeed, strings.Join(parts, "; "), more(n))
	own := ""
	if same > 0 {
		own = fmt.Sprintf("In %d of the %d the device is the same, as when a VPN is switched on or off.", same, n)
	}
	if left > 0 {
		own = sentences(own, count(left, "sign-in")+" from listed VPN, hosting or carrier networks left out.")
	}
	own = sentences(own, s.env.missing())
	severity := uint8(1)
	if n >= travelMany && last-first >= dayMilli {
		severity = 2
	}
	return found("NET-TRAVEL", severity, facts, own)
}

func impossible(from, to *act) (jump, bool) {
	j := jump{from: from, to: to, byPlace: from.located && to.located}
	if j.byPlace {
		j.km = haversine(float64(from.lat), float64(from.lon), float64(to.lat), float64(to.lon)) - travelError
	} else {
		// Positions of only one of the two are no help: countries have borders.
		j.km = gap(from.country, to.country)
	}
	hours := float64(to.at-from.at) / hourMilli
	return j, j.km >= travelLeast && j.km > travelSpeed*hours
}

func (j jump) String() string {
	between := float64(j.to.at-j.from.at) / 60_000
	if j.byPlace {
		return fmt.Sprintf("%.2f,%.2f at %s to %.2f,%.2f at %s, at least %.0f km in %.0f min",
			j.from.lat, j.from.lon, instant(j.from.at), j.to.lat, j.to.lon, instant(j.to.at), j.km, between)
	}
	return fmt.Sprintf("%s at %s to %s at %s, at least %.0f km in %.0f min",
		j.from.country, instant(j.from.at), j.to.country, instant(j.to.at), j.km, between)
}

const earthRadius = 6371.0088 // km, mean

// haversine gives the distance in km between two positions in degrees.
func haversine(lat1, lon1, lat2, lon2 float64) float64 {
	const rad = math.Pi / 180
	sinLat, sinLon := math.Sin((lat2-lat1)*rad/2), math.Sin((lon2-lon1)*rad/2)
	h := sinLat*sinLat + math.Cos(lat1*rad)*math.Cos(lat2*rad)*sinLon*sinLon
	return 2 * earthRadius * math.Asin(math.Sqrt(min(h, 1)))
}

// gap gives a lower bound of the distance in km between two countries; 0 where
// it is not certain that there is any.
func gap(a, b string) float64 {
	if a == b || a == "" || b == "" {
		return 0
	}
	least := math.Inf(1)
	known := false
	for i := range circles {
		x := &circles[i]
		if x.country != a {
			continue
		}
		for k := range circles {
			if y := &circles[k]; y.country == b {
				known = true
				least = min(least, haversine(x.lat, x.lon, y.lat, y.lon)-x.km-y.km)
			}
		}
	}
	if !known {
		return 0
	}
	return max(least, 0)
}

// circles cover the land of countries, each generously: centre in degrees,
// radius in km. Overseas parts that have codes of their own are left out.
var circles = [...]struct {
	country      string
	lat, lon, km float64
}{
	{"AE", 24.2, 54.3, 350}, {"AM", 40.2, 45, 250}, {"AR", -38, -64.5, 2050}, {"AT", 47.6, 13.3, 450},
	{"AU", -26, 134, 2600}, {"BD", 23.8, 90.3, 450}, {"BE", 50.6, 4.6, 300}, {"BG", 42.7, 25.4, 350},
	{"BR", -11, -53, 2700}, {"CA", 60, -96, 3250}, {"CH", 46.8, 8.2, 300},
	{"CL", -37, -71.5, 2250}, {"CL", -27.1, -109.4, 200}, {"CN", 36, 104, 3150}, {"CO", 4, -73, 1250}, {"CO", 12.5, -81.7, 150},
	{"CZ", 49.8, 15.5, 350}, {"DE", 51.2, 10.4, 600}, {"DK", 56, 10.5, 400}, {"EE", 58.7, 25.5, 300},
	{"EG", 26.8, 30, 950}, {"ES", 40.3, -3.7, 850}, {"ES", 28.3, -15.8, 400}, {"FI", 64.5, 26, 750},
	{"FR", 46.6, 2.4, 900}, {"GB", 54.5, -3.5, 850}, {"GE", 42.2, 43.5, 350}, {"GH", 8, -1.2, 500},
	{"GR", 38.8, 23.5, 700}, {"HK", 22.3, 114.2, 80}, {"HU", 47.2, 19.4, 350}, {"ID", -2.5, 118, 2950},
	{"IE", 53.3, -7.7, 350}, {"IL", 31.5, 35, 350}, {"IN", 22.5, 80, 2450}, {"IR", 32.5, 54, 1350},
	{"IT", 42.5, 12.5, 900}, {"JP", 38, 138, 1300}, {"JP", 26.5, 127, 650}, {"JP", 27, 142, 400},
	{"KE", 0.2, 37.9, 750}, {"KP", 40.2, 127.1, 450}, {"KR", 36, 127.8, 500}, {"KZ", 48, 67, 1800},
	{"LT", 55.3, 23.9, 300}, {"LV", 56.9, 24.9, 300}, {"MX", 23.5, -102, 2000},
	{"MY", 4, 102.2, 550}, {"MY", 4, 114.5, 750}, {"NG", 9.1, 8.7, 950}, {"NL", 52.2, 5.3, 300},
	{"NO", 65, 14, 1200}, {"NZ", -41, 173, 1150}, {"PE", -9.5, -75, 1350}, {"PH", 12, 122.5, 1200},
	{"PK", 30, 69.5, 1200}, {"PL", 52.1, 19.4, 600},
	{"PT", 39.6, -8, 450}, {"PT", 38.3, -28.2, 600}, {"PT", 32.7, -17, 250},
	{"RO", 45.9, 25, 500}, {"RS", 44.2, 20.8, 350},
	{"RU", 57, 40, 2500}, {"RU", 62, 80, 2200}, {"RU", 62, 115, 2500}, {"RU", 60, 150, 2700},
	{"SA", 24, 45, 1400}, {"SE", 62.5, 16.5, 1050}, {"SG", 1.35, 103.8, 80}, {"TH", 13.5, 101, 1000},
	{"TR", 39, 35.2, 1050}, {"TW", 23.7, 121, 450}, {"UA", 48.6, 31.2, 900},
	{"US", 39.5, -98.4, 2750}, {"US", 62, -154, 2450}, {"US", 20.6, -157.5, 700},
	{"VN", 16, 107, 1050}, {"ZA", -29, 25, 1200},
}
