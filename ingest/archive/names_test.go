package archive

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func FuzzNames(f *testing.F) {
	f.Add("年报.txt", 2)
	f.Add(strings.Repeat("长", 85), 12345)
	f.Add("\xff\xfe."+strings.Repeat("x", 250), 99)
	f.Add(".hidden", 2)
	f.Fuzz(func(t *testing.T, name string, n int) {
		if name == "" || len(name) > maxName || strings.ContainsAny(name, "/\x00") {
			return
		}
		for _, got := range []string{numbered(name, n), noteName(name)} {
			if got == "" || len(got) > maxName || strings.ContainsAny(got, "/\x00") {
				t.Fatalf("%q gives %q of %d bytes", name, got, len(got))
			}
			if utf8.ValidString(name) && !utf8.ValidString(got) {
				t.Fatalf("%q is torn to %q", name, got)
			}
		}
		if n > 1 && numbered(name, n) == numbered(name, n-1) {
			t.Fatalf("%q: %d and %d are the same", name, n, n-1)
		}
	})
}
