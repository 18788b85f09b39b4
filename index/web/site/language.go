package site

import (
	"net/http"
	"strings"
	"time"
)

// Language is a language of the interface, as the value of a lang attribute.
type Language string

// The languages, the default first.
const (
	Chinese Language = "zh-CN"
	English Language = "en"
)

// Languages returns all languages.
func Languages() []Language { return []Language{Chinese, English} }

// languageKept is how long a browser remembers the choice.
const languageKept = 365 * 24 * time.Hour

const languageName = "lang" // of the parameter and of the cookie

// languageOf reads the language of a tag such as en-GB.
func languageOf(tag string) Language {
	if strings.HasPrefix(strings.ToLower(tag), "en") {
		return English
	}
	return Chinese
}

// LanguageOf is the language that a request asks for: by ?lang=, or by the
// cookie that an earlier ?lang= has left.
func LanguageOf(r *http.Request) Language {
	if tag := r.URL.Query().Get(languageName); tag != "" {
		return languageOf(tag)
	}
	if c, err := r.Cookie(languageName); err == nil {
		return languageOf(c.Value)
	}
	return Chinese
}

// remember keeps the language of ?lang= for the next pages.
func remember(w http.ResponseWriter, r *http.Request) {
	if tag := r.URL.Query().Get(languageName); tag != "" {
		http.SetCookie(w, &http.Cookie{
			Name: languageName, Value: string(languageOf(tag)), Path: "/", MaxAge: int(languageKept.Seconds()),
			HttpOnly: true, SameSite: http.SameSiteLaxMode,
		})
	}
}

// other is the language to switch to.
func (l Language) other() Language {
	if l == English {
		return Chinese
	}
	return English
}
