package identifier

import (
	"strconv"

	"github.com/nyaruka/phonenumbers"

	"github.com/seed-28a39f10/clew/model"
)

// CallingCode gives the country calling code that a telephone number in E.164 begins with,
// such as "+44"; "" where it begins with none.
func CallingCode(number model.Untrusted) string {
	if !isE164(string(number)) {
		return ""
	}
	n, err := phonenumbers.Parse(string(number), "")
	if err != nil {
		return ""
	}
	return "+" + strconv.Itoa(int(n.GetCountryCode()))
}
