package access

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"
)

func TestForgedSessions(t *testing.T) {
	g := byPassword(t)
	good := g.login("王小明", password, "/").cookie.Value
	payload, signature, _ := strings.Cut(good, ".")
	seal := func(s *sessions, v session) string {
		value, err := s.seal(v)
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
	later := g.time.Add(time.Hour).Unix()
	renamed := base64.RawURLEncoding.EncodeToString([]byte(`{"n":"李","e":99999999999}`))
	for name, value := range map[string]string{
		"tampered name":     renamed + "." + signature,
		"no signature":      payload,
		"empty signature":   payload + ".",
		"cut signature":     good[:len(good)-1],
		"longer signature":  good + "AA",
		"other signature":   payload + "." + base64.RawURLEncoding.EncodeToString(make([]byte, 32)),
		"other padding":     good + "=",
		"empty":             "",
		"other password":    seal(newSessions("a key of the test", "another password"), session{"王小明", later}),
		"other key":         seal(newSessions("another key", password), session{"王小明", later}),
		"expired":           seal(g.sessions, session{"王小明", g.time.Unix()}),
		"without an expiry": seal(g.sessions, session{Name: "王小明"}),
	} {
		if got := g.get("/status", "Cookie", sessionCookie+"="+value); got.status != 303 {
			t.Errorf("%s: %d", name, got.status)
		}
	}
	if got := g.get("/status", "Cookie", sessionCookie+"="+good); got.status != 200 {
		t.Errorf("the session itself: %d", got.status)
	}
}

func TestSessionsSlide(t *testing.T) {
	g := byPassword(t)
	cookie := g.login("王小明", password, "/").cookie.Value
	ask := func(path string) answer { return g.get(path, "Cookie", sessionCookie+"="+cookie) }
	if got := ask("/status"); got.cookie != nil {
		t.Error("a new session is prolonged")
	}
	g.time = g.time.Add(sessionTime - time.Minute)
	if got := ask("/status/events"); got.status != 200 || got.cookie != nil {
		t.Errorf("what the page receives by itself: %d, %+v", got.status, got.cookie)
	}
	renewed := ask("/status")
	if renewed.cookie == nil {
		t.Fatal("the session is not prolonged")
	}
	g.time = g.time.Add(time.Hour)
	if got := ask("/status"); got.status != 303 {
		t.Errorf("the old cookie still holds: %d", got.status)
	}
	cookie = renewed.cookie.Value
	if got := ask("/status"); got.status != 200 || got.body != "asked by 王小明" {
		t.Errorf("%d %s", got.status, got.body)
	}
}

func FuzzSession(f *testing.F) {
	s := newSessions("key", password)
	now := time.Unix(1_600_000_000, 0)
	good, err := s.seal(session{"王小明", now.Unix() + 1})
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{good, "", ".", "e30.", good + ".", strings.ToUpper(good)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		if _, ok := s.open(value, now); ok != (value == good) {
			t.Errorf("%q: %v", value, ok)
		}
	})
}
