package access

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/gouji/gouji/index/web/site"
)

const (
	sessionCookie = "gouji_session"
	sessionTime   = 12 * time.Hour
	// renewAfter is the age at which a session is prolonged, so that not every
	// answer carries a cookie.
	renewAfter = time.Hour
)

// sessions signs and reads sessions. They are kept by browsers alone. The key
// that signs them depends on the password: a new password ends them all.
type sessions struct {
	key      []byte
	password []byte // its code, to compare with
}

// session is a login.
type session struct {
	Name    string `json:"n"`
	Expires int64  `json:"e"` // in seconds since 1970
}

// left is how long a session lasts.
func (s session) left(now time.Time) time.Duration { return time.Unix(s.Expires, 0).Sub(now) }

func newSessions(key, password string) *sessions {
	s := &sessions{key: []byte(key)}
	s.key = s.code("sessions", password)
	s.password = s.code("password", password)
	return s
}

// code authenticates a text that serves a purpose.
func (s *sessions) code(purpose, text string) []byte {
	mac := hmac.New(sha256.New, s.key)
	mac.Write([]byte(purpose + "\x00" + text))
	return mac.Sum(nil)
}

// matches compares a password with the right one in constant time.
func (s *sessions) matches(password string) bool {
	return hmac.Equal(s.code("password", password), s.password)
}

// seal returns the value of a session's cookie.
func (s *sessions) seal(v session) (string, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return "", err
	}
	payload := base64.RawURLEncoding.EncodeToString(b)
	return payload + "." + s.sign(payload), nil
}

// open reads the value of a cookie; false if it is not ours or has expired.
func (s *sessions) open(value string, now time.Time) (session, bool) {
	payload, signature, _ := strings.Cut(value, ".")
	if !hmac.Equal([]byte(signature), []byte(s.sign(payload))) {
		return session{}, false
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(payload)
	if err != nil {
		return session{}, false
	}
	var v session
	if err := json.Unmarshal(b, &v); err != nil || now.Unix() >= v.Expires {
		return session{}, false
	}
	return v, true
}

func (s *sessions) sign(payload string) string {
	return base64.RawURLEncoding.EncodeToString(s.code("session", payload))
}

// sessionVisitor is whom a session was begun for. It lasts on while its user does
// something; the events that a page goes on receiving do not count.
func (a *Access) sessionVisitor(w http.ResponseWriter, r *http.Request) (visitor, bool) {
	for _, cookie := range r.CookiesNamed(sessionCookie) {
		s, ok := a.sessions.open(cookie.Value, a.now())
		if !ok {
			continue
		}
		if s.left(a.now()) < sessionTime-renewAfter && r.URL.Path != "/status/events" {
			s = a.begin(w, r, s.Name)
		}
		return visitor{site.User{Name: s.Name, Login: true}, time.Unix(s.Expires, 0)}, true
	}
	return visitor{}, false
}

// begin begins or prolongs a session.
func (a *Access) begin(w http.ResponseWriter, r *http.Request, name string) session {
	s := session{name, a.now().Add(sessionTime).Unix()}
	value, err := a.sessions.seal(s)
	if err != nil {
		a.options.Log.ErrorContext(r.Context(), "begin a session", "err", err)
		return s
	}
	a.setCookie(w, r, value, int(sessionTime.Seconds()))
	return s
}

// end has the browser forget the session.
func (a *Access) end(w http.ResponseWriter, r *http.Request) { a.setCookie(w, r, "", -1) }

func (a *Access) setCookie(w http.ResponseWriter, r *http.Request, value string, seconds int) {
	http.SetCookie(w, &http.Cookie{
		Name: sessionCookie, Value: value, Path: "/", MaxAge: seconds,
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: a.encrypted(r),
	})
}
