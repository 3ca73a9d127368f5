package safejson

import (
	"encoding/json"
	"testing"
)

func TestEncode(t *testing.T) {
	for in, want := range map[string]string{
		"a<b>&\"": `"a<b>&\""`, "김": `"김"`, "a\u202eb": `"a\u202eb"`, "\U000e0041": `"\udb40\udc41"`, "\x7f": `"\u007f"`, "\x1b[2J": `"\u001b[2J"`,
	} {
		got, err := Encode(in)
		if err != nil || string(got) != want {
			t.Errorf("Encode(%q) = %s %v, want %s", in, got, err, want)
		}
		var back string
		if err := json.Unmarshal(got, &back); err != nil || back != in {
			t.Errorf("%s decodes to %q %v", got, back, err)
		}
	}
	if _, err := Encode(make(chan int)); err == nil {
		t.Error("a channel has been encoded")
	}
}
