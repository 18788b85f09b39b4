package report

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/gouji/gouji/extract/han"
)

var (
	// numberAlone is the number of an official document, e.g. X政办〔2020〕5号.
	numberAlone = regexp.MustCompile(`^(\p{Han}[\p{Han}()]{0,14}[〔\[(【<]20\d\d年?[〕\])】>]第?\d{1,5}号)(?:签发人.{0,12})?$`)
	numberLabel = regexp.MustCompile(`(?:发文字号|文件编号|发文文号|文件字号|文号|字号)\s*[:|\t ]\s*(\S[^\n|\t;,。]{4,40}?号)`)
	period      = regexp.MustCompile(`(?:自|从|为|间|限|即)?(20\d\d)年1月(?:1|01)日`)
	inName      = regexp.MustCompile(`(20\d\d)年度?[\p{Han}]{0,30}?信息公开`)
	arabicYear  = regexp.MustCompile(`20\d\d`)
	hanYear     = regexp.MustCompile(`二[〇○零O0][〇○零O0一二三四五六七八九]{2}`)
)

func wideRune(r rune) bool { return han.IsHan(r) }

// findNumber returns the document's own number: a labelled one, or one that
// stands alone in the head. Numbers inside sentences are those of others.
func findNumber(l *layout) string {
	for _, m := range numberLabel.FindAllStringSubmatch(l.preamble, 3) {
		if s := tight(m[1]); numberAlone.MatchString(s) {
			return printedAs(l, s).printed
		}
	}
	for _, p := range l.pieces {
		if m := numberAlone.FindStringSubmatch(p); m != nil {
			return printedAs(l, m[1]).printed
		}
	}
	return ""
}

// findYear returns the year that is reported on: the title's, else the
// statistics period's, else the year that the first sentences give the report.
func findYear(l *layout, t title) *int {
	if y := yearIn(t.text); y != nil {
		return y
	}
	text := tight(l.preamble)
	for _, rule := range []*regexp.Regexp{period, inName} {
		if m := rule.FindStringSubmatch(quoted.ReplaceAllString(text, "")); m != nil {
			return yearIn(m[1])
		}
	}
	return nil
}

func yearIn(s string) *int {
	if m := arabicYear.FindString(s); m != "" {
		y, _ := strconv.Atoi(m)
		return &y
	}
	if m := hanYear.FindString(s); m != "" {
		y, ok := hanDigits(m)
		if ok {
			return &y
		}
	}
	return nil
}

// hanDigits reads digits written one by one, 二〇二〇.
func hanDigits(s string) (int, bool) {
	n := 0
	for _, r := range s {
		d := strings.IndexRune("〇一二三四五六七八九", r) / 3
		switch r {
		case '○', '零', 'O', '0':
			d = 0
		default:
			if !strings.ContainsRune("〇一二三四五六七八九", r) {
				return 0, false
			}
		}
		n = n*10 + d
	}
	return n, true
}
