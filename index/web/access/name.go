package access

import (
	"mime"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxName is the length of a name, in characters.
const maxName = 64

// proxyUser is the person whom a trusted proxy names; empty where none does, or
// where it is not certain which of several names the proxy has set.
func (a *Access) proxyUser(r *http.Request) string {
	values := r.Header.Values(a.options.Header)
	if len(values) != 1 || !a.trusted(peer(r)) {
		return ""
	}
	return cleanName(decodeName(values[0]))
}

// decodeName reads a header's value: RFC 2047, UTF-8, or else Latin-1, in which
// each byte is a character.
func decodeName(value string) string {
	if decoded, err := new(mime.WordDecoder).DecodeHeader(value); err == nil {
		value = decoded
	}
	if utf8.ValidString(value) {
		return value
	}
	runes := make([]rune, len(value))
	for i := range len(value) {
		runes[i] = rune(value[i])
	}
	return string(runes)
}

// cleanName makes a name fit to be shown and recorded: no control characters,
// none that turn the direction of writing, single spaces, no more than maxName.
func cleanName(name string) string {
	visible := strings.Map(func(c rune) rune {
		switch {
		case unicode.IsSpace(c):
			return ' '
		case c == utf8.RuneError || !unicode.IsPrint(c):
			return -1
		default:
			return c
		}
	}, name)
	runes := []rune(strings.Join(strings.Fields(visible), " "))
	return strings.TrimSpace(string(runes[:min(len(runes), maxName)]))
}
