// Package sheets writes the case as four tables for a spreadsheet: accounts.csv,
// identifiers.csv, events.csv and decisions.csv.
//
//	err := sheets.Accounts(w, record)
//
// Where to look: sheet.go has what the tables share, and what each of them loses;
// accounts.go, identifiers.go, events.go and decisions.go have one table each.
//
// # Rules of this room
//
//   - A table has the same columns, with the same names, whatever is in the record. What
//     is not known, or was left out, is an empty cell and never a 0 that was not counted.
//   - Every cell goes through [export.Escape], by way of [export.Table]: no spreadsheet
//     computes one, and the last column, "escaped", says in which rows a cell is not the
//     text itself. That is so for numbers too: a longitude of -97.75 is the text '-97.75.
//   - Every text goes through the one function that defangs it where the record says so.
//   - Tables are joined by the column "account". Where a cell has several values, " | "
//     stands between them.
//   - Times are RFC 3339 in UTC.
//
// # Sources of the format
//
// RFC 4180; CWE-1236, OWASP "CSV Injection" and ASVS 5.0 1.2.10.
package sheets
