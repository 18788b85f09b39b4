package text

import (
	"encoding/csv"
	"regexp"
	"strings"
	"unicode"

	"github.com/gouji/gouji/extract"
)

var (
	// bars are the characters that people and programs draw table columns with.
	bars     = regexp.MustCompile(`[|｜│┃¦]`)
	markRule = regexp.MustCompile(`^[\s|｜│┃¦:+=─━┼├┤┬┴┌┐└┘-]*$`)
	gap      = regexp.MustCompile(` {2,}`)
	number   = regexp.MustCompile(`^[-−–—－+]?\d[\d,，]*(?:\.\d+)?\s*(?:[万萬亿億]?元|[件条條项項个個份宗次])?$`)
	blankish = regexp.MustCompile(`^(?:[-−–—－/／\\]+|[无無])$`)
	heading  = regexp.MustCompile(`^#{1,6}\s+`)
)

// maxFields is how many fields a row of a table has at most; more are a ruling
// or noise. The widest statutory row has 15.
const maxFields = 200

// split divides a line into fields, or returns nil when the line is not
// divided by tabs, bars or blanks.
func split(line string) []string {
	if strings.Count(line, "\t") > maxFields || strings.Count(line, "|") > maxFields {
		return nil
	}
	switch {
	case strings.Contains(strings.TrimLeft(line, "\t "), "\t"):
		return trimAll(strings.Split(line, "\t"))
	case bars.MatchString(line):
		return splitBars(line)
	}
	line = strings.TrimSpace(line)
	if fields := gap.Split(line, -1); len(fields) > 1 {
		return splitTails(trimAll(fields))
	}
	if fields := splitCSV(line); fields != nil {
		return fields
	}
	return splitNumbers(line)
}

// splitCSV divides a line of comma or semicolon separated values: a label, and
// behind it nothing but figures and empty fields.
func splitCSV(line string) []string {
	for _, comma := range []rune{',', ';'} {
		if strings.Count(line, string(comma)) < 2 {
			continue
		}
		r := csv.NewReader(strings.NewReader(line))
		r.Comma, r.LazyQuotes = comma, true
		fields, err := r.Read()
		if err != nil || !csvRow(trimAll(fields)) {
			continue
		}
		return fields
	}
	return nil
}

func csvRow(fields []string) bool {
	values, label := 0, ""
	for _, f := range fields {
		switch {
		case isValue(f):
			values++
		case f == "":
		case values > 0:
			return false
		default:
			label = f
		}
	}
	return values >= 2 && hasHan(label) && !strings.ContainsAny(label[len(label)-1:], "0123456789")
}

// splitBars divides at bars. A bar that frames the line is not a divider; one
// with a blank on its outer side stands beside an empty field, unless both ends
// show that the whole table is framed and indented.
func splitBars(line string) []string {
	trimmed := strings.TrimSpace(line)
	first, last := bars.FindStringIndex(trimmed), bars.FindAllStringIndex(trimmed, -1)
	opens := first[0] == 0
	closes := last[len(last)-1][1] == len(trimmed)
	indented := !strings.HasPrefix(line, trimmed[:1])
	spaced := strings.HasSuffix(line, " ")
	if opens && (!indented || closes && !spaced) {
		trimmed = trimmed[first[1]:]
	}
	fields := bars.Split(trimmed, -1)
	if n := len(fields); n > 1 && closes && (!spaced || opens && !indented) {
		fields = fields[:n-1]
	}
	return trimAll(fields)
}

// splitNumbers divides a line that ends in at least three numbers or dashes
// with single blanks between them, as pdftotext -raw prints a row.
func splitNumbers(line string) []string {
	tokens := strings.Fields(line)
	first := len(tokens)
	for first > 0 && isValue(tokens[first-1]) {
		first--
	}
	if len(tokens)-first < 3 {
		return nil
	}
	var fields []string
	if first > 0 {
		fields = append(fields, strings.Join(tokens[:first], " "))
	}
	return append(fields, tokens[first:]...)
}

// splitTails divides the last fields further when the columns of an aligned
// table touch: "标签 8 0" followed by wider gaps.
func splitTails(fields []string) []string {
	out := make([]string, 0, len(fields))
	for _, f := range fields {
		if parts := splitNumbers(f); len(parts) > 1 {
			out = append(out, parts...)
			continue
		}
		out = append(out, f)
	}
	return out
}

func isValue(s string) bool { return number.MatchString(s) || blankish.MatchString(s) }

func trimAll(fields []string) []string {
	for i, f := range fields {
		fields[i] = strings.TrimSpace(f)
	}
	return fields
}

func row(page int, texts []string) extract.Row {
	r := extract.Row{Page: page, Fields: make([]extract.Field, len(texts))}
	for i, t := range texts {
		r.Fields[i].Text = strings.TrimSpace(strings.ReplaceAll(heading.ReplaceAllString(t, ""), "**", ""))
	}
	return r
}

func hasHan(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}
