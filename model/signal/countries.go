package signal

import "strings"

// callingCodes gives the countries that share a country calling code (ITU-T
// E.164): digits, then the codes of the countries.
const callingCodes = "" +
	"1AGAIASBBBMBSCADMDOGDGUJMKNKYLCMPMSPRSXTCTTUSVCVGVI 20EG 211SS 212EHMA 213DZ 216TN 218LY 220GM " +
	"221SN 222MR 223ML 224GN 225CI 226BF 227NE 228TG 229BJ 230MU 231LR 232SL 233GH 234NG 235TD 236CF " +
	"237CM 238CV 239ST 240GQ 241GA 242CG 243CD 244AO 245GW 246IO 247AC 248SC 249SD 250RW 251ET 252SO " +
	"253DJ 254KE 255TZ 256UG 257BI 258MZ 260ZM 261MG 262REYT 263ZW 264NA 265MW 266LS 267BW 268SZ 269KM " +
	"27ZA 290SHTA 291ER 297AW 298FO 299GL 30GR 31NL 32BE 33FR 34ES 350GI 351PT 352LU 353IE 354IS 355AL " +
	"356MT 357CY 358AXFI 359BG 36HU 370LT 371LV 372EE 373MD 374AM 375BY 376AD 377MC 378SM 380UA 381RS " +
	"382ME 383XK 385HR 386SI 387BA 389MK 39ITVA 40RO 41CH 420CZ 421SK 423LI 43AT 44GBGGIMJE 45DK 46SE " +
	"47NOSJ 48PL 49DE 500FK 501BZ 502GT 503SV 504HN 505NI 506CR 507PA 508PM 509HT 51PE 52MX 53CU 54AR " +
	"55BR 56CL 57CO 58VE 590BLGPMF 591BO 592GY 593EC 594GF 595PY 596MQ 597SR 598UY 599BQCW 60MY 61AUCCCX " +
	"62ID 63PH 64NZ 65SG 66TH 670TL 672NF 673BN 674NR 675PG 676TO 677SB 678VU 679FJ 680PW 681WF 682CK " +
	"683NU 685WS 686KI 687NC 688TV 689PF 690TK 691FM 692MH 7KZRU 81JP 82KR 84VN 850KP 852HK 853MO 855KH " +
	"856LA 86CN 880BD 886TW 90TR 91IN 92PK 93AF 94LK 95MM 960MV 961LB 962JO 963SY 964IQ 965KW 966SA " +
	"967YE 968OM 970PS 971AE 972IL 973BH 974QA 975BT 976MN 977NP 98IR 992TJ 993TM 994AZ 995GE 996KG " +
	"998UZ "

// callingCode gives the calling code of a number in E.164 and the countries that
// use it, as codes in a row; "" where it belongs to none.
func callingCode(number string) (code, countries string) {
	if len(number) < 8 || number[0] != '+' {
		return "", ""
	}
	// No code is the beginning of another one.
	for n := 1; n <= 3; n++ {
		code = number[1 : 1+n]
		for rest := callingCodes; rest != ""; {
			var word string
			word, rest, _ = strings.Cut(rest, " ")
			if strings.HasPrefix(word, code) && len(word) > n && word[n] >= 'A' {
				return code, word[n:]
			}
		}
	}
	return "", ""
}

// amongCountries reports whether a country is among codes in a row, or is not
// told apart from all of them. Some is not enough: +1 has Bermuda, and is no
// number of the United Kingdom for that.
func amongCountries(codes, country string) bool {
	own := jurisdiction(country)
	all := len(codes) >= 2
	for i := 0; i+2 <= len(codes); i += 2 {
		c := codes[i : i+2]
		if c == country || c == own {
			return true
		}
		all = all && jurisdiction(c) == own
	}
	return all
}

// jurisdiction gives for a territory the country whose telephone numbers, banks,
// post or passports it uses so often that the two do not contradict each other.
// It says so and no more: nothing on anybody's status.
func jurisdiction(code string) string {
	switch code {
	case "BL", "GF", "GP", "MF", "MQ", "NC", "PF", "PM", "RE", "TF", "WF", "YT", "MC":
		return "FR"
	case "AI", "BM", "FK", "GG", "GI", "GS", "IM", "IO", "JE", "KY", "MS", "PN", "SH", "TC", "VG", "AC", "TA":
		return "GB"
	case "AS", "GU", "MP", "PR", "UM", "VI":
		return "US"
	case "AW", "BQ", "CW", "SX":
		return "NL"
	case "FO", "GL":
		return "DK"
	case "CC", "CX", "HM", "NF":
		return "AU"
	case "CK", "NU", "TK":
		return "NZ"
	case "BV", "SJ":
		return "NO"
	case "HK", "MO":
		return "CN"
	case "AX":
		return "FI"
	case "EH":
		return "MA"
	case "LI":
		return "CH"
	case "SM", "VA":
		return "IT"
	case "XK":
		return "RS"
	}
	return code
}

// clockRange gives the least and the greatest offset from UTC, in minutes, that
// clocks show in a country over the year.
func clockRange(country string) (from, to int, ok bool) {
	i, ok := offsetRows[country]
	if !ok {
		return 0, 0, false
	}
	return offsetTable[i].from, offsetTable[i].to, true
}

// offsetRows gives the row of a country in offsetTable: it is asked for with every account.
var offsetRows = func() map[string]int {
	rows := map[string]int{}
	for i := range offsetTable {
		for _, country := range strings.Fields(offsetTable[i].countries) {
			rows[country] = i
		}
	}
	return rows
}()

// tails are the ends of postal addresses that name a country and nothing else,
// in the canonical form of addresses. Names that are also a state's or a
// region's elsewhere (Georgia) are left out.
var tails = [...]struct{ name, country string }{
	{"united states", "US"}, {"united states of america", "US"}, {"usa", "US"}, {"united kingdom", "GB"},
	{"england", "GB"}, {"scotland", "GB"}, {"ireland", "IE"}, {"germany", "DE"}, {"deutschland", "DE"},
	{"france", "FR"}, {"spain", "ES"}, {"españa", "ES"}, {"italy", "IT"}, {"italia", "IT"}, {"portugal", "PT"},
	{"netherlands", "NL"}, {"belgium", "BE"}, {"switzerland", "CH"}, {"austria", "AT"}, {"poland", "PL"},
	{"polska", "PL"}, {"czechia", "CZ"}, {"hungary", "HU"}, {"romania", "RO"}, {"ukraine", "UA"},
	{"україна", "UA"}, {"russia", "RU"}, {"россия", "RU"}, {"greece", "GR"}, {"turkey", "TR"}, {"türkiye", "TR"},
	{"sweden", "SE"}, {"norway", "NO"}, {"finland", "FI"}, {"denmark", "DK"}, {"estonia", "EE"},
	{"latvia", "LV"}, {"lithuania", "LT"}, {"canada", "CA"}, {"mexico", "MX"}, {"méxico", "MX"},
	{"brazil", "BR"}, {"brasil", "BR"}, {"argentina", "AR"}, {"india", "IN"}, {"pakistan", "PK"},
	{"bangladesh", "BD"}, {"china", "CN"}, {"中国", "CN"}, {"taiwan", "TW"}, {"singapore", "SG"}, {"japan", "JP"},
	{"日本", "JP"}, {"s korea", "KR"}, {"대한민국", "KR"}, {"philippines", "PH"}, {"vietnam", "VN"},
	{"thailand", "TH"}, {"malaysia", "MY"}, {"indonesia", "ID"}, {"australia", "AU"}, {"new zealand", "NZ"},
	{"nigeria", "NG"}, {"kenya", "KE"}, {"ghana", "GH"}, {"s africa", "ZA"}, {"egypt", "EG"}, {"israel", "IL"},
	{"united arab emirates", "AE"}, {"kazakhstan", "KZ"},
}

// addressCountry gives the country that a canonical postal address ends in, ""
// where it names none.
func addressCountry(address string) string {
	for i := range tails {
		t := &tails[i]
		// New Mexico and Northern Ireland are elsewhere. Comparing without joining
		// keeps this free of allocation.
		before, ok := strings.CutSuffix(address, t.name)
		if ok && strings.HasSuffix(before, " ") && !strings.HasSuffix(before, "new ") && !strings.HasSuffix(before, "northern ") {
			return t.country
		}
	}
	return ""
}
