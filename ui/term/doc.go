// Package term is the last wall before the terminal. Wall one, ui/text, turns
// outside text into text that is safe; this package is for the day when somebody
// forgets it. [Filter] stands between the renderer and the terminal and lets
// through only what is on a list, and [Guard] stands before the renderer.
//
// Rules of this room:
//
//   - What passes is listed; everything else does not pass. The list is what Bubble
//     Tea v2.1.1 and its renderer emit, read from their source, and each entry says
//     for what. A new entry needs such a reason too.
//   - What reaches the terminal is a row of whole units: characters, single control
//     characters and complete sequences from the list. The terminal's own parser is
//     back at its beginning after each of them, so nothing that was left out can
//     join what stood around it into something new.
//   - A sequence that is whole, but not on the list, goes without a trace: everyone
//     counted it as no columns. One that never becomes whole loses its introducer
//     only, and the rest of it is text.
//   - Missing is worse than ugly. An investigator sees that a screen is garbled, but
//     not that a row has gone. That is why nothing unfinished hides anything: not an
//     ESC P at the end of a name, not a string of more than 4 KiB.
//   - What a cut does not change: bytes may arrive split anywhere. At most one
//     unfinished unit is kept back, and it is bounded.
//
// Text. What is invisible goes, and if the renderer counted columns for it, as for
// U+3164, as many U+FFFD stand in its place. This holds for all default ignorables,
// variation selectors and the joiners inside of emoji, since wall one escapes them;
// a renderer that measured whole clusters with them is off by a column then. After
// Guard, which follows the same rules, it has nothing to be wrong about. A byte
// that is no UTF-8 is one U+FFFD; so are the 8-bit forms of C1 controls, and what
// they introduce is text.
//
// Strings. A forbidden string (DCS, APC, PM, SOS and most of OSC) could be dropped
// up to its terminator, or its introducer alone. Dropping the introducer of a whole
// string would put its body on the screen, where the renderer counted no columns
// for it: it carries DCS, APC, PM and SOS inside of a cell, and a body of some
// thousand characters would overwrite the screen with a picture of the adversary's
// making. Dropping everything up to a terminator that may never come would hide the
// rest of the screen. So a string is looked at to its end, which is its terminator;
// any other ESC, CAN, SUB and 4 KiB mean that it is none, and then its body is
// shown. A body with the byte 0x9C is shown as well, because parsers disagree on
// whether that ends it.
//
// What no filter can tell is who wrote a sequence: cursor movement, erasing and the
// modes of the list pass whoever they are from. That is acceptable because the
// renderer takes nothing but SGR, links and strings out of a View; only what is
// written past it, by tea.Println, tea.Raw or an error, is not parsed. Those need
// ui/text.
//
// What it does not stop:
//
//   - The renderer itself can be brought down. ESC [, 32 semicolons and "1m" panic
//     x/ansi v0.11.9 while the View is parsed, before a byte is written. That is
//     what Guard is for.
//   - What Bubble Tea prints about a panic goes to standard error directly.
//   - A program started with tea.ExecProcess writes to the program's output unless
//     it was given its own: set Stdout to os.Stdout, or an editor finds itself on a
//     pipe, and its sequences filtered.
//
// Sources: ECMA-48, 5th edition; Paul Williams, A parser for DEC's ANSI-compatible
// video terminals (vt100.net/emu/dec_ansi_parser); xterm's ctlseqs; the kitty
// keyboard protocol.
package term
