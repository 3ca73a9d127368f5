// Package query is the query language: it parses a query, says in English what
// it means, and evaluates it against a [Source]. The queue bar, saved queues and
// the command line all use this one text form.
//
//	state:flagged score>=70 signal:NET-VPN domain:outlook.com created<30d
//	shares:device>=3 -tag:travel "lena p"
//
// Grammar (keywords and field names in any case, terms side by side are AND):
//
//	query  = [ or ]
//	or     = and { "or" and }
//	and    = not { [ "and" ] not }
//	not    = { "not" | "-" } ( "(" or ")" | term )
//	term   = text                          in the name, username or e-mail
//	       | field ":" value { "," value } any of the values
//	       | field op value                op: = != < <= > >=
//	       | "shares:" kind { "," kind } [ op number ]
//	       | "has:" what { "," what }
//	value  = text | number | age | date | value ".." value
//	text   = bare | quoted
//	age    = number ( "h" | "d" | "w" | "mo" | "y" )
//	date   = YYYY | YYYY-MM | YYYY-MM-DD | RFC 3339
//
// A quoted text knows the escapes \" \\ \n \r \t and \u{HEX}. A * is a wildcard
// in a bare value of a field that is matched as a term (platform, state, tag, id and
// the like), and an ordinary character in quotes. An age compares how old
// something is (created<30d: younger than 30 days; a month is 30 days and a year
// 365), a date stands for its whole span in UTC (created<=2024 includes all of
// 2024). An account whose time is unknown matches no comparison of it.
//
// Work gives accounts a state, of which an account has one: that of
// [github.com/seed-28a39f10/clew/model/workflow], such as proposed or on-hold, or
// else flagged or known, as the data has it. state:open is what waits to be looked at:
// flagged accounts that nothing was done to, those that somebody has claimed included.
// Of what else work made of them claimed-by:kim, case:7, role:victim, proposal:3,
// batch:2, hold:legal and protected:yes ask; case:any is an account in a case and
// case:none one in none, and so with claimed-by, proposal, batch and hold.
//
// Rules of this room:
//
//   - It imports model alone, does no I/O, and never holds a list of accounts.
//   - [Query.String] parses back to the same tree, and holds only printable
//     characters; so do all messages, which may quote a query from elsewhere.
//   - Nothing a query says may crash or stall: its bytes, depth and terms are
//     limited ([MaxBytes], [MaxDepth], [MaxTerms]), and only parentheses recurse.
//   - A new field is one entry in the table of fields.go; tests hold every entry
//     to a title and to an example that parses.
package query
