package search

import (
	"html"
	"strings"

	"github.com/gouji/gouji/index"
)

// markHTML escapes a marked text and turns its marks into <mark> elements. A
// stored text cannot open an element, whatever it holds.
func markHTML(s string) string {
	var b strings.Builder
	open := false
	for s != "" {
		i := strings.IndexAny(s, index.MarkStart+index.MarkEnd)
		if i < 0 {
			break
		}
		b.WriteString(html.EscapeString(s[:i]))
		starts := strings.HasPrefix(s[i:], index.MarkStart)
		s = s[i+len(index.MarkStart):]
		if starts != open {
			b.WriteString(map[bool]string{true: "<mark>", false: "</mark>"}[starts])
			open = starts
		}
	}
	b.WriteString(html.EscapeString(s))
	if open {
		b.WriteString("</mark>")
	}
	return b.String()
}
