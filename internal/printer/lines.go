package printer

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"html"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/gouji/gouji/internal/specimen"
)

// printedLines tells on which page and in which line the prose stands. Where
// the lines end is read off the PDF by poppler; the text is the report's own,
// and both must agree on every character.
func printedLines(ctx context.Context, pdf []byte, parts []specimen.Part, t typesetting) ([][]string, error) {
	text, err := pdfText(ctx, pdf, "-bbox")
	if err != nil {
		return nil, err
	}
	var prose strings.Builder
	for _, p := range parts {
		if p.Table == nil {
			prose.WriteString(p.Text + "\n")
		}
	}
	rest := []rune(prose.String())
	var pages [][]string
	for number, page := range pagesOf(text) {
		foot := t.pageNumber(number + 1)
		var lines []string
		footed := false
		for _, seen := range page.lines(t.size * 0.6) {
			if seen == "" {
				continue
			}
			if seen == solid(foot) {
				footed = true
				continue
			}
			var own string
			if own, rest, err = take(rest, seen); err != nil {
				return nil, fmt.Errorf("printer: page %d: %w", number+1, err)
			}
			lines = append(lines, own)
		}
		if !footed {
			return nil, fmt.Errorf("printer: page %d is printed without its number", number+1)
		}
		pages = append(pages, append(lines, strings.TrimSpace(foot)))
	}
	if left := solid(string(rest)); left != "" {
		return nil, fmt.Errorf("printer: not printed: %.60s", left)
	}
	return pages, nil
}

// plainPages finds the pages on which the whole report shows no more than its prose.
func plainPages(ctx context.Context, whole, prose []byte) ([]bool, error) {
	all, err := pdfText(ctx, whole, "-raw")
	if err != nil {
		return nil, err
	}
	some, err := pdfText(ctx, prose, "-raw")
	if err != nil {
		return nil, err
	}
	left, right := strings.Split(all, "\f"), strings.Split(some, "\f")
	if len(left) != len(right) {
		return nil, fmt.Errorf("printer: %d pages with tables and %d without", len(left)-1, len(right)-1)
	}
	plain := make([]bool, len(left)-1) // a form feed stands behind every page
	for i := range plain {
		plain[i] = solid(left[i]) == solid(right[i])
	}
	return plain, nil
}

// take cuts the text of one printed line off the prose.
func take(prose []rune, seen string) (own string, rest []rune, err error) {
	i := 0
	for _, want := range seen {
		for i < len(prose) && unicode.IsSpace(prose[i]) {
			i++
		}
		if i == len(prose) || solid(string(prose[i])) != string(want) {
			return "", nil, fmt.Errorf("printed %.40q where the report says %.40q", seen, string(prose[:min(i+20, len(prose))]))
		}
		i++
	}
	return strings.TrimSpace(string(prose[:i])), prose[i:], nil
}

// solid is a text without blanks and with one code point for a character:
// a PDF may give ⽂ for 文.
func solid(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case unicode.IsSpace(r) || r == '\u200b':
		case r >= 0x2e80 && r <= 0x2fdf || r >= 0xf900 && r <= 0xfaff:
			b.WriteString(norm.NFKC.String(string(r)))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// sheetOfWords is a page as poppler reads it.
type sheetOfWords []word

// word is a run of characters and the middle of its place, in points.
type word struct {
	x, y float64
	text string
}

var (
	pageMark = regexp.MustCompile(`<page `)
	wordMark = regexp.MustCompile(`<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="[\d.-]+" yMax="([\d.-]+)">(.*)</word>`)
)

func pagesOf(bbox string) []sheetOfWords {
	var pages []sheetOfWords
	for _, text := range pageMark.Split(bbox, -1)[1:] {
		var page sheetOfWords
		for _, m := range wordMark.FindAllStringSubmatch(text, -1) {
			left, _ := strconv.ParseFloat(m[1], 64)
			top, _ := strconv.ParseFloat(m[2], 64)
			bottom, _ := strconv.ParseFloat(m[3], 64)
			page = append(page, word{x: left, y: (top + bottom) / 2, text: html.UnescapeString(m[4])})
		}
		pages = append(pages, page)
	}
	return pages
}

// lines are the words joined line by line: those whose middles differ by less
// than apart stand on one line.
func (p sheetOfWords) lines(apart float64) []string {
	slices.SortStableFunc(p, func(a, b word) int { return cmp.Compare(a.y, b.y) })
	var lines []string
	for len(p) > 0 {
		n := 1
		for n < len(p) && p[n].y-p[n-1].y < apart {
			n++
		}
		line := slices.Clone(p[:n])
		slices.SortStableFunc(line, func(a, b word) int { return cmp.Compare(a.x, b.x) })
		text := ""
		for _, w := range line {
			text += w.text
		}
		lines = append(lines, solid(text))
		p = p[n:]
	}
	return lines
}

// pdfText is what pdftotext prints for a PDF.
func pdfText(ctx context.Context, pdf []byte, option string) (string, error) {
	cmd := exec.CommandContext(ctx, "pdftotext", option, "-enc", "UTF-8", "-", "-")
	cmd.Stdin = bytes.NewReader(pdf)
	out, err := cmd.Output()
	if errors.Is(err, exec.ErrNotFound) {
		return "", errors.New("printer: pdftotext is not installed: run: apt-get install poppler-utils")
	}
	if err != nil {
		return "", fmt.Errorf("printer: pdftotext: %w", err)
	}
	return string(out), nil
}
