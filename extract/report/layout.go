package report

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/extract/han"
)

// The parts of a text that state metadata are bounded, which keeps the time
// linear for hostile input: the preamble and the closing of an honest report
// are far shorter.
const (
	maxHead = 4000 // runes
	maxTail = 2000 // runes
	longRow = 90   // runes; no title or signature is a longer line
	wrapped = 48   // bytes; a shorter line ends where its text ends
)

// pageNumber is a line that a printer put at the foot of a page, in the middle
// of what the report says.
var pageNumber = regexp.MustCompile(`^(?:[-—–－]+\s*\d{1,4}\s*[-—–－]+|第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?)$`)

// line is one line of the text, or a part of a long line that a heading opens.
type line struct {
	page int
	raw  string // as the page shows it, without the blanks around it
	text string // simplified, width-folded, no blank between Chinese characters
}

// layout is the text of a document as the rules look at it.
type layout struct {
	lines    []line // no blank ones
	headings []heading
	head     []line   // what stands before the first section
	tail     []line   // what stands after the last heading, with the heading's own line
	preamble string   // head as one string
	closing  string   // tail as one string
	pieces   []string // short lines of the head, long ones divided at blanks, without inner blanks
	endings  []string // the same of the tail
}

func newLayout(pages []extract.Page) *layout {
	l := &layout{}
	for _, p := range pages {
		for raw := range strings.Lines(body(p.Text, len(pages))) {
			for _, part := range splitAtHeadings(raw) {
				if part = strings.TrimSpace(part); part != "" && !pageNumber.MatchString(part) {
					l.lines = append(l.lines, line{page: p.Number, raw: part, text: soft(simple(part))})
				}
			}
		}
	}
	l.headings = findHeadings(l.lines)
	l.divide()
	return l
}

var bareNumber = regexp.MustCompile(`\n\s*\d{1,4}\s*$`)

// body is the text of one of several pages without a bare page number at its end.
func body(page string, pages int) string {
	if pages < 2 {
		return page
	}
	if at := bareNumber.FindStringIndex(page); at != nil {
		return page[:at[0]+1]
	}
	return page
}

// divide cuts the text into what stands before the first section and after
// the last heading, without the footer of a web page.
func (l *layout) divide() {
	first, last := len(l.lines), 0
	if n := len(l.headings); n > 0 {
		first, last = l.headings[0].line, l.headings[n-1].line
	}
	l.head = bound(l.lines[:first], maxHead, false)
	l.tail = bound(withoutFooter(l.lines[last:]), maxTail, true)
	l.preamble, l.closing = join(l.head), join(l.tail)
	l.pieces, l.endings = pieces(l.head), pieces(l.tail)
}

// bound keeps lines of at most about n runes in all, from the front or from the back.
// A line that is too long by itself is cut.
func bound(lines []line, n int, back bool) []line {
	var out []line
	for i := range lines {
		at := lines[i]
		if back {
			at = lines[len(lines)-1-i]
		}
		at.text = clip(at.text, n, back)
		at.raw = clip(at.raw, n, back)
		out = append(out, at)
		if n -= utf8.RuneCountInString(at.text) + 1; n <= 0 {
			break
		}
	}
	if back {
		for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
			out[i], out[j] = out[j], out[i]
		}
	}
	return out
}

// clip keeps the first or the last n runes of s.
func clip(s string, n int, back bool) string {
	if len(s) <= n {
		return s
	}
	if back {
		at := len(s)
		for ; n > 0 && at > 0; n-- {
			_, size := utf8.DecodeLastRuneInString(s[:at])
			at -= size
		}
		return s[at:]
	}
	at := 0
	for ; n > 0 && at < len(s); n-- {
		_, size := utf8.DecodeRuneInString(s[at:])
		at += size
	}
	return s[:at]
}

// footers are words of a web page's footer; the contacts below them are those
// of the site, not of the report.
var footers = []string{"ICP备", "网站标识码", "公网安备", "版权所有", "主办单位:", "主办:", "技术支持:", "承办单位:", "承办:", "网站地图"}

func withoutFooter(lines []line) []line {
	for i, l := range lines {
		for _, word := range footers {
			if at := strings.Index(l.text, word); at >= 0 && i > 0 {
				if utf8.RuneCountInString(l.text) <= longRow {
					return lines[:i]
				}
				cut := append([]line(nil), lines[:i+1]...)
				cut[i].text, cut[i].raw = l.text[:at], ""
				return cut
			}
		}
	}
	return lines
}

// labelFirst is a line that a label opens, as in 发布时间: 2020-01-10.
var labelFirst = regexp.MustCompile(`^(?:=|\p{Han}{2,8} ?[:|])`)

// join makes one string of lines. A long line that ends inside a sentence was
// wrapped by the page's width and goes on in the next one, unless a label
// opens that.
func join(lines []line) string {
	var b strings.Builder
	for i, l := range lines {
		b.WriteString(l.text)
		last, _ := utf8.DecodeLastRuneInString(l.text)
		if len(l.text) < wrapped || strings.ContainsRune("。;:!?)", last) ||
			i+1 < len(lines) && labelFirst.MatchString(lines[i+1].text) {
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// pieces returns what may be a title, a number, a signature or a date by
// itself: each short line, and the words of the long ones.
func pieces(lines []line) []string {
	var out []string
	for _, l := range lines {
		s := plain(l.text)
		if utf8.RuneCountInString(s) <= longRow {
			out = append(out, tight(s))
			continue
		}
		for _, sentence := range strings.FieldsFunc(s, func(r rune) bool { return r == '。' }) {
			for _, word := range strings.Fields(sentence) {
				if utf8.RuneCountInString(word) <= longRow {
					out = append(out, word)
				}
			}
		}
	}
	return out
}

// simple folds widths, drops Markdown marks and simplifies: the form in which
// all rules read the text. It keeps one rune for each rune of plain(s).
func simple(s string) string { return han.Simplify(fold(plain(s))) }

// plain drops the marks of Markdown headings, quotes and emphasis.
func plain(s string) string {
	s = strings.TrimLeft(s, "#> \t\u3000")
	if strings.Contains(s, "**") {
		s = strings.ReplaceAll(s, "**", "")
	}
	return strings.TrimSpace(s)
}

// fold maps full-width letters, digits and signs and the kinds of dashes,
// brackets and blanks to ASCII, one rune for one rune.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\u3000' || r == '\u00a0' || r >= '\u2000' && r <= '\u200a':
			return ' '
		case r == '—' || r == '–' || r == '―' || r == '‐' || r == '‑' || r == '−':
			return '-'
		case r == '︰' || r == '∶':
			return ':'
		case r >= '！' && r <= '～':
			return r - 0xfee0
		}
		return r
	}, s)
}

// soft removes the blanks that pad single Chinese characters (邮 编, 三 明 市).
// Blanks between words stay: in a crawled page they part what belongs apart.
func soft(s string) string {
	if !strings.Contains(s, " ") {
		return s
	}
	words := strings.FieldsFunc(s, func(r rune) bool { return r == ' ' })
	var b strings.Builder
	b.Grow(len(s))
	for i, word := range words {
		if i > 0 && !padded(words[i-1], word) {
			b.WriteByte(' ')
		}
		b.WriteString(word)
	}
	return b.String()
}

// padded reports whether a blank between two words only spaces characters out.
func padded(left, right string) bool {
	end, n := utf8.DecodeLastRuneInString(left)
	start, m := utf8.DecodeRuneInString(right)
	if !han.IsHan(end) || !han.IsHan(start) {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(left[:len(left)-n])
	after, _ := utf8.DecodeRuneInString(right[m:])
	return !han.IsHan(before) || !han.IsHan(after)
}

// tight removes all blanks.
func tight(s string) string {
	if !strings.ContainsAny(s, " \t\u3000\u00a0") {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '\t' || r == '\u3000' || r == '\u00a0' {
			return -1
		}
		return r
	}, s)
}
