package cli

import (
	"io"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
)

// printable returns a writer for a terminal: what names and texts of files
// could do to it, such as colours, cursor movements or text that runs
// backwards, is shown as U+FFFD. JSON and CSV are data and go unchanged.
func printable(w io.Writer) io.Writer {
	return transform.NewWriter(w, runes.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)) {
			return unicode.ReplacementChar
		}
		return r
	}))
}
