package access

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestLocalPath(t *testing.T) {
	for address, want := range map[string]string{
		"":                         "/",
		"/":                        "/",
		"/review/a?item=b&x=%2F#c": "/review/a?item=b&x=%2F#c",
		"/?q=白石":                   "/?q=白石",
		"//attacker.example":       "/",
		"/\\attacker.example":      "/",
		"/a\\b":                    "/",
		"\\\\attacker.example":     "/",
		"https://attacker.example": "/",
		"javascript:alert(1)":      "/",
		"attacker.example":         "/",
		"/\t/attacker.example":     "/",
		"/\n/attacker.example":     "/",
		" //attacker.example":      "/",
		"/%zz":                     "/",
	} {
		if got := localPath(address); got != want {
			t.Errorf("%q: %q, want %q", address, got, want)
		}
	}
}

// Wherever a login leads, it is on this site.
func FuzzLocalPath(f *testing.F) {
	for _, seed := range []string{"/review?item=1#x", "//attacker.example", "/\\attacker.example", "/.//attacker.example", "/..//a", "/%09/a", "http:/a", "/a\r\nX: y", "///a", "/@a"} {
		f.Add(seed)
	}
	base := &url.URL{Scheme: "http", Host: "gouji.example.cn", Path: "/login"}
	f.Fuzz(func(t *testing.T, address string) {
		w := httptest.NewRecorder()
		http.Redirect(w, httptest.NewRequest(http.MethodPost, "/login", nil), localPath(address), http.StatusSeeOther)
		location := w.Header().Get("Location")
		if !strings.HasPrefix(location, "/") || strings.HasPrefix(location, "//") ||
			strings.ContainsRune(location, '\\') || strings.ContainsFunc(location, unicode.IsControl) {
			t.Fatalf("%q leads to %q", address, location)
		}
		if u, err := base.Parse(location); err != nil || u.Host != base.Host || u.Scheme != base.Scheme {
			t.Errorf("%q leads to %v %v", address, u, err)
		}
	})
}

func FuzzName(f *testing.F) {
	for _, seed := range []string{"王小明", "=?UTF-8?B?546L?=", "Andr\xe9", "a\r\nb", "\u202ex", "=?gb2312?b?zfU=?="} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		name := cleanName(decodeName(value))
		if utf8.RuneCountInString(name) > maxName || !utf8.ValidString(name) || name != strings.TrimSpace(name) ||
			strings.ContainsFunc(name, func(c rune) bool { return !unicode.IsPrint(c) }) {
			t.Errorf("%q becomes %q", value, name)
		}
		if again := cleanName(name); again != name {
			t.Errorf("%q becomes %q, then %q", value, name, again)
		}
	})
}
