package ingest

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/seed-28a39f10/clew/model"
)

func TestTimes(t *testing.T) {
	us := timeForm{us: true}
	for _, c := range []struct {
		form timeForm
		in   string
		want string // RFC 3339 with milliseconds, "" unknown, "bad" unreadable
		off  int16
	}{
		{in: "2022-03-30T14:52:21.7062186+00:00", want: "2022-03-30T14:52:21.706Z"},
		{in: "2021-10-21T09:21:27.3694184-05:00", want: "2021-10-21T14:21:27.369Z", off: -300},
		{in: "2022-03-22 14:21:53.225", want: "2022-03-22T14:21:53.225Z"},
		{in: "2020-11-25 21:27:03.496000000", want: "2020-11-25T21:27:03.496Z"},
		{in: "2024-01-02", want: "2024-01-02T00:00:00Z"},
		{in: "2024-01-02T03:04Z", want: "2024-01-02T03:04:00Z"},
		{in: "2024-01-02 03:04:05 UTC", want: "2024-01-02T03:04:05Z"},
		{in: "2024-01-02 03:04:05 +0530", want: "2024-01-01T21:34:05Z", off: 330},
		{in: "2023-10-26T5:32:08.107Z", want: "2023-10-26T05:32:08.107Z"},
		{in: "2016-12-31T23:59:60Z", want: "2017-01-01T00:00:00Z"},
		{in: "1685465626150", want: "2023-05-30T16:53:46.15Z"},
		{in: "1685465626", want: "2023-05-30T16:53:46Z"},
		{in: "1685465626150123", want: "2023-05-30T16:53:46.15Z"},
		{in: "1685465626150123456", want: "2023-05-30T16:53:46.15Z"},
		{in: "1621305118553.0", want: "2021-05-18T02:31:58.553Z"},
		{form: timeForm{unit: 1e9}, in: "1666851763", want: "2022-10-27T06:22:43Z"},
		{form: timeForm{unit: 1e9}, in: "86400", want: "1970-01-02T00:00:00Z"},
		{form: timeForm{unit: 1e9}, in: "1666851763.5", want: "2022-10-27T06:22:43.5Z"},
		{form: us, in: "5/16/2021 9:58:14 AM", want: "2021-05-16T09:58:14Z"},
		{form: us, in: "12/13/2024 4:34:03 PM", want: "2024-12-13T16:34:03Z"},
		{form: timeForm{layout: "02.01.2006 15:04"}, in: "31.12.2023 23:05", want: "2023-12-31T23:05:00Z"},
		{in: ""}, {in: "null"}, {in: "0"}, {in: "<null>"}, {in: "0001-01-01T00:00:00Z"},
		{in: "5/16/2021 9:58:14 AM", want: "bad"}, // which is the day?
		{in: "2024-12-17 00:00:00000000", want: "bad"},
		{in: "2024-02-30T00:00:00Z", want: "bad"},
		{in: "2024-13-01", want: "bad"},
		{in: "2024-01-02T24:00:00Z", want: "bad"},
		{in: "2024-01-02T03:04:05+99:00", want: "bad"},
		{in: "20240102", want: "bad"},
		{in: "yesterday", want: "bad"},
		{in: "2024-01-02T03:04:05.Z", want: "bad"},
		{in: "99999999999999999999", want: "bad"},
	} {
		got, ok := c.form.parse(c.in)
		text := got.String()
		if c.want != "" && c.want != "bad" {
			at, err := time.Parse(time.RFC3339Nano, c.want)
			if err != nil {
				t.Fatal(err)
			}
			if !got.UTC().Equal(at) {
				t.Errorf("%q read as %s, want %s", c.in, text, c.want)
			}
		}
		if ok != (c.want != "bad") || c.want == "" && got.Known() || got.Offset != c.off {
			t.Errorf("%q: ok %v, %s, offset %d; want %q, offset %d", c.in, ok, text, got.Offset, c.want, c.off)
		}
	}
}

// TestTimesLikeStandardLibrary holds the calendar arithmetic to package time.
func TestTimesLikeStandardLibrary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := time.UnixMilli(rapid.Int64Range(minMilli, maxMilli).Draw(t, "ms"))
		zone := rapid.IntRange(-14*60, 14*60).Draw(t, "zone")
		at = at.In(time.FixedZone("", zone*60))
		if at.Year() > 9999 || at.UnixMilli() == 0 {
			t.Skip()
		}
		s := at.Format("2006-01-02T15:04:05.000Z07:00")
		got, ok := timeForm{}.parse(s)
		if want := model.TimeOf(at); !ok || got != want {
			t.Fatalf("%s read as %+v (%v), want %+v", s, got, ok, want)
		}
	})
}

func BenchmarkTime(b *testing.B) {
	for b.Loop() {
		if _, ok := (timeForm{}).parse("2022-03-30T14:52:21.7062186+00:00"); !ok {
			b.Fatal()
		}
	}
}
