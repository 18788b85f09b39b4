package text

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/extract"
)

var (
	// pageNumber is a line that a printer put at the foot of a page.
	pageNumber = regexp.MustCompile(`^\s*([-—–－]+\s*\d{1,4}\s*[-—–－]+|第\s*\d{1,4}\s*页(\s*[,，/]?\s*共\s*\d{1,4}\s*页)?)\s*$`)
	strayTag   = regexp.MustCompile(`(?i)</?(?:span|p|div|b|strong|em|i|u|font|a|o:p|td|tr|th|tbody|table|center)(?:\s[^<>]*)?/?>`)
	quoteMark  = regexp.MustCompile(`^(?:> ?)+`)
	cellTag    = regexp.MustCompile(`(?i)</t[dh]\s*>`)
	rowTag     = regexp.MustCompile(`(?i)</tr\s*>`)
	blankTag   = regexp.MustCompile(`(?i)<br\s*/?>|&nbsp;|</?su[bp](?:\s[^<>]*)?>`)
)

// maxCell is the length in characters up to which a line may be one cell of a
// table; the longest label of the statutory forms has 40.
const maxCell = 60

// maxLines bounds the work on one file. The longest honest report has a few
// thousand lines; the text of the pages is kept in full.
const maxLines = 50_000

// line is one line of the text with its page.
type line struct {
	text   string
	page   int
	fields []string // when the line is divided
}

// Pages divides clean text at form feeds that begin a line.
func Pages(clean string) []string {
	var pages []string
	begin, at, blank := 0, 0, true
	for l := range strings.SplitAfterSeq(clean, "\n") {
		if rest, ok := strings.CutPrefix(l, "\f"); ok && !blank && !isValue(strings.TrimSpace(rest)) {
			pages = append(pages, strings.ReplaceAll(clean[begin:at], "\f", ""))
			begin, blank = at, true
		}
		at += len(l)
		blank = blank && strings.TrimSpace(l) == ""
	}
	return append(pages, strings.ReplaceAll(clean[begin:], "\f", ""))
}

// StripTags removes the HTML tags that a careless copy left in a text. The ends
// of cells and rows become tabs and line ends, breaks and raised texts a blank.
func StripTags(s string) string {
	if !strings.ContainsRune(s, '<') && !strings.Contains(s, "&nbsp;") {
		return s
	}
	s = rowTag.ReplaceAllString(cellTag.ReplaceAllString(s, "\t"), "\n")
	return strayTag.ReplaceAllString(blankTag.ReplaceAllString(s, " "), "")
}

// Parse finds the blocks of the given pages of clean text; pages are numbered
// from 1. Ruling lines and the page numbers of printers belong to no block, nor
// does what stands behind maxLines lines.
func Parse(pages []string) []extract.Block {
	lines := readLines(pages)
	var blocks []extract.Block
	for i := 0; i < len(lines); {
		if n := cellRun(lines[i:]); n > 0 {
			blocks = append(blocks, extract.Block{Page: lines[i].page, Rows: joinCells(lines[i : i+n])})
			i += n
			continue
		}
		if n := tableRun(lines[i:]); n > 0 {
			blocks = append(blocks, tableBlock(lines[i:i+n]))
			i += n
			continue
		}
		if strings.TrimSpace(lines[i].text) != "" {
			blocks = append(blocks, extract.Block{Page: lines[i].page, Text: plain(lines[i].text)})
		}
		i++
	}
	return blocks
}

func readLines(pages []string) []line {
	var lines []line
	quoted := isQuoted(pages)
	for p, page := range pages {
		for l := range strings.Lines(page) {
			l = strings.TrimRight(l, "\n")
			if quoted {
				l = quoteMark.ReplaceAllString(l, "")
			}
			if pageNumber.MatchString(l) || bars.MatchString(l) && markRule.MatchString(l) && (strings.Contains(l, "--") || strings.ContainsAny(l, ":─━=")) {
				continue
			}
			if len(lines) > maxLines {
				break
			}
			lines = append(lines, line{text: l, page: p + 1, fields: split(l)})
		}
	}
	return lines
}

// isQuoted reports whether most lines begin with the mark of quoted mail.
func isQuoted(pages []string) bool {
	lines, marked := 0, 0
	for _, page := range pages {
		for l := range strings.Lines(page) {
			if strings.TrimSpace(l) != "" {
				lines++
				if l[0] == '>' {
					marked++
				}
			}
		}
	}
	return marked*2 > lines
}

// tableRun counts the lines of a divided table at the head of lines: divided
// lines, and the blank or short lines between them.
func tableRun(lines []line) int {
	if lines[0].fields == nil {
		return 0
	}
	n, divided := 1, 1
	for i := 1; i < len(lines); i++ {
		if lines[i].fields != nil {
			n, divided = i+1, divided+1
			continue
		}
		if i-n >= 3 || utf8.RuneCountInString(lines[i].text) > maxCell {
			break
		}
	}
	if divided == 1 && !hasValue(lines[0].fields) {
		return 0
	}
	return n
}

func tableBlock(lines []line) extract.Block {
	b := extract.Block{Page: lines[0].page, Rows: []extract.Row{}}
	for _, l := range lines {
		switch {
		case l.fields != nil:
			b.Rows = append(b.Rows, row(l.page, l.fields))
		case strings.TrimSpace(l.text) != "":
			b.Rows = append(b.Rows, row(l.page, []string{l.text}))
		}
	}
	return b
}

func hasValue(fields []string) bool {
	for _, f := range fields {
		if isValue(f) {
			return true
		}
	}
	return false
}

func plain(s string) string {
	return strings.TrimSpace(strings.ReplaceAll(heading.ReplaceAllString(strings.TrimSpace(s), ""), "**", ""))
}
