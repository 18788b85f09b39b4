package charset

import (
	"html"
	"strings"
)

// longestEntity bounds the text between "&" and ";" of an entity.
const longestEntity = 32

// unescape resolves HTML entities in plain text: named ones that end in ";" and
// numeric ones. Text saved out of web pages is full of them.
func unescape(s string, done repairs) string {
	if !strings.Contains(s, "&") {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	rest := 0
	for i := 0; i < len(s); {
		n := entityLength(s[i:])
		if n == 0 {
			i++
			continue
		}
		if resolved := html.UnescapeString(s[i : i+n]); resolved != s[i:i+n] {
			b.WriteString(s[rest:i])
			b.WriteString(resolved)
			rest = i + n
			done[entities] = true
		}
		i += n
	}
	if rest == 0 {
		return s
	}
	b.WriteString(s[rest:])
	// Mojibake that was written as entities shows only now.
	return undoMojibake(b.String(), done)
}

// entityLength measures the entity that starts s, 0 when none does. The ";" of a
// numeric one may be missing, as browsers allow.
func entityLength(s string) int {
	if len(s) < 3 || s[0] != '&' {
		return 0
	}
	numeric := s[1] == '#'
	for i := 1; i < min(len(s), longestEntity); i++ {
		c := s[i]
		switch {
		case c == ';':
			if i < 2 || numeric && i < 3 {
				return 0
			}
			return i + 1
		case c == '#' && i == 1, isDigit(c), 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z':
		case numeric && i > 3 && isDigit(s[2]):
			return i
		default:
			return 0
		}
	}
	return 0
}
