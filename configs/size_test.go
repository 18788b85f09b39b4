package configs

import "testing"

func TestSize(t *testing.T) {
	for text, want := range map[string]Size{
		"0": 0, "1024": 1024, "512KiB": 512 << 10, "64MiB": 64 << 20, "2GiB": 2 << 30, "1.5 GiB": 3 << 29,
		"500MB": 500_000_000, "7B": 7, " 1TiB ": 1 << 40,
	} {
		var s Size
		if err := s.UnmarshalText([]byte(text)); err != nil || s != want {
			t.Errorf("%q: got %d, %v, want %d", text, s, err, want)
		}
	}
	for _, text := range []string{"", "x", "-1", "1.2.3MiB", "NaN", "1e30", "5 MiBs"} {
		var s Size
		if err := s.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q: read as %d", text, s)
		}
	}
	for want, s := range map[string]Size{"64MiB": 64 << 20, "1GiB": 1 << 30, "1000B": 1000, "0B": 0} {
		if s.String() != want {
			t.Errorf("got %s, want %s", s, want)
		}
	}
}

func FuzzSize(f *testing.F) {
	f.Add("64MiB")
	f.Add("-1e9 KB")
	f.Fuzz(func(t *testing.T, text string) {
		var s, again Size
		if s.UnmarshalText([]byte(text)) != nil {
			return
		}
		if err := again.UnmarshalText([]byte(s.String())); err != nil || again != s {
			t.Errorf("%q reads as %d, prints as %s, reads as %d: %v", text, s, s, again, err)
		}
	})
}
