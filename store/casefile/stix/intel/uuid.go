package intel

import (
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"github.com/seed-28a39f10/clew/store/casefile"
)

// Space is the namespace of all UUIDs of Clew's own that are in its exports.
var Space = [16]byte{0x85, 0xcc, 0x8d, 0x9c, 0x35, 0x1d, 0x4d, 0xde, 0x88, 0x33, 0x90, 0x2a, 0x2f, 0xe9, 0xa0, 0x95}

// UUID gives the UUID of version 5 of a name in a namespace: RFC 9562, 5.5.
func UUID(space [16]byte, name string) string {
	h := sha1.New()
	h.Write(space[:])
	h.Write([]byte(name))
	u := h.Sum(nil)[:16]
	u[6] = u[6]&0x0f | 0x50
	u[8] = u[8]&0x3f | 0x80
	return fmt.Sprintf("%s-%s-%s-%s-%s", hex.EncodeToString(u[:4]), hex.EncodeToString(u[4:6]), hex.EncodeToString(u[6:8]), hex.EncodeToString(u[8:10]), hex.EncodeToString(u[10:]))
}

// ID gives the UUID of a thing of a case: it is the same in every export of the case. Where
// the number of the case is left out nothing says that two exports are of one case, and the
// UUIDs of each are its own.
func ID(r *casefile.Record, parts ...string) string {
	key := []string{r.Investigation, strconv.FormatUint(uint64(r.Case.ID), 10)}
	if r.Case.ID == 0 {
		key = append(key, r.Profile, r.Log.Root)
		if len(r.Accounts) > 0 { // two cases as of one entry of the log
			key = append(key, string(r.Accounts[0].ID), string(r.Accounts[len(r.Accounts)-1].ID), strconv.Itoa(len(r.Accounts)))
		}
	}
	return UUID(Space, name(append(key, parts...)))
}

// AccountID gives the UUID of an account of a case. An account with a number in place of its
// id has another one as of each entry of the log, for then the numbers may be others.
func AccountID(r *casefile.Record, a *casefile.Account, parts ...string) string {
	key := []string{"account", string(a.ID)}
	if Numbered(a) {
		key = append(key, r.Profile, r.Log.Root)
	}
	return ID(r, append(key, parts...)...)
}

// Numbered reports whether a profile has put a number, such as account-1, in the place of an
// account's id.
func Numbered(a *casefile.Account) bool {
	return a.NativeID == "" && a.ID != "" && !strings.Contains(string(a.ID), ":")
}

// name joins parts so that no two lists of parts give the same.
func name(parts []string) string {
	var b strings.Builder
	for _, p := range parts {
		fmt.Fprintf(&b, "%d:%s", len(p), p)
	}
	return b.String()
}
