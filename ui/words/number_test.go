package words

import "testing"

func TestBits(t *testing.T) {
	for bits, want := range map[float64]string{0: " +0.00", .125: "+0.125", -.375: "-0.375", .25: " +0.25", 1.02: " +1.02", 12.125: "+12.12", -9.55: " -9.55"} {
		if got := Bits(bits); got != want || len(got) != 6 {
			t.Errorf("%v is %q, want %q", bits, got, want)
		}
	}
}
