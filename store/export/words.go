package export

import (
	"fmt"
	"slices"
	"strings"
)

// Status is what became of an account.
type Status string

// The statuses that a confirmation can give.
const (
	Done     Status = "done"      // the action is in force
	Failed   Status = "failed"    // it is not
	NotFound Status = "not-found" // the platform has no such account
)

// statusWords has the words that are read for each status, whatever the action, beside
// the status itself. A word that could mean two of them, or that nothing has come of it
// yet (accepted, pending, closed, 0, 1, 202, 409), is in none.
var statusWords = map[Status][]string{
	Done: {"ok", "okay", "success", "successful", "succeeded", "complete", "completed", "enforced", "applied", "executed", "200", "200 ok", "201", "204"},
	Failed: {"fail", "failure", "error", "errored", "not done", "rejected", "refused", "denied", "declined", "forbidden", "skipped", "aborted",
		"cancelled", "canceled", "timeout", "timed out", "400", "401", "403", "403 forbidden", "422", "429", "500", "502", "503", "504"},
	NotFound: {"missing", "not exist", "does not exist", "no such account", "no such user", "unknown account", "unknown user", "gone",
		"404", "404 not found", "410", "410 gone"},
}

// actionWords has the words that say that an action was done. For any other action they
// are no status: an account that is "suspended" is not reinstated.
var actionWords = map[string][]string{
	Suspend:   {"suspended", "disabled", "deactivated", "blocked", "locked", "already suspended"},
	Terminate: {"terminated", "deleted", "removed", "banned", "already terminated"},
	Limit:     {"limited", "restricted", "already limited"},
	Warn:      {"warned", "notified", "already warned"},
	Reinstate: {"reinstated", "restored", "unsuspended", "enabled", "reactivated", "unblocked", "unlocked", "already reinstated"},
}

// vocabulary gives the status for each folded word of an action.
func vocabulary(action string) map[string]Status {
	v := map[string]Status{}
	for status, words := range statusWords {
		v[foldWord(string(status))] = status
		for _, w := range words {
			v[foldWord(w)] = status
		}
	}
	for _, w := range actionWords[action] {
		v[foldWord(w)] = Done
	}
	return v
}

// foldWord brings a word into the form in which words and the names of columns are
// compared: lower case, without what stands between their parts.
func foldWord(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\u00a0', '-', '_', '.', '!', '\'', '"':
			return -1
		}
		return r
	}, strings.ToLower(s))
}

// wordList lists the words of an action for README.txt.
func wordList(action string) string {
	var b strings.Builder
	for i, s := range []Status{Done, Failed, NotFound} {
		words := statusWords[s]
		if s == Done {
			words = slices.Concat(words, actionWords[action])
		}
		if i > 0 {
			b.WriteString("\n")
		}
		b.WriteString(wrap(string(s), words))
	}
	return b.String()
}

// wrap sets the words of a status in lines of 84 columns behind its name.
func wrap(name string, words []string) string {
	const width = 84
	b := fmt.Sprintf("            %-12sor", name)
	used := len(b)
	for i, w := range words {
		if i < len(words)-1 {
			w += ","
		}
		if used+1+len(w) > width {
			b += "\n" + strings.Repeat(" ", 23)
			used = 23
		}
		b += " " + w
		used += 1 + len(w)
	}
	return b
}
