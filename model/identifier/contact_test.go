package identifier

import (
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

func TestEmail(t *testing.T) {
	run(t, model.KindEmail, "", []identifyCase{
		{"kim@corp.example", kept, ok},
		{"Kim.Lee@Corp.Example", "kim.lee@corp.example", ok},
		{"  kim@corp.example. ", "kim@corp.example", ok},
		{"Kim Lee <kim@corp.example>", "kim@corp.example", ok},
		{"mailto:kim@corp.example?subject=x", "kim@corp.example", ok},
		{"SMTP:kim@corp.example", "kim@corp.example", ok},
		{"kim@MÜNCHEN.example", "kim@xn--mnchen-3ya.example", ok},
		{"kim＠corp．example", "kim@corp.example", ok},
		{"josé@corp.example", "josé@corp.example", ok},
		{"kim[at]corp[.]example", "kim@corp.example", ok},
		{"kim(at)corp(dot)example", "kim@corp.example", ok},
		// Gmail ignores dots and what follows a plus; googlemail.com is gmail.com.
		{"j.o.h.n+jobs@gmail.com", "john@gmail.com", ok},
		{"John@GoogleMail.com", "john@gmail.com", ok},
		// Others ignore the tag but not the dots, or nothing.
		{"kim.lee+x@outlook.com", "kim.lee@outlook.com", ok},
		{"kim+x@hotmail.co.uk", "kim@hotmail.co.uk", ok},
		{"kim+x@live.fr", "kim@live.fr", ok},
		{"kim+x@icloud.com", "kim@icloud.com", ok},
		{"kim+x@proton.me", "kim@proton.me", ok},
		{"kim+x@fastmail.fm", "kim@fastmail.fm", ok},
		{"kim+x@zoho.eu", "kim@zoho.eu", ok},
		{"kim+x@yandex.ru", "kim@yandex.ru", ok},
		{"kim-x@yahoo.com", "kim@yahoo.com", ok},
		{"kim+x@yahoo.co.jp", "kim+x@yahoo.co.jp", ok},
		{"kim+x@corp.example", kept, ok},
		{"k.i.m@corp.example", kept, ok},
		// One slip away from a large provider.
		{"kim@gmial.com", kept, suspect},
		{"kim@hotmial.com", kept, suspect},
		{"kim@outlok.com", kept, suspect},
		{"Kim@gmail.con", kept, suspect},
		{"kim@yahooo.com", kept, suspect},
		{"kim@gmail.co", kept, suspect},
		{"kim@mail.com", kept, ok},
		{"kim@ymail.com", kept, ok},
		{"kim@cloud.com", kept, ok},
		{"kim@yahoo.fr", kept, ok},
		{"kim@yandex.kz", kept, ok},
		// Nobody's address.
		{"noreply@corp.example", kept, placeheld},
		{"No-Reply@corp.example", kept, placeheld},
		{"noreply-jobs@corp.example", kept, placeheld},
		{"no-reply@yahoo.com", kept, placeheld},
		{"do-not-reply@corp.example", kept, placeheld},
		{"test@test", kept, placeheld},
		{"test@example.com", kept, placeheld},
		{"none@none.com", kept, placeheld},
		{"kim@example.com", kept, ok},
		// GitHub's stand-ins: with an id they name one account.
		{"583231+octocat@users.noreply.github.com", kept, ok},
		{"583231+OctoCat@users.noreply.github.com", "583231+octocat@users.noreply.github.com", ok},
		{"octocat@users.noreply.github.com", kept, placeheld},
		{"noreply@github.com", kept, placeheld},
		{"49699333+dependabot[bot]@users.noreply.github.com", kept, placeheld},
		{"1-kim@users.noreply.gitlab.com", kept, placeheld},
		// Almost an address, or none.
		{"kim@localhost", kept, suspect},
		{"kim@192.0.2.1", kept, suspect},
		{"kim..lee@corp.example", kept, suspect},
		{"\"kim lee\"@corp.example", kept, suspect},
		{"kim@corp@example.com", kept, suspect},
		{"+tag@gmail.com", kept, suspect},
		{"kim@-corp.example", kept, suspect},
		{"kim", kept, invalid},
		{"kim at corp", kept, invalid},
	})
}

func TestDomain(t *testing.T) {
	for email, want := range map[model.Untrusted]string{
		"kim@corp.example": "corp.example", "": "", "kim": "", "a@b@c": "c",
	} {
		if got := Domain(email); got != want {
			t.Errorf("%q: %q", email, got)
		}
	}
}

func TestPhone(t *testing.T) {
	run(t, model.KindPhone, "US", []identifyCase{
		{"+14155552671", kept, ok}, // the example of Recommendation E.164's usual form
		{"+1 (415) 555-2671", "+14155552671", ok},
		{"tel:+1-415-555-2671", "+14155552671", ok},
		{"+1 415 555 2671 ext. 12", "+14155552671", ok},
		{"0082 2 312 3456", "+8223123456", ok},
		{"+44 (0)20 7183 8750", "+442071838750", ok},
		{"+44 020 7183 8750", "+442071838750", ok},
		{"+39 06 6982 1234", "+390669821234", ok}, // Italy keeps its zero
		{"(415) 555-2671", "+14155552671", ok},
		{"+٨٥٠١٩١٢٣٤٥٦٧٨", kept, placeheld},
		{"＋８５０ １９１ ２３４ ９９９９", "+8501912349999", ok},
		{"+11111111111", kept, placeheld},
		{"+1 (555) 555-5555", kept, placeheld},
		{"1234567890", kept, placeheld},
		{"+15551234567", kept, placeheld},
		{"555-2671", kept, suspect}, // which area?
		{"+1 415", kept, suspect},
		{"12", kept, invalid},
		{"call me", kept, invalid},
	})
	c := New(nil, "")
	for _, tc := range []struct{ raw, region, want string }{
		{"020 7183 8750", "GB", "+442071838750"},
		{"447700900123", "gb", "+447700900123"},
		{"191 234 9999", "KP", "+8501912349999"},
		{"010-1234-9876", "KR", "+821012349876"},
	} {
		if id := c.Identify(model.KindRecoveryPhone, model.Untrusted(tc.raw), tc.region); string(id.Value) != tc.want || id.Status != ok {
			t.Errorf("%s in %s: %q %s", tc.raw, tc.region, id.Value, id.Status)
		}
	}
	if id := c.Identify(model.KindPhone, "020 7183 8750", ""); id.Status != suspect {
		t.Errorf("national form without region: %s", id.Status)
	}
}

func TestHandle(t *testing.T) {
	run(t, model.KindHandle, "", []identifyCase{
		{"github:octocat", kept, ok},
		{"GitHub:@OctoCat", "github:octocat", ok},
		{"gh:octocat", "github:octocat", ok},
		{"https://github.com/OctoCat", "github:octocat", ok},
		{"https://www.github.com/octocat/Hello-World?tab=readme", "github:octocat", ok},
		{"hxxps://github[.]com/octocat", "github:octocat", ok},
		{"github.com/octocat/", "github:octocat", ok},
		{"https://github.com/orgs/octo-org", "github:octo-org", ok},
		{"https://octocat.github.io/blog", "github:octocat", ok},
		{"https://gist.github.com/octocat", "github:octocat", ok},
		{"https://kr.linkedin.com/in/Kim-Lee-12345/", "linkedin:kim-lee-12345", ok},
		{"linkedin:https://www.linkedin.com/in/kim-lee", "linkedin:kim-lee", ok},
		{"https://t.me/kimlee", "telegram:kimlee", ok},
		{"tg:@kimlee", "telegram:kimlee", ok},
		{"https://twitter.com/kimlee", "x:kimlee", ok},
		{"x:kimlee", kept, ok},
		{"https://x.com/kimlee/status/1", "x:kimlee", ok},
		{"https://medium.com/@kimlee", "medium:kimlee", ok},
		{"https://www.reddit.com/user/kimlee", "reddit:kimlee", ok},
		{"https://www.upwork.com/freelancers/~01abcdef", "upwork:01abcdef", ok},
		{"upwork:~01abcdef", "upwork:01abcdef", ok},
		{"@kimlee@mastodon.example", "fediverse:kimlee@mastodon.example", ok},
		{"https://forum.example/u/kim", "forum.example:u/kim", ok},
		{"discord:kim#1234", kept, ok},
		{"https://github.com/settings", kept, invalid},
		{"@kimlee", kept, suspect},
		{"kimlee", kept, suspect},
		{"github:", kept, suspect},
		{"two words", kept, invalid},
	})
}

func TestURL(t *testing.T) {
	run(t, model.KindURL, "", []identifyCase{
		{"https://corp.example/Path", kept, ok},
		{"HTTPS://WWW.Corp.Example:443/Path#frag", "https://corp.example/Path", ok},
		{"http://corp.example:80/", "http://corp.example", ok},
		{"http://corp.example:8080/", "http://corp.example:8080", ok},
		{"corp.example/a?b=1", "https://corp.example/a?b=1", ok},
		{"https://corp.example/a?utm_source=x&id=7&fbclid=y", "https://corp.example/a?id=7", ok},
		{"https://corp.example/a?utm_source=x", "https://corp.example/a", ok},
		{"https://user:secret@corp.example/a", "https://corp.example/a", ok},
		{"hxxps://corp[.]example/a", "https://corp.example/a", ok},
		{"https[:]//corp.example", "https://corp.example", ok},
		{"https://bücher.example/", "https://xn--bcher-kva.example", ok},
		// RFC 3986, 6.2.2: %7e is "~", hexadecimal digits are upper case.
		{"https://corp.example/%7ekim/%c3%a9", "https://corp.example/~kim/%C3%A9", ok},
		{"https://corp.example/é", "https://corp.example/%C3%A9", ok},
		{"http://[2001:DB8::1]:80/x", "http://[2001:db8::1]/x", ok},
		{"http://192.0.2.7/x", kept, ok},
		{"ftp://corp.example/x", kept, ok},
		{"http://intranet/", kept, suspect},
		{"http://", kept, suspect},
		{"http://999.1.1.1/", kept, suspect},
		{"javascript:alert(1)", kept, invalid},
		{"just words", kept, invalid},
	})
}

func TestPayPal(t *testing.T) {
	run(t, model.KindPayPal, "", []identifyCase{
		{"Kim+pp@gmail.com", "kim@gmail.com", ok},
		{"https://www.paypal.me/KimLee", "paypal.me/kimlee", ok},
		{"https://paypal.com/paypalme/kimlee/", "paypal.me/kimlee", ok},
		{"+14155552671", kept, ok},
		{"7E7MGXCWTTKK2", "7e7mgxcwttkk2", ok},
		{"a b", kept, invalid},
	})
}
