package report

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/extract/han"
)

// organEnds are the words that the name of a public body ends with.
var organEnds = []string{
	"人民政府", "政府", "办公室", "办公厅", "政府办", "委办", "委员会", "管委会", "居委会", "村委会", "工委",
	"办事处", "街道办", "局", "厅", "委", "署", "院", "处", "所", "站", "总队", "支队", "大队", "中心", "分局", "社",
	"大学", "学院", "学校", "中学", "小学", "医院", "幼儿园", "公司", "集团", "协会", "联合会", "总工会", "馆", "部", "法院", "检察院", "公积金",
}

// placeEnds are the words that the name of a place ends with.
var placeEnds = []string{
	"省", "市", "县", "区", "镇", "乡", "街道", "旗", "州", "盟", "苏木", "地区", "矿区", "林区", "新城", "农场", "园区", "兵团", "师", "团",
}

func isOrgan(s string) bool { return isName(s) && endsWithAny(s, organEnds) }

func isPlace(s string) bool { return isName(s) && endsWithAny(s, placeEnds) }

// isName reports whether s may be one name: Chinese characters only, of a
// bearable length, and no word of a sentence.
func isName(s string) bool {
	if n := utf8.RuneCountInString(s); n < 2 || n > 40 {
		return false
	}
	for _, r := range s {
		if !han.IsHan(r) && !strings.ContainsRune("()、·", r) {
			return false
		}
	}
	return !startsWithAny(s, "我", "本", "该", "各", "全", "由", "与", "向", "请") &&
		!containsAny(s, "国务院", "联系", "发布", "公布", "负责", "承担", "信息公开工作", "是否", "等部门", "级政府", "链接", "国家部委")
}

func endsWithAny(s string, ends []string) bool {
	for _, e := range ends {
		if strings.HasSuffix(s, e) && len(s) > len(e) {
			return true
		}
	}
	return false
}

func containsAny(s string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

var (
	organLabel  = regexp.MustCompile(`(?:发布机构|发布机关|发文机关|发文单位|发文机构|制发机关|制发单位|发布单位|公开机构|公开单位|公开主体|公开责任部门|责任部门|编制单位|编制机关)[\s:|]+([^\s:|;,。]{2,40})`)
	sourceLabel = regexp.MustCompile(`(?:信息来源|文章来源|稿件来源|来源)[\s:|]+([^\s:|;,。]{2,40})`)
	// otherLabel is the label that follows a value without a blank.
	otherLabel = regexp.MustCompile(`发布|生成|成文|发文|文号|主题|索引|名称|标题|时间|日期|浏览|点击|字体|字号`)
	// compiled: "本报告由X编制", "X编制完成了本报告".
	compiledBy = regexp.MustCompile(`由(\p{Han}{3,40}?)(?:汇总|编制|组织编|根据|按照|负责编|综合|起草|编写|撰写)`)
	compiles   = regexp.MustCompile(`(\p{Han}{3,40}?)(?:组织|认真|特|汇总|负责)*(?:编制|编写|撰写|起草)(?:完成|形成)?了?(?:本|20\d\d|\p{Han}{0,6}年度)`)
	quoted     = regexp.MustCompile(`《[^《》]{0,200}》|“[^“”]{0,100}”`)
)

// findIssuer tells who issued the report: a label, the signature, a line of
// its own in the head, the organ in the title, the source of the web page, the
// first sentences, and last the place in the title, whose government it is.
func findIssuer(l *layout, t title, signed string) string {
	subject := t.subject()
	if s := labelled(organLabel, l.preamble); s != "" {
		return expand(s, subject)
	}
	if signed != "" {
		return expand(signed, subject)
	}
	for _, p := range l.pieces {
		if p = strings.TrimSuffix(p, "文件"); isOrgan(p) && sameStart(p, subject) {
			return p
		}
	}
	if isOrgan(subject) {
		return subject
	}
	if s := labelled(sourceLabel, l.preamble); s != "" {
		return s
	}
	if s := organInSentence(l, subject); s != "" {
		return s
	}
	return governmentOf(subject, l)
}

// sameStart reports whether a body belongs to the place or body of the title,
// by the first two characters.
func sameStart(organ, subject string) bool {
	return subject == "" || strings.HasPrefix(organ, clip(subject, 2, false))
}

func labelled(label *regexp.Regexp, text string) string {
	for _, m := range label.FindAllStringSubmatch(text, 4) {
		s := m[1]
		if loc := otherLabel.FindStringIndex(s); loc != nil {
			s = s[:loc[0]]
		}
		if isOrgan(s) && !containsAny(s, "网站", "门户", "日报") {
			return s
		}
	}
	return ""
}

func organInSentence(l *layout, subject string) string {
	text := quoted.ReplaceAllString(tight(strings.ReplaceAll(l.preamble, "\n", "")), "")
	if named := namedInSentence(text); named.text != "" {
		if s := named.subject(); isOrgan(s) {
			return s
		}
	}
	for _, rule := range []*regexp.Regexp{compiledBy, compiles} {
		for _, m := range rule.FindAllStringSubmatch(text, 4) {
			s := afterVerb(m[1])
			if s = expand(s, subject); isOrgan(s) {
				return s
			}
		}
	}
	return ""
}

// expand completes a name that only the report itself makes clear:
// 区管委会办公室 in a report of X区 is X区管委会办公室, and 区教育局 in a report
// of X区教育局 is that bureau.
func expand(name, subject string) string {
	r, size := utf8.DecodeRuneInString(name)
	if !strings.ContainsRune("省市区县旗州镇乡", r) {
		return name
	}
	if isOrgan(subject) && !strings.HasSuffix(subject, "政府") {
		return subject
	}
	place := subject
	if at := strings.LastIndex(place, "人民政府"); at > 0 {
		place = place[:at]
	}
	if !strings.HasSuffix(place, string(r)) {
		return name
	}
	return place + name[size:]
}

// governmentOf names the government of the place in a title. A zone has no
// government: its committee counts where the text names it.
func governmentOf(place string, l *layout) string {
	switch {
	case !isPlace(place):
		return ""
	case strings.HasSuffix(place, "街道"):
		return place + "办事处"
	case endsWithAny(place, []string{"开发区", "新区", "试验区", "实验区", "示范区", "园区", "度假区", "合作区", "保税区", "管理区", "高新区", "经开区", "新城", "农场", "风景区"}):
		for _, end := range []string{"管理委员会", "管委会", "人民政府"} {
			if strings.Contains(l.preamble+l.closing, place+end) {
				return place + end
			}
		}
		return place
	case endsWithAny(place, []string{"省", "市", "县", "区", "镇", "乡", "旗", "州", "苏木"}):
		return place + "人民政府"
	}
	return place
}
