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
	strayTag   = regexp.MustCompile(`(?i)</?(?:span|p|div|b|strong|em|i|u|font|a|o:p|td|tr|th|tbody|table|center|sup|sub)(?:\s[^<>]*)?/?>`)
	quoteMark  = regexp.MustCompile(`^(?:> ?)+`)
	lineBreak  = regexp.MustCompile(`(?i)<br\s*/?>|&nbsp;`)
)

// maxCell is the length in characters up to which a line may be one cell of a
// table; the longest label of the statutory forms has 40.
const maxCell = 60

// line is one line of the text with its page.
type line struct {
	text string
	page int
	rows []string // fields, when the line is divided
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

// StripTags removes the HTML tags that a careless copy left in a text.
func StripTags(s string) string {
	if !strings.ContainsRune(s, '<') && !strings.Contains(s, "&nbsp;") {
		return s
	}
	return strayTag.ReplaceAllString(lineBreak.ReplaceAllString(s, " "), "")
}

// Parse finds the blocks of the given pages of clean text; pages are numbered
// from 1. Every character of the text stands in exactly one block.
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
	for p, page := range pages {
		for l := range strings.Lines(page) {
			l = quoteMark.ReplaceAllString(strings.TrimRight(l, "\n"), "")
			if pageNumber.MatchString(l) || bars.MatchString(l) && markRule.MatchString(l) && strings.ContainsAny(l, "-─━=") {
				continue
			}
			lines = append(lines, line{text: l, page: p + 1, rows: split(l)})
		}
	}
	return lines
}

// tableRun counts the lines of a divided table at the head of lines: divided
// lines, and the blank or short lines between them.
func tableRun(lines []line) int {
	if lines[0].rows == nil {
		return 0
	}
	n, divided := 1, 1
	for i := 1; i < len(lines); i++ {
		if lines[i].rows != nil {
			n, divided = i+1, divided+1
			continue
		}
		if i-n >= 3 || utf8.RuneCountInString(lines[i].text) > maxCell {
			break
		}
	}
	if divided == 1 && !hasValue(lines[0].rows) {
		return 0
	}
	return n
}

func tableBlock(lines []line) extract.Block {
	b := extract.Block{Page: lines[0].page, Rows: []extract.Row{}}
	for _, l := range lines {
		switch {
		case l.rows != nil:
			b.Rows = append(b.Rows, row(l.page, l.rows))
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
