// Command clew links flagged accounts to whoever runs them.
//
// This package is the command line: flags, wiring and the look of the output. It
// decides nothing about accounts; the store does.
//
// Rules of this room:
//
//   - One file a subcommand. What several need is in app.go (the flags of all
//     commands, opening the investigation), errors.go (messages and exit codes),
//     json.go and table.go (the two forms of every listing), and page.go.
//   - Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done with rejected rows or
//     with a verification that did not hold.
//   - Results go to standard output, everything else (errors, counts, progress)
//     to standard error. Text and JSON list the same things in the same order.
//   - No outside text reaches the terminal as it came. In text output it passes
//     ui/text. In JSON, every character that could act on a terminal or hide is
//     written as \uXXXX, which is the same string to whoever parses it.
//   - JSON keys may be added, never renamed or removed. Times are RFC 3339 in
//     UTC, an unknown time is absent, an empty list is []. JSON has no room for
//     bytes that are not UTF-8: each becomes U+FFFD, and where the exact bytes
//     are evidence (raw rows), the object then has "raw_base64" too.
//   - fang draws the help and the manual page. It does not run the commands: on
//     every error it would ask the terminal for its background colour, which
//     takes what was typed ahead and, where nothing answers, two seconds.
package main
