package sheets

import (
	"io"
	"strconv"

	"github.com/seed-28a39f10/clew/store/casefile"
)

var eventColumns = []string{"account", "time", "action", "result", "ip", "asn", "as_org", "country", "region", "city", "latitude", "longitude", "device_id", "user_agent", "client_app", "session_id",
	"detail", "event_id", "file", "line"}

// Events writes events.csv: a row for each event, by account and time. It holds the events
// of one account at a time. Errors are those of the writer and of [casefile.Record.Detail].
func Events(w io.Writer, r *casefile.Record) error {
	s := begin(w, r, eventColumns)
	for i := range r.Accounts {
		d, err := r.Details(i)
		if err != nil {
			return err
		}
		for j := range d.Events {
			e := &d.Events[j]
			s.texts(r.Accounts[i].ID)
			s.times(e.Time)
			s.texts(e.Action)
			s.strings(e.Result)
			s.value("ip", e.IP)
			s.numbers(int(e.ASN))
			s.texts(e.ASOrg)
			s.strings(e.Country)
			s.texts(e.Region, e.City)
			latitude, longitude := "", ""
			if e.Latitude != 0 || e.Longitude != 0 {
				latitude, longitude = degrees(e.Latitude), degrees(e.Longitude)
			}
			s.strings(latitude, longitude)
			s.texts(e.DeviceID, e.UserAgent, e.ClientApp, e.SessionID, e.Detail, e.ID)
			file := casefile.Text("")
			if e.Line > 0 && e.File >= 0 && e.File < len(r.Files) {
				file = r.Files[e.File].Name
			}
			s.texts(file)
			s.numbers(int(e.Line))
			s.end()
		}
	}
	return s.End()
}

func degrees(d float32) string { return strconv.FormatFloat(float64(d), 'f', -1, 32) }
