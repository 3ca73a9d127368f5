package store

// Stamp tells one state of an investigation from another: it changes with every
// import and every entry in the log that [DB.Refresh] or [DB.Act] has seen.
type Stamp struct {
	Generation uint32
	Entries    uint64
}

// Stamp gives the stamp of what the investigation answers from now.
func (db *DB) Stamp() (s Stamp) {
	db.view(func(g *generation, st *state) error {
		s.Entries = st.next
		if g != nil {
			s.Generation = g.ref.Gen
		}
		return nil
	})
	return s
}
