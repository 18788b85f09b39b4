package paper

import (
	"math"
	"regexp"
	"strings"
	"unicode"

	"github.com/gouji/gouji/ocr"
)

// role is what a printed line is on its page.
type role int

const (
	body       role = iota
	pageNumber      // at the head or foot of the page
	head            // a running head or foot, repeated on most pages
)

var (
	marked = regexp.MustCompile(`^[-—–－_~·•\s]*第?\s*\d{1,4}\s*页?(?:\s*[,，/]?\s*共?\s*\d{1,4}\s*页?)?[-—–－_~·•\s]*$`)
	letter = regexp.MustCompile(`\p{L}`)
)

const (
	edge       = 0.12 // share of the page's height where heads and feet stand
	drift      = 12   // points by which a running head may move between pages
	minRepeats = 3    // pages that must show a running head
)

// runningLines finds the page numbers and the running heads and feet.
func runningLines(pages []ocr.Page) map[*ocr.Line]role {
	out := map[*ocr.Line]role{}
	places := map[string][]*ocr.Line{}
	for i := range pages {
		p := &pages[i]
		for j := range p.Lines {
			l := &p.Lines[j]
			if !atEdge(p, l) {
				continue
			}
			if marked.MatchString(l.Text) {
				out[l] = pageNumber
				continue
			}
			if letter.MatchString(l.Text) {
				key := shape(l.Text)
				places[key] = append(places[key], l)
			}
		}
	}
	for _, lines := range places {
		if len(lines) < minRepeats || 2*len(lines) < len(pages) {
			continue
		}
		for _, l := range lines {
			if math.Abs(l.Top-lines[1].Top) <= drift {
				out[l] = head
			}
		}
	}
	return out
}

func atEdge(p *ocr.Page, l *ocr.Line) bool {
	_, y := l.Center()
	return p.Height > 0 && (y < edge*p.Height || y > (1-edge)*p.Height)
}

// shape is a text without blanks and digits, which change from page to page.
func shape(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsDigit(r) {
			return -1
		}
		return r
	}, s)
}

// numbersOf lists the page numbers of a page as they are printed.
func numbersOf(p *ocr.Page, running map[*ocr.Line]role) []string {
	var out []string
	for i := range p.Lines {
		if running[&p.Lines[i]] == pageNumber {
			out = append(out, p.Lines[i].Text)
		}
	}
	return out
}
