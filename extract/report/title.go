package report

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// title is the report's name: in simplified characters for the rules and as
// it is printed.
type title struct {
	text    string
	printed string
}

// name is what a report of this kind is called at the end of its title.
const name = `(?:政府信息|政务信息|信息|政务)公开(?:工作)?(?:\p{Han}{0,6}?(?:20\d\d年度?)?)(?:年度工作报告|年度报告|工作报告|情况的?报告|总结报告|报告|年报)`

// year is a year as titles write it.
const yearPattern = `(?:20\d\d|二[〇○零O0][〇○零O0一二三四五六七八九]{2})`

var (
	wholeTitle  = regexp.MustCompile(`^[\p{Han}○()·“”"、\-\d]{0,60}?` + name + `(?:\(.{1,12}\)|的(?:公示|公告|通知|函))?$`)
	gluedTitle  = regexp.MustCompile(`^([\p{Han}()·“”、]{0,40}` + yearPattern + `年?度?[\p{Han}()、]{0,30}?` + name + `)(?:根据|依据|按照|为|本|现|一、|引言|来源|发布|时间|\()`)
	titleLabel  = regexp.MustCompile(`^\|? ?(?:标题|文件标题|信息标题|文件名称|信息名称|名称|题目)\s*[:|\t]\s*([^\n|\t]{4,80})`)
	inSentence  = regexp.MustCompile(`([\p{Han}()、]{0,40}?)(` + yearPattern + `年度?)([\p{Han}()、]{0,30}?` + name + `)`)
	titleYear   = regexp.MustCompile(yearPattern + `年?度?`)
	yearAlone   = regexp.MustCompile(`^\(` + yearPattern + `年?度?\)$`)
	titleName   = regexp.MustCompile(name)
	doubtful    = regexp.MustCompile(`[>《》:;。,]`)
	siteSuffix  = regexp.MustCompile(`[_|>]|\s[-–—]+\s|--`)
	sentenceEnd = regexp.MustCompile(`^.*(?:向社会公众公布|向社会公开|向社会公布|向社会发布|现公布|现发布|现将|公布|发布|编制完成|编制了|编制|形成|公开|撰写|提交|做好|现就|的是)`)
)

// findTitle looks for a label, a line of its own (or several that together
// make a title), the page's own title, the start of a long line, and last the
// name that the first sentences give the report.
func findTitle(l *layout, hint string) title {
	for _, line := range l.head {
		if m := titleLabel.FindStringSubmatch(line.text); m != nil {
			return printedAs(l, tight(m[1]))
		}
	}
	best, strength := ownLine(l.pieces)
	if strength >= 2 {
		return printedAs(l, best)
	}
	if word := ownWord(l.head); word != "" {
		return printedAs(l, word)
	}
	if t := fromHint(hint); t.text != "" {
		return t
	}
	if best != "" {
		return printedAs(l, best)
	}
	for _, line := range l.head {
		if m := gluedTitle.FindStringSubmatch(tight(clip(line.text, 120, false))); m != nil {
			return printedAs(l, m[1])
		}
	}
	if t := namedInSentence(quoted.ReplaceAllString(tight(strings.ReplaceAll(l.preamble, "\n", "")), "")); t.text != "" {
		return printedAs(l, t.text)
	}
	return heading1(l, hint)
}

// ownLine finds the title among the short lines, alone or joined with up to
// three lines before it. Strength counts what it names: a year, a body or place.
func ownLine(pieces []string) (best string, strength int) {
	const most = 4
	strength = -1
	pieces = pieces[:min(len(pieces), 80)]
	for i, first := range pieces {
		joined := ""
		for k := 0; k < most && i+k < len(pieces); k++ {
			piece := pieces[i+k]
			if doubtful.MatchString(piece) || k > 0 && !beginsTitle(first) {
				break
			}
			if joined += piece; utf8.RuneCountInString(joined) > 80 {
				break
			}
			if !wholeTitle.MatchString(joined) || isOrgan(first) && namesItself(joined[len(first):]) {
				continue
			}
			if next := i + k + 1; next < len(pieces) && yearAlone.MatchString(pieces[next]) {
				joined += pieces[next]
			}
			if s := titleStrength(joined); s > strength {
				best, strength = joined, s
			}
			break
		}
	}
	return best, strength
}

// ownWord finds a title that shares its line with the words of a web page.
func ownWord(lines []line) string {
	for _, l := range lines {
		for word := range strings.FieldsSeq(clip(plain(l.text), 1000, false)) {
			if len(word) < 200 && !doubtful.MatchString(word) && wholeTitle.MatchString(word) && titleStrength(word) > 2 {
				return word
			}
		}
	}
	return ""
}

// namesItself reports whether a title names its body without the line before
// it, which then is a heading or a link of its own.
func namesItself(s string) bool {
	if !wholeTitle.MatchString(s) {
		return false
	}
	subject := (title{text: s}).subject()
	return subject != "" && subject != "办公室" && subject != "办公厅"
}

// beginsTitle reports whether a line may be the first of several that make a title.
func beginsTitle(s string) bool {
	return isOrgan(s) || isPlace(s) || titleYear.MatchString(s) && !dateAlone.MatchString(s) || endsWithAny(s, []string{"关于", "的", "、"})
}

func titleStrength(s string) int {
	n := 0
	if titleYear.MatchString(s) {
		n += 2
	}
	if (title{text: s}).subject() != "" {
		n++
	}
	return n
}

// subject is the body or place that a title names: what is left without the
// year and the kind of report.
func (t title) subject() string {
	s := t.text
	if loc := titleName.FindStringIndex(s); loc != nil {
		s = s[:loc[0]]
	}
	s = titleYear.ReplaceAllString(s, "")
	s = strings.TrimLeft(s, "年度-、")
	s = strings.Trim(s, "()“”")
	for _, word := range []string{"年度", "关于公布", "关于印发", "关于"} {
		s = strings.TrimPrefix(strings.TrimSuffix(s, word), word)
	}
	if strings.HasSuffix(s, "政府") && !strings.HasSuffix(s, "人民政府") && len(s) > len("政府") {
		s = strings.TrimSuffix(s, "政府") + "人民政府"
	}
	if startsWithAny(s, "我", "本") {
		return ""
	}
	return s
}

func fromHint(hint string) title {
	for _, part := range siteSuffix.Split(clip(hint, 300, false), -1) {
		printed := tight(plain(part))
		if s := simple(printed); wholeTitle.MatchString(s) && titleStrength(s) > 0 {
			return title{text: s, printed: foldDigits(printed)}
		}
	}
	return title{}
}

// namedInSentence reads the report's name out of a sentence such as
// “现将X县人民政府2020年政府信息公开工作年度报告公布如下”.
func namedInSentence(text string) title {
	for _, m := range inSentence.FindAllStringSubmatch(text, 6) {
		before := afterVerb(m[1])
		s := before + m[2] + m[3]
		if subject := (title{text: s}).subject(); subject != "" && (isOrgan(subject) || isPlace(subject)) {
			return title{text: s}
		}
	}
	return title{}
}

// afterVerb drops the beginning of a sentence up to the verb before a name.
func afterVerb(s string) string {
	if verb := sentenceEnd.FindString(s); len(verb) < len(s) {
		s = s[len(verb):]
	}
	return strings.TrimLeft(s, "了的、")
}

// printedAs returns the title with the characters of the document: rules work
// on simplified text, a traditional report shows traditional characters.
func printedAs(l *layout, text string) title {
	t := title{text: text, printed: text}
	var raw strings.Builder
	for _, line := range l.head {
		raw.WriteString(tight(plain(line.raw)))
		if raw.Len() > 3*maxHead {
			break
		}
	}
	printed := raw.String()
	folded := simple(printed)
	at := strings.Index(folded, text)
	if at < 0 || utf8.RuneCountInString(folded) != utf8.RuneCountInString(printed) {
		return t
	}
	_, rest := splitRunes(printed, utf8.RuneCountInString(folded[:at]))
	if at == 0 {
		rest = printed
	}
	shown, _ := splitRunes(rest, utf8.RuneCountInString(text))
	t.printed = foldDigits(shown)
	return t
}

// foldDigits makes full-width digits and letters plain.
func foldDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '０' && r <= '９' || r >= 'Ａ' && r <= 'Ｚ' || r >= 'ａ' && r <= 'ｚ' {
			return r - 0xfee0
		}
		return r
	}, s)
}

// heading1 is the title of a document of another kind: the page's title or a
// first line that is one by its looks.
func heading1(l *layout, hint string) title {
	if part := strings.TrimSpace(siteSuffix.Split(clip(hint, 200, false), 2)[0]); utf8.RuneCountInString(part) >= 4 {
		return title{text: simple(part), printed: part}
	}
	if len(l.lines) < 2 || len(l.head) == 0 {
		return title{}
	}
	first := l.head[0]
	s := tight(plain(first.raw))
	n := utf8.RuneCountInString(s)
	if n < 4 || n > 60 || strings.ContainsAny(first.raw, "\t|。；;:：，") || !strings.ContainsFunc(s, wideRune) {
		return title{}
	}
	if numberAlone.MatchString(tight(first.text)) || dateAlone.MatchString(tight(first.text)) {
		return title{}
	}
	return title{text: simple(s), printed: foldDigits(s)}
}
