package paper

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gouji/gouji/ocr"
)

// margins are the left and right edges of a page's running text.
type margins struct{ left, right float64 }

// minWide is the share of the page's width that a line takes which shows
// where the margins are.
const minWide = 0.5

var (
	// heading opens a part of a document, whatever stands above it.
	heading = regexp.MustCompile(`^(?:第?[一二三四五六七八九十]{1,3}(?:、|．|部分)|[（(][一二三四五六七八九十]{1,3}[)）])`)
	stop    = "。！？!?；;：:"
)

// marginsOf measures the margins of every page that has wide lines.
func marginsOf(flow []element) map[*ocr.Page]margins {
	out := map[*ocr.Page]margins{}
	for _, e := range flow {
		if e.line == nil || e.line.Width() < minWide*e.page.Width {
			continue
		}
		m, ok := out[e.page]
		if !ok {
			m = margins{e.line.Left, e.line.Right}
		}
		out[e.page] = margins{min(m.left, e.line.Left), max(m.right, e.line.Right)}
	}
	return out
}

// paragraph counts the lines at the head of the flow that one paragraph takes:
// a line that reaches the right margin goes on in the next one, which then
// begins at the left margin, on this page or the next.
func paragraph(flow []element, all map[*ocr.Page]margins) int {
	n := 1
	for n < len(flow) && flow[n].line != nil && goesOn(flow[n-1], flow[n], all) {
		n++
	}
	return n
}

func goesOn(a, b element, all map[*ocr.Page]margins) bool {
	am, ok := all[a.page]
	if !ok || heading.MatchString(b.line.Text) {
		return false
	}
	bm, ok := all[b.page]
	if !ok {
		bm = am // the last lines of a paragraph may be alone on their page
	}
	size := em(a.line)
	full := a.line.Right > am.right-2.2*size
	begins := b.line.Left < bm.left+0.8*size
	if a.page == b.page {
		begins = begins && b.line.Top > a.line.Top && b.line.Top-a.line.Bottom < 2.5*size
	}
	last, _ := utf8.DecodeLastRuneInString(a.line.Text)
	ended := strings.ContainsRune(stop, last) && a.line.Right < am.right-1.2*size
	return full && begins && !ended && similar(size, em(b.line))
}

func similar(a, b float64) bool { return a < 1.35*b && b < 1.35*a }

// em estimates the size of a line's characters from its width.
func em(l *ocr.Line) float64 {
	widths := 0.0
	for _, r := range l.Text {
		if r < 0x2e80 {
			widths += 0.5
		} else {
			widths++
		}
	}
	return l.Width() / max(widths, 0.5)
}

// joinLines puts the lines of a paragraph into one text. Words of letters are
// divided by a blank; Chinese characters and the halves of numbers are not.
func joinLines(lines []element) string {
	var b strings.Builder
	var last rune
	for _, e := range lines {
		text := strings.TrimSpace(e.line.Text)
		first, _ := utf8.DecodeRuneInString(text)
		if latin(last) && latin(first) {
			b.WriteByte(' ')
		}
		b.WriteString(text)
		last, _ = utf8.DecodeLastRuneInString(text)
	}
	return b.String()
}

func latin(r rune) bool { return r < 0x2e80 && unicode.IsLetter(r) }
