package review

import (
	"net/url"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// FuzzFilter: a filter comes back from the address that it makes.
func FuzzFilter(f *testing.F) {
	f.Add("kind=cell&year=2031&region=云溪县&q=受理&page=3", "d1", "c1")
	f.Add("kind=none&show=decided&page=-1&doc=%00", "", "a/b")
	f.Add("page=99999999999999999999&issuer=%22%20OR%20%22", "..", "?#")
	f.Fuzz(func(t *testing.T, query, id, item string) {
		values, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		want := parseFilter(values)
		if want.Page < 1 {
			t.Errorf("page %d", want.Page)
		}
		want.Page = 1
		for path, address := range map[string]string{"/review": want.List(), "/review/" + id: want.Case(id, item)} {
			u, err := url.Parse(address)
			if err != nil {
				t.Fatalf("%q: %v", address, err)
			}
			if u.Path != path {
				t.Errorf("%q leads to %q", address, u.Path)
			}
			got := parseFilter(u.Query())
			if path != "/review" {
				got.Show = want.Show
			}
			if got != want {
				t.Errorf("%q: %+v, want %+v", address, got, want)
			}
		}
	})
}

// FuzzOneLine: a name or a note is one line of visible, valid text.
func FuzzOneLine(f *testing.F) {
	f.Add("李  敏\r\nset-cookie: a")
	f.Add("\u202Eabc\x00\xff")
	f.Fuzz(func(t *testing.T, s string) {
		got := oneLine(s)
		if !utf8.ValidString(got) || strings.TrimSpace(got) != got || strings.ContainsFunc(got, unicode.IsControl) {
			t.Errorf("%q becomes %q", s, got)
		}
		if oneLine(got) != got {
			t.Errorf("%q changes again", got)
		}
	})
}
