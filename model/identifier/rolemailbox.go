package identifier

import (
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

// RoleMailbox reports whether an e-mail address names a task and no person:
// info@, sales@, postmaster@. Whoever does the task reads it, often several
// people at once. The names are those of RFC 2142 and others that are as common
// at companies; it takes canonical addresses, and any domain.
func RoleMailbox(address model.Untrusted) bool {
	at := strings.LastIndexByte(string(address), '@')
	return at > 0 && roleNames[string(address[:at])]
}

var roleNames = func() map[string]bool {
	m := map[string]bool{}
	for name := range strings.FieldsSeq(`
		info marketing sales support
		abuse noc security
		postmaster hostmaster usenet news webmaster www uucp ftp

		admin administrator office contact help helpdesk service enquiries inquiries
		billing accounts accounting hr jobs careers press reception orders
		booking bookings reservations`) {
		m[name] = true
	}
	return m
}()
