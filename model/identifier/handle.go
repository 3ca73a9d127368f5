package identifier

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/model"
)

// handle canonicalises an account at another service to "service:name", from
// that form, from the address of its profile or from "@name@server". A name
// without a service is suspect: it means nobody in particular.
func handle(s string) (string, model.Status) {
	if plainHandle(s) {
		return s, model.StatusOK
	}
	v, st, done := open(s)
	if done {
		return v, st
	}
	if t, ok := settleHandle(refang(v)); ok {
		return finish(t, model.StatusOK)
	}
	if t := strings.TrimPrefix(v, "@"); t != "" && !strings.ContainsAny(t, " /") && !strings.ContainsRune(t, utf8.RuneError) {
		return finish(v, model.StatusSuspect)
	}
	return finish(v, model.StatusInvalid)
}

// plainHandle recognises a handle that is canonical and holds nothing that could
// be an address.
func plainHandle(s string) bool {
	if len(s) > 256 {
		return false
	}
	colon := 0
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '-', c == '_':
		case c == ':' && colon == 0 && i > 0:
			colon = i
		default:
			return false
		}
	}
	if colon == 0 || colon > 64 || colon+1 == len(s) || placeholder(s) || placeholder(s[colon+1:]) {
		return false
	}
	_, alias := serviceAliases[s[:colon]]
	return !alias
}

// settleHandle reads a handle until it is canonical: there may be an address in
// an address.
func settleHandle(s string) (string, bool) {
	for range 4 {
		t, ok := readHandle(s)
		if !ok || t == s {
			return t, ok
		}
		s = t
	}
	return "", false
}

func readHandle(s string) (string, bool) {
	t := settle(s, func(s string) string { return strings.Trim(foldKey(s), "/ ") })
	service, name, ok := strings.Cut(t, ":")
	if !ok || strings.HasPrefix(name, "//") || strings.ContainsAny(service, "./@") {
		if u, ok := splitURL(t); ok && (u.path != "" || u.query != "") {
			return profile(u)
		}
		if user, server, ok := strings.Cut(strings.TrimPrefix(t, "@"), "@"); ok && t[0] == '@' {
			return joinHandle("fediverse", user+"@"+server)
		}
		if !ok {
			return "", false
		}
	}
	if u, ok := splitURL(strings.Trim(name, " ")); ok && u.path != "" && serviceOf(u.host) != nil {
		return profile(u)
	}
	return joinHandle(service, name)
}

// joinHandle checks and joins the parts of a handle.
func joinHandle(service, name string) (string, bool) {
	service = strings.Trim(service, " ")
	if s, ok := serviceAliases[service]; ok {
		service = s
	}
	name = strings.Trim(name, " /")
	if service != "matrix" {
		name = strings.TrimLeft(name, "@~ /")
	}
	if service == "" || name == "" || len(service) > 64 || strings.ContainsAny(name, " \t?#") && service != "discord" ||
		strings.ContainsRune(name, utf8.RuneError) || placeholder(name) {
		return "", false
	}
	for i := range len(service) {
		if c := service[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && strings.IndexByte(".-_", c) < 0 {
			return "", false
		}
	}
	return service + ":" + name, true
}

var serviceAliases = map[string]string{
	"gh": "github", "github.com": "github", "gl": "gitlab", "gitlab.com": "gitlab", "twitter": "x", "twitter.com": "x", "x.com": "x",
	"li": "linkedin", "linkedin.com": "linkedin", "tg": "telegram", "t.me": "telegram", "telegram.me": "telegram",
	"ig": "instagram", "insta": "instagram", "instagram.com": "instagram", "fb": "facebook", "facebook.com": "facebook",
	"wa": "whatsapp", "yt": "youtube", "mastodon": "fediverse", "discord.com": "discord", "kakao": "kakaotalk",
}

// service says how the addresses of profiles at one host look: the name is in
// the first segment of the path if first, or in the one behind a segment in
// behind. Segments in none are no names.
type service struct {
	name   string
	first  bool
	behind string // space-separated
	none   string
}

var services = map[string]*service{
	"github.com":                {"github", true, "orgs users sponsors", "about apps collections contact enterprise explore features issues join login marketplace new notifications pricing pulls search security settings signup topics trending"},
	"gist.github.com":           {"github", true, "", "discover starred"},
	"raw.githubusercontent.com": {"github", true, "", ""},
	"gitlab.com":                {"gitlab", true, "groups", "explore users dashboard help"},
	"bitbucket.org":             {"bitbucket", true, "", "product support"},
	"codeberg.org":              {"codeberg", true, "", "explore user"},
	"linkedin.com":              {"linkedin", false, "in pub", ""},
	"t.me":                      {"telegram", true, "s", "joinchat addstickers share proxy c"},
	"telegram.me":               {"telegram", true, "s", "joinchat addstickers share proxy c"},
	"x.com":                     {"x", true, "", "home i intent search share explore hashtag settings"},
	"twitter.com":               {"x", true, "", "home i intent search share explore hashtag settings"},
	"instagram.com":             {"instagram", true, "", "p reel reels explore stories accounts tv"},
	"facebook.com":              {"facebook", true, "", "profile.php people groups pages watch events share sharer login permalink.php story.php photo.php"},
	"medium.com":                {"medium", false, "", ""},
	"youtube.com":               {"youtube", false, "user channel c", ""},
	"tiktok.com":                {"tiktok", false, "", ""},
	"threads.net":               {"threads", false, "", ""},
	"threads.com":               {"threads", false, "", ""},
	"reddit.com":                {"reddit", false, "user u", ""},
	"stackoverflow.com":         {"stackoverflow", false, "users", ""},
	"upwork.com":                {"upwork", false, "freelancers", ""},
	"freelancer.com":            {"freelancer", false, "u", ""},
	"fiverr.com":                {"fiverr", true, "", "categories gigs search users login"},
	"toptal.com":                {"toptal", false, "resume", ""},
	"dev.to":                    {"dev.to", true, "", "t top latest search enter"},
	"npmjs.com":                 {"npm", false, "", ""},
	"pypi.org":                  {"pypi", false, "user", ""},
	"keybase.io":                {"keybase", true, "", "docs download blog"},
	"hackerrank.com":            {"hackerrank", false, "profile", ""},
	"leetcode.com":              {"leetcode", false, "u", ""},
	"kaggle.com":                {"kaggle", true, "", "datasets competitions code discussions learn models"},
	"huggingface.co":            {"huggingface", true, "", "models datasets spaces docs papers"},
	"behance.net":               {"behance", true, "", "gallery search joblist"},
	"dribbble.com":              {"dribbble", true, "", "shots designers jobs"},
	"codepen.io":                {"codepen", true, "", "pen trending search"},
	"replit.com":                {"replit", false, "", ""},
	"calendly.com":              {"calendly", true, "", "d event_types"},
	"vk.com":                    {"vk", true, "", "feed wall video"},
	"wa.me":                     {"whatsapp", true, "", "message"},
	"discord.com":               {"discord", false, "users", ""},
	"linktr.ee":                 {"linktree", true, "", ""},
	"about.me":                  {"about.me", true, "", ""},
}

// serviceOf finds the service of a host, nil where it is none we know. National
// and mobile subdomains count.
func serviceOf(host string) *service {
	if s := services[host]; s != nil {
		return s
	}
	sub, rest, ok := strings.Cut(host, ".")
	if ok && (len(sub) == 2 || sub == "mobile" || sub == "m" || sub == "old" || sub == "web" || sub == "new") {
		return services[rest]
	}
	return nil
}

// profile reads the handle out of the folded address of a profile. The address
// of an unknown service gives "host:path".
func profile(u webURL) (string, bool) {
	path, err := url.PathUnescape(strings.Trim(u.path, "/"))
	if err != nil || strings.ContainsRune(path, utf8.RuneError) {
		return "", false
	}
	if name, ok := strings.CutSuffix(u.host, ".github.io"); ok && strings.IndexByte(name, '.') < 0 {
		return joinHandle("github", name)
	}
	s := serviceOf(u.host)
	if s == nil {
		return joinHandle(u.host, path)
	}
	first, rest, _ := strings.Cut(path, "/")
	second, _, _ := strings.Cut(rest, "/")
	switch {
	case listed(s.none, first) || first == "":
		return "", false
	case listed(s.behind, first):
		return joinHandle(s.name, second)
	case first[0] == '@' || first[0] == '~' || s.first:
		return joinHandle(s.name, first)
	}
	return "", false
}

// listed reports whether a word is in a space-separated list.
func listed(list, word string) bool {
	for w := range strings.SplitSeq(list, " ") {
		if w == word && w != "" {
			return true
		}
	}
	return false
}
