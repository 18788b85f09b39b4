package report

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	arabicDate = `(20\d\d)\s*(?:[-/.]|年)\s*(\d{1,2})\s*(?:[-/.]|月)\s*(\d{1,2})(?:\s*日)?`
	hanDate    = `(二[〇○零O0][〇○零O0一二三四五六七八九]{2})年([元一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日`
	clock      = `(?:[T ]*\d{1,2}:\d{2}(?::\d{2})?)?`
)

var (
	anyDate   = regexp.MustCompile(arabicDate + `|` + hanDate)
	dateAlone = regexp.MustCompile(`^[(\[【]?(?:` + arabicDate + `|` + hanDate + `)` + clock + `[)\]】]?$`)
	// dateLabels in the order of their weight: the day of publication, then
	// the day the document was made.
	dateLabels = []*regexp.Regexp{
		regexp.MustCompile(`(?:发布日期|发布时间|公开日期|公开时间|发文日期|公布日期|公布时间|印发日期|发稿时间|上传时间|录入时间)[\s:|]*(` + arabicDate + `|` + hanDate + `)`),
		regexp.MustCompile(`(?:成文日期|生成日期|成文时间|生成时间|制发日期|日期|时间)[\s:|]+(` + arabicDate + `|` + hanDate + `)`),
	}
	signedWith = regexp.MustCompile(`^(.{0,60}?)\(?(?:` + arabicDate + `|` + hanDate + `)` + clock + `\)?(?:印发|发布)?$`)
)

// findDate returns the day of publication and who signed the report: a
// labelled date, the one below the signature, one that stands alone in the
// head. A date inside a sentence, such as the statistics period, never counts.
func findDate(l *layout) (published, signed string) {
	date, signed := signature(l)
	for _, label := range dateLabels {
		for _, text := range []string{l.preamble, l.closing} {
			for _, loc := range label.FindAllStringSubmatchIndex(text, 4) {
				if d := isoDate(text[loc[2]:loc[3]]); d != "" && !isPeriod(text[loc[3]:]) && !endsWithAny("-"+clipBefore(text, loc[0], 4), otherDates) {
					return d, signed
				}
			}
		}
	}
	if date != "" {
		return date, signed
	}
	for _, p := range l.pieces {
		if d := dateOf(p); d != "" {
			return d, signed
		}
	}
	for _, line := range l.head {
		if utf8.RuneCountInString(line.text) > longRow {
			continue
		}
		for word := range strings.FieldsSeq(line.text) {
			if d := dateOf(word); d != "" {
				return d, signed
			}
		}
	}
	return "", signed
}

// otherDates are words that make a label one of another date.
var otherDates = []string{"更新", "打印", "统计", "截止", "截至", "访问", "办公", "工作", "受理", "当前", "今天"}

// isPeriod reports whether what follows a date makes it the begin of a period.
func isPeriod(after string) bool {
	return startsWithAny(strings.TrimLeft(after, " "), "至", "到", "起", "-", "~", "止")
}

// signature reads the end of the report: the body, and the date below or
// beside it. Each may stand without the other.
func signature(l *layout) (date, signed string) {
	ends := l.endings
	if len(l.headings) == 0 && len(ends) == len(l.pieces) {
		ends = ends[min(1, len(ends)):]
	}
	ends = ends[max(0, len(ends)-14):]
	ends = printedLast(ends)
	for i := len(ends) - 1; i >= 0; i-- {
		s := strings.Trim(ends[i], "()。,")
		if m := signedWith.FindStringSubmatch(s); m != nil {
			d := isoDate(s[len(m[1]):])
			before := strings.TrimRight(m[1], "(:,;")
			if d == "" || endsWithAny(before, []string{"至", "到", "自", "从", "截至", "截止", "-"}) {
				continue
			}
			if date == "" && (before == "" || isOrgan(before) || endsWithDigits(before)) {
				date = d
			}
			s = before
		}
		below := date != "" || i >= len(ends)-4
		if signed == "" && below && isOrgan(s) && utf8.RuneCountInString(s) >= 4 && !containsAny(s, "扫一扫", "打印", "关闭", "附件") {
			signed = s
		}
		if date == "" {
			for word := range strings.FieldsSeq(lastWord(l, ends[i])) {
				if d := dateOf(word); d != "" {
					date = d
				}
			}
		}
	}
	return date, signed
}

// printedLast moves the printer's line (X办公室2022年1月19日印发), which stands
// below the signature, before it: it counts only where there is no signature.
func printedLast(ends []string) []string {
	var lines, others []string
	for _, s := range ends {
		if strings.HasSuffix(s, "印发") {
			lines = append(lines, s)
		} else {
			others = append(others, s)
		}
	}
	return append(lines, others...)
}

// endsWithDigits reports whether a date follows a telephone number or a
// postcode on the same line.
func endsWithDigits(s string) bool {
	return s != "" && s[len(s)-1] >= '0' && s[len(s)-1] <= '9'
}

// lastWord finds the line of an ending again, with its blanks.
func lastWord(l *layout, ending string) string {
	for _, line := range l.tail {
		if len(line.text) >= len(ending) && len(line.text) < 4*longRow && tight(plain(line.text)) == ending {
			return line.text
		}
	}
	return ""
}

func dateOf(s string) string {
	if !dateAlone.MatchString(s) {
		return ""
	}
	return isoDate(s)
}

// isoDate reads the first date of s; it is empty where there is no such day.
func isoDate(s string) string {
	m := anyDate.FindStringSubmatch(s)
	if m == nil {
		return ""
	}
	var y, month, day int
	if m[1] != "" {
		y, _ = strconv.Atoi(m[1])
		month, _ = strconv.Atoi(m[2])
		day, _ = strconv.Atoi(m[3])
	} else {
		y, _ = hanDigits(m[4])
		month, day = ordinalOf(strings.ReplaceAll(m[5], "元", "一")), ordinalOf(m[6])
	}
	t := time.Date(y, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if t.Year() != y || int(t.Month()) != month || t.Day() != day {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", y, month, day)
}
