package synth

// place is a claimed country with a city and zone in it. Offset is minutes
// east of UTC between November and March, see package comment.
type place struct {
	code, name string // ISO 3166-1 alpha-2, and as some sources write it
	city, zone string
	offset     int
}

var places = []place{
	{"US", "United States", "New York", "America/New_York", -300},
	{"US", "USA", "Austin", "America/Chicago", -360},
	{"US", "United States", "Denver", "America/Denver", -420},
	{"US", "USA", "Portland", "America/Los_Angeles", -480},
	{"CA", "Canada", "Toronto", "America/Toronto", -300},
	{"GB", "United Kingdom", "Leeds", "Europe/London", 0},
	{"DE", "Germany", "Leipzig", "Europe/Berlin", 60},
	{"FR", "France", "Lyon", "Europe/Paris", 60},
	{"ES", "Spain", "Valencia", "Europe/Madrid", 60},
	{"PL", "Poland", "Gdansk", "Europe/Warsaw", 60},
	{"GR", "Greece", "Patras", "Europe/Athens", 120},
	{"UA", "Ukraine", "Lviv", "Europe/Kyiv", 120},
	{"TR", "Turkey", "Izmir", "Europe/Istanbul", 180},
	{"EG", "Egypt", "Alexandria", "Africa/Cairo", 120},
	{"AE", "United Arab Emirates", "Dubai", "Asia/Dubai", 240},
	{"NG", "Nigeria", "Lagos", "Africa/Lagos", 60},
	{"KZ", "Kazakhstan", "Almaty", "Asia/Almaty", 300},
	{"IN", "India", "Pune", "Asia/Kolkata", 330},
	{"CN", "China", "Chengdu", "Asia/Shanghai", 480},
	{"TW", "Taiwan", "Taipei", "Asia/Taipei", 480},
	{"SG", "Singapore", "Singapore", "Asia/Singapore", 480},
	{"PH", "Philippines", "Cebu", "Asia/Manila", 480},
	{"KR", "South Korea", "Busan", "Asia/Seoul", 540},
	{"JP", "Japan", "Sendai", "Asia/Tokyo", 540},
	{"AU", "Australia", "Sydney", "Australia/Sydney", 660},
	{"BR", "Brazil", "Recife", "America/Recife", -180},
	{"MX", "Mexico", "Puebla", "America/Mexico_City", -360},
}

const deckSize = 64

type card struct {
	script script
	place  uint8
}

// deck is what every 64 consecutive seats get, one card each.
var deck = func() [deckSize]card {
	// Indices into places.
	hands := [scripts][]uint8{
		latin:      {0, 0, 0, 1, 1, 2, 3, 3, 4, 4, 5, 5, 6, 15, 15, 17, 20, 21, 21, 24, 24, 25},
		accented:   {0, 3, 4, 6, 6, 7, 7, 8, 8, 9, 12, 25, 26},
		cyrillic:   {0, 6, 9, 11, 11, 16, 5},
		arabic:     {1, 5, 7, 13, 13, 14},
		hangul:     {0, 3, 22, 22, 23},
		han:        {2, 4, 18, 18, 19, 20},
		devanagari: {5, 17, 17},
		greek:      {10, 24},
	}
	var d [deckSize]card
	i := 0
	for s, hand := range hands {
		for _, p := range hand {
			d[i] = card{script(s), p}
			i++
		}
	}
	if i != deckSize {
		panic("synth: the deck must have 64 cards")
	}
	return d
}()

// deal gives card number i of the endless shuffled row of decks under key.
func deal(key uint64, i int) card {
	k := hash(key, uint64(i/deckSize))
	// Multiplications by odd numbers, xors and shifts are bijections of 6 bits.
	x := uint64(i%deckSize) ^ k&63
	for range 3 {
		x = x * (k>>6 | 1) & 63
		x ^= x >> 3
		x = (x + k>>12) & 63
		k = mix(k)
	}
	return deck[x]
}

// person is who an account says it is.
type person struct {
	card
	given, given2, family spelled
	initial               byte   // 0 for none
	key                   uint64 // for everything else that follows from the person
}

func newPerson(c card, key, familyKey uint64) person {
	b := &books[c.script]
	r := rng{key}
	p := person{card: c, key: key}
	// The smaller of two draws: the first of a list are the common names.
	common := func(r *rng, list []spelled) spelled {
		return list[min(r.n(len(list)), r.n(len(list)))]
	}
	p.given = common(&r, b.given)
	if b.given2 != nil {
		p.given2 = common(&r, b.given2)
	}
	if b.initials && r.permille(200) {
		p.initial = byte('A' + r.n(26))
	}
	fr := rng{familyKey}
	p.family = common(&fr, b.family)
	return p
}

// appendName writes the display name.
func (p *person) appendName(dst []byte) []byte {
	switch x := below(mix(p.key^0x5eed), 100_000); {
	case x < 340:
		return append(dst, hostileNames[x%len(hostileNames)]...)
	case x < 345:
		return append(dst, longText[:1000+int(p.key>>8%3000)]...)
	case x < 1800:
		dst = p.appendPlain(dst)
		dst = append(dst, ' ')
		return append(dst, emoji[x%len(emoji)]...)
	}
	return p.appendPlain(dst)
}

func (p *person) appendPlain(dst []byte) []byte {
	if books[p.script].familyFirst {
		dst = append(dst, p.family.text...)
		dst = append(dst, p.given.text...)
		return append(dst, p.given2.text...)
	}
	dst = append(dst, p.given.text...)
	dst = append(dst, p.given2.text...)
	if p.initial != 0 {
		dst = append(dst, ' ', p.initial, '.')
	}
	dst = append(dst, ' ')
	return append(dst, p.family.text...)
}

// appendStem writes the beginning of a user name in one of a few fashions.
func (p *person) appendStem(dst []byte) []byte {
	given := func() {
		dst = append(dst, p.given.roman...)
		dst = append(dst, p.given2.roman...)
	}
	switch p.key >> 32 % 6 {
	case 0:
		dst = append(dst, p.family.roman...)
		dst = append(dst, '.')
		given()
	case 1:
		dst = append(dst, p.given.roman[0])
		dst = append(dst, p.family.roman...)
	case 2:
		given()
		dst = append(dst, "dev"...)
	case 3:
		given()
		dst = append(dst, p.family.roman...)
	default:
		given()
		dst = append(dst, '.')
		dst = append(dst, p.family.roman...)
	}
	return dst
}
