package report

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/extract"
)

// heading is a line that opens a numbered part of the document.
type heading struct {
	line    int // index into the lines of the layout
	number  int
	numeral string // as printed
	title   string // as printed
	rest    string // what follows the title in the same line
	part    int    // 1 to 6 for the parts of the statutory report, 7 for its statistics, else 0
}

const numerals = "一二三四五六七八九十"

// parts are the words that tell the six parts of an annual report, and the
// statistics that reports had before 2019. The first match counts.
var parts = []struct {
	part  int
	words []string
}{
	{7, []string{"统计表", "附表"}},
	{5, []string{"问题", "改进", "不足", "困难"}},
	{4, []string{"复议", "诉讼"}},
	{6, []string{"其他需要", "其它需要", "需要报告", "需要说明", "其他报告", "其他事项", "其他情况", "其他有关"}},
	{3, []string{"收到和处理", "依申请公开", "公开申请"}},
	{2, []string{"主动公开"}},
	{1, []string{"总体", "概述", "概况", "基本情况"}},
}

// tableRows are the rows of the third table that are numbered like sections.
var tableRows = []string{"本年新收", "上年结转", "本年度办理结果", "办理结果", "结转下", "申请人情况"}

func partOf(title string) int {
	for _, p := range parts {
		for _, w := range p.words {
			if strings.Contains(title, w) {
				return p.part
			}
		}
	}
	return 0
}

// leadingNumeral reads "一、" or "第一部分" at the start of s.
func leadingNumeral(s string) (number int, numeral, rest string, ok bool) {
	body, ordinal := strings.CutPrefix(s, "第")
	end := strings.IndexFunc(body, func(r rune) bool { return !strings.ContainsRune(numerals, r) })
	if end <= 0 || end > 9 {
		return 0, "", "", false
	}
	numeral, rest = body[:end], strings.TrimLeft(body[end:], " ")
	if ordinal {
		if rest, ok = strings.CutPrefix(rest, "部分"); !ok {
			return 0, "", "", false
		}
		return ordinalOf(numeral), numeral, strings.TrimLeft(rest, " 、.:,"), true
	}
	r, size := utf8.DecodeRuneInString(rest)
	if !strings.ContainsRune("、.,．，", r) || size == 0 {
		return 0, "", "", false
	}
	return ordinalOf(numeral), numeral, strings.TrimLeft(rest[size:], " 、."), true
}

// ordinalOf reads 一 to 九十九.
func ordinalOf(numeral string) int {
	n := 0
	for _, r := range numeral {
		digit := slices.Index([]rune(numerals), r) + 1
		switch {
		case digit == 10 && n == 0:
			n = 10
		case digit == 10:
			n *= 10
		default:
			n += digit
		}
	}
	return n
}

// headingOf reads a line as a heading.
func headingOf(at int, l line) (heading, bool) {
	printed := plain(l.raw)
	number, numeral, rest, ok := leadingNumeral(printed)
	if !ok || rest == "" {
		return heading{}, false
	}
	s := simple(rest)
	for _, row := range tableRows {
		if strings.HasPrefix(tight(s), row) {
			return heading{}, false
		}
	}
	n := titleLength(s)
	if n == 0 {
		return heading{}, false
	}
	title, rest := splitRunes(rest, n)
	h := heading{line: at, number: number, numeral: numeral, title: tight(title),
		rest: strings.TrimLeft(rest, " \t:：。.，,"), part: partOf(simple(title))}
	if h.part == 0 && (h.rest != "" || strings.ContainsAny(l.raw, "\t|")) {
		return heading{}, false
	}
	return h, true
}

// titleEnds are the words that a section title ends with.
var titleEnds = []string{"情况说明", "情况", "措施", "事项", "统计表", "概述", "概况", "附表", "问题"}

// titleLength returns the number of runes of the section title at the start
// of s (simplified): all of a short line, or up to a word that ends a title.
// It is 0 where there is no title.
func titleLength(s string) int {
	const longest = 40
	stop := strings.IndexAny(s, "。;!?\t|")
	if stop < 0 {
		stop = len(s)
	}
	whole := strings.TrimRight(s[:stop], " :,")
	end := 0
	within := clip(s[:stop], longest, false)
	for _, w := range titleEnds {
		for at := 0; ; {
			i := strings.Index(within[at:], w)
			if i < 0 {
				break
			}
			at += i + len(w)
			if goesOn := w == "问题" && startsWithAny(s[at:], "及", "和", "与", "、", "以及", "情况"); goesOn || partOf(s[:at]) == 0 {
				continue
			}
			if end == 0 || at < end {
				end = at
			}
			break
		}
	}
	complete := strings.TrimRight(s, " :,。;.") == whole && utf8.RuneCountInString(whole) <= longest && !strings.ContainsAny(whole, "0123456789")
	switch {
	case end == 0 && complete, complete && endsTitle(whole[end:]):
		return utf8.RuneCountInString(whole)
	case end == 0 || strings.ContainsAny(s[:end], "0123456789"):
		return 0
	}
	return utf8.RuneCountInString(s[:end])
}

// endsTitle reports whether what follows a complete title in a short line
// still belongs to it (及措施, 说明) and is not the text below the heading.
func endsTitle(s string) bool {
	return s == "" || startsWithAny(s, "说明", "及", "和", "与", "、", "以及", "概述", "的")
}

func startsWithAny(s string, prefixes ...string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

func splitRunes(s string, n int) (string, string) {
	head := clip(s, n, false)
	if utf8.RuneCountInString(s) <= n {
		return s, ""
	}
	return head, s[len(head):]
}

// splitAtHeadings divides a long line, as a crawler or a careless paste leaves
// it, before each statutory heading that is glued into it.
func splitAtHeadings(raw string) []string {
	if len(raw) < 3*longRow {
		return []string{raw}
	}
	var out []string
	from := 0
	for at := 0; at < len(raw); {
		comma := strings.Index(raw[at:], "、")
		if comma < 0 {
			break
		}
		comma += at
		at = comma + len("、")
		start := comma
		for start > from {
			r, size := utf8.DecodeLastRuneInString(raw[from:start])
			if !strings.ContainsRune(numerals, r) || comma-start >= 6 {
				break
			}
			start -= size
		}
		if start < comma && start > from && opensPart(raw[from:start], raw[start:]) {
			out = append(out, raw[from:start])
			from = start
		}
	}
	return append(out, raw[from:])
}

// statutory are beginnings of titles that no sentence has, so that they open
// a part wherever they stand.
var statutory = []string{"主动公开政府信息情况", "收到和处理政府信息", "政府信息公开行政复议", "存在的主要问题及改进", "其他需要报告的事项"}

// opensPart reports whether s begins with a statutory heading and before ends
// where one may begin: after a sentence, a blank, a table's last figure.
func opensPart(before, s string) bool {
	r, _ := utf8.DecodeLastRuneInString(before)
	_, _, title, _ := leadingNumeral(clip(s, 20, false))
	if !startsWithAny(simple(title), statutory...) && !endsWithAny(before, titleEnds) && !strings.ContainsRune(" \t\u3000。；;！!？?）)】”>|0123456789０１２３４５６７８９-—", r) {
		return false
	}
	_, _, rest, ok := leadingNumeral(clip(s, 60, false))
	if !ok {
		return false
	}
	rest = simple(rest)
	for _, row := range tableRows {
		if strings.HasPrefix(rest, row) {
			return false
		}
	}
	n := titleLength(rest)
	return n > 0 && partOf(clip(rest, n, false)) > 0
}

// findHeadings returns the headings of the sections in their order.
func findHeadings(lines []line) []heading {
	var all []heading
	for i, l := range lines {
		if h, ok := headingOf(i, l); ok {
			all = append(all, h)
		}
	}
	if known := chooseParts(all, len(lines)); len(known) >= 3 {
		return withOthers(known, all)
	}
	return sequence(all)
}

// chooseParts takes one heading for each statutory part. Of several, as a
// table of contents and inner headings make them, it takes the one with the
// part's own number, then the one with most text behind it, then the last.
func chooseParts(all []heading, end int) []heading {
	best := map[int]int{}
	size := func(i int) int {
		if i+1 < len(all) {
			return all[i+1].line - all[i].line + len(all[i].rest)
		}
		return end - all[i].line + len(all[i].rest)
	}
	for i, h := range all {
		if h.part == 0 {
			continue
		}
		j, taken := best[h.part]
		own, other := h.number == h.part, taken && all[j].number == all[j].part
		if !taken || own && !other || own == other && size(i) >= size(j) {
			best[h.part] = i
		}
	}
	var out []heading
	for i, h := range all {
		if j, ok := best[h.part]; ok && j == i {
			out = append(out, h)
		}
	}
	return out
}

// withOthers adds the headings of other parts where their number goes on from
// the heading before.
func withOthers(known, all []heading) []heading {
	var out []heading
	number := 0
	for _, h := range all {
		if slices.ContainsFunc(known, func(k heading) bool { return k.line == h.line }) {
			out, number = append(out, h), h.number
			continue
		}
		next := slices.IndexFunc(known, func(k heading) bool { return k.line > h.line })
		if h.part == 0 && h.number == number+1 && (next < 0 || h.number < known[next].number) {
			out, number = append(out, h), h.number
		}
	}
	return out
}

// sequence keeps the headings whose numbers go on from one to the next.
func sequence(all []heading) []heading {
	var out []heading
	number := 0
	for _, h := range all {
		if h.number == number+1 || h.number == 1 && h.part == 0 && number > 1 {
			out, number = append(out, h), h.number
		}
	}
	return out
}

// sections gives each heading the text up to the next one.
func (l *layout) sections() []extract.Section {
	out := []extract.Section{}
	for i, h := range l.headings {
		end := len(l.lines)
		if i+1 < len(l.headings) {
			end = l.headings[i+1].line
		}
		var b strings.Builder
		b.WriteString(h.rest)
		for _, line := range l.lines[h.line+1 : end] {
			if b.Len() > 0 {
				b.WriteByte('\n')
			}
			b.WriteString(line.raw)
		}
		out = append(out, extract.Section{Number: h.numeral, Title: h.title, Page: l.lines[h.line].page, Text: b.String()})
	}
	return out
}
