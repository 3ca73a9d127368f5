package page

// Job is long work, such as an import, that goes on whatever page is shown, and
// outlives the page that began it. What it has to say it says by notices.
type Job interface {
	// Running says what is under way, such as "reading accounts.csv, 42 %", clean; ""
	// where nothing is. It may be called from View.
	Running() string
	// Stop gives it up and waits until nothing is left of it.
	Stop()
}
