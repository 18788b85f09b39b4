package review

import (
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/gouji/gouji/index/web/site"
)

// What can be wrong with who decides and what they remark.
const (
	errNoName      complaint = "name missing"
	errLongName    complaint = "name too long"
	errLongRemarks complaint = "note too long"
)

// Limits of what people enter, in characters.
const (
	maxName = 40
	maxNote = 500
)

// The cookie that remembers a name.
const (
	nameCookie = "reviewer"
	nameKept   = 365 * 24 * time.Hour
)

// userFixed reports whether a proxy has said who asks.
func userFixed(r *http.Request) bool {
	user := site.UserOf(r.Context())
	return user.Name != "" && !user.Login
}

// nameOf is who asks, as far as it is known.
func nameOf(r *http.Request) string {
	if name := site.UserOf(r.Context()).Name; name != "" {
		return name
	}
	c, err := r.Cookie(nameCookie)
	if err != nil {
		return ""
	}
	name, err := url.QueryUnescape(c.Value)
	if err != nil || utf8.RuneCountInString(name) > maxName {
		return ""
	}
	return oneLine(name)
}

// remember keeps a name for the next decision.
func remember(w http.ResponseWriter, name string) {
	http.SetCookie(w, &http.Cookie{
		Name: nameCookie, Value: url.QueryEscape(name), Path: "/review", MaxAge: int(nameKept.Seconds()),
		HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// signature reads who decides: the user that a proxy has named, or the name
// that was entered.
func signature(r *http.Request) (string, error) {
	name := oneLine(r.PostFormValue("by"))
	if userFixed(r) {
		name = site.UserOf(r.Context()).Name
	}
	switch {
	case name == "":
		return "", errNoName
	case utf8.RuneCountInString(name) > maxName && !userFixed(r):
		return "", errLongName
	}
	return name, nil
}

// remarks reads the note.
func remarks(r *http.Request) (string, error) {
	note := oneLine(r.PostFormValue("note"))
	if utf8.RuneCountInString(note) > maxNote {
		return "", errLongRemarks
	}
	return note, nil
}

// oneLine makes a text of what a stranger sends.
func oneLine(s string) string {
	s = strings.Map(func(c rune) rune {
		if unicode.IsControl(c) || unicode.Is(unicode.Cf, c) {
			return ' '
		}
		return c
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return strings.Join(strings.Fields(s), " ")
}
