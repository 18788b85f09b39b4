package check

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// kind is what a statement of the prose counts.
type kind string

// The kinds are the last parts of the rules prose.*.
const (
	received        kind = "received"
	carriedIn       kind = "carried_in"
	answered        kind = "answered"
	carriedOut      kind = "carried_out"
	reconsideration kind = "reconsideration"
	litigation      kind = "litigation"
)

// statement is one figure that the prose states.
type statement struct {
	kind   kind
	value  int
	newly  bool   // received: expressly without what was carried in
	handle bool   // answered: 办理 says only that they were dealt with
	scoped bool   // of narrower or other scope than the table
	clause string // where it stands, for the message
	page   int
}

const unit = `(?:件次|人次|件|条|宗|份|个|项|起|例|桩|次)`

var (
	// word finds the words that introduce a figure, and the figures.
	word = regexp.MustCompile(`(?P<in>(?:上一?年度?|去年|往年)(?:度)?(?:结转|转接|延续)|结转(?:自|的)?上一?年度?)|` +
		`(?P<out>结转(?:至|到|入)?(?:下一?年度?|次年|明年|翌年|20\d\d年)|转(?:至|到|入)(?:下一?年度?|次年)|顺延(?:至|到)?(?:下一?年度?|次年)?|跨年度?办理|延期至下年度?)|` +
		`(?P<review>行政复议)|(?P<suit>行政诉讼|诉讼)|` +
		`(?P<new>新收到?|新增|新受理)|(?P<receive>收到|受理|接收到?|接到|收受)|(?P<answer>答复|办结|办理完毕|办理完成|回复)|(?P<handle>办理|处理)|` +
		`(?P<figure>` + numeral + `)(?P<unit>` + unit + `)?`)
	groups = word.SubexpNames()

	// topics are the words without which a sentence states no figure of the tables.
	topics        = []string{"申请", "信息公开件", "复议", "诉讼", "结转", "顺延", "受理", "答复", "办结", "办理"}
	aboutRequests = []string{"信息公开申请", "公开申请", "依申请", "申请公开", "信息公开件", "信息公开事项", "信息申请"}
	// foreign are the things besides requests that an organ receives and answers.
	foreign = []string{"建议", "提案", "投诉", "举报", "信访", "信箱", "留言", "热线", "来电", "来信", "诉求", "咨询", "求助", "工单", "12345", "问题", "意见", "邮件", "许可", "审批", "救助", "补贴", "补助", "低保", "证照"}
	// narrower are the words that make a figure one of a part or of another time.
	narrower = []string{"其中", "本级", "代表", "各乡镇", "各镇", "各街道", "各部门", "县直", "市直", "区直", "省直", "直属", "累计", "历年", "近年", "近三年", "近五年",
		"同比", "较去年", "较上年", "比去年", "比上年", "同期", "增长", "增加", "减少", "下降", "上升", "季度", "上半年", "下半年", "去年全年", "实施以来",
		"网络", "网上", "在线", "当面", "现场", "信函", "邮寄", "书面", "口头", "平台", "渠道", "平均", "涉及", "分别", "撤回", "撤销", "自然人", "法人", "企业", "个人", "公民个人",
		"按时", "逾期", "延期答复", "重复", "补正", "部门", "单位共", "驳回", "维持", "纠正", "败诉", "胜诉", "审结", "开庭", "应诉", "纠错"}
	monthRange = regexp.MustCompile(`(\d{1,2})月?(?:份|\d{1,2}日)?(?:至|到|-|~)(\d{1,2})月`)
	since      = regexp.MustCompile(`(20\d\d)年(?:\d{1,2}月)?(?:\d{1,2}日)?(?:以来|至20\d\d年|-20\d\d年)`)
	anyYear    = regexp.MustCompile(`(20\d\d)年`)
	office     = regexp.MustCompile(`(?:[省市县区州旗](?:人民)?政府|政府办|办公室|办公厅|局|委|部门|中心|镇|乡|街道|厅|处|科)(?:共|总共|全年|年内|本年度?|今年|依法|累计|合计|20\d\d年度?|,)*$`)
	ownOffice  = regexp.MustCompile(`(?:我|本|全)[县市区省镇乡局委办厅处]?(?:办公室|办公厅|街道|中心|部门|管委会|委员会|局|委|办|厅|处|镇|乡)(?:共|总共|全年|年内|本年度?|今年|依法|合计|20\d\d年度?|,)*$`)
	denial     = regexp.MustCompile(`未曾?(?:收到|接到|受理|接收|发生|出现|产生|有|被|因)|没有(?:收到|接到|受理|发生|出现|产生)?|无(?:人|因|关于|涉及|一?例?|任何|政府信息公开|信息公开|行政复议|行政诉讼|依申请)|均为(?:零|0)[件。,]?|不存在`)
	toRequests = regexp.MustCompile(`(?:未曾?|没有)(?:收到|接到|受理|接收)[^,。;]{0,30}?(?:申请|信息公开件)|无[^,。;]{0,12}?(?:公开申请|依申请公开)`)
)

// statements reads the figures about requests, reviews and suits in one
// sentence. about says that the text before speaks of requests already.
func statements(sentence string, about bool, year int) []statement {
	if !hasAny(sentence, topics) {
		return nil
	}
	about = about || hasAny(sentence, aboutRequests)
	var out []statement
	outer, inner := brackets(sentence)
	scoped := otherTime(sentence, year)
	for _, clauses := range append([]string{outer}, inner...) {
		in := clauses != outer
		partial := scoped
		for clause := range strings.SplitSeq(clauses, ",") {
			if strings.Contains(clause, "其中") {
				partial = true
			}
			r := reader{sentence: sentence, clause: clause, about: about, bracket: in, partial: partial, scoped: partial || hasAny(clause, narrower)}
			out = append(out, r.figures()...)
			if !in {
				out = append(out, r.denials()...)
			}
		}
	}
	return out
}

// reader reads one clause.
type reader struct {
	sentence, clause string
	about            bool // the context speaks of requests
	bracket          bool // the clause stands in brackets
	partial          bool // the sentence counts a part or another time
	scoped           bool
}

// figures gives each figure to the word before it, or, for what is carried
// over, to the word behind it (1件结转下年度).
func (r reader) figures() []statement {
	var out []statement
	last, from, lastEnd := "", 0, 0
	value, valueEnd, free := 0, 0, false
	joined := false // 收到并答复30件 says no more than that they were dealt with
	for _, loc := range word.FindAllStringSubmatchIndex(r.clause, 64) {
		name := group(loc)
		if name != "figure" {
			if carried := name == "out" || name == "in"; free && carried && (r.about || strings.Contains(r.sentence, "申请")) && utf8.RuneCountInString(r.clause[valueEnd:loc[0]]) <= 20 {
				out = r.add(out, name, len(r.clause), value)
				last, free = "", false
				continue
			}
			joined = (last == "receive" || last == "new") && loc[0]-lastEnd <= len("并及时")
			last, from, lastEnd, free = name, loc[0], loc[1], false
			continue
		}
		n, ok := parseNumeral(r.clause[loc[2*index("figure")]:loc[2*index("figure")+1]])
		counted := loc[2*index("unit")] >= 0
		if !ok || !counted && !r.bracket || strings.HasPrefix(r.clause[loc[1]:], "%") || strings.HasPrefix(r.clause[loc[1]:], "年") || strings.HasPrefix(r.clause[loc[1]:], ".") {
			continue
		}
		if last != "" && loc[0] >= lastEnd {
			between := r.clause[lastEnd:loc[0]]
			if r.fits(last, between, r.clause[loc[1]:]) {
				out = r.add(out, last, from, n)
				out[len(out)-1].handle = out[len(out)-1].handle || joined
			}
			last, free = "", false
			continue
		}
		value, valueEnd, free = n, loc[1], true
	}
	return out
}

// add makes a statement of the figure n after the word at from.
func (r reader) add(out []statement, name string, from, n int) []statement {
	s := statement{value: n, clause: r.clause, scoped: r.scoped || partOfOrgan(r.clause[:from])}
	switch name {
	case "in":
		s.kind = carriedIn
	case "out":
		s.kind = carriedOut
	case "review":
		s.kind = reconsideration
	case "suit":
		s.kind = litigation
	case "new":
		s.kind, s.newly = received, true
	case "receive":
		s.kind = received
	case "answer":
		s.kind = answered
	case "handle":
		s.kind, s.handle = answered, true
	}
	if s.kind == answered && hasAny(lastRunes(r.clause[:from], 5), []string{"公开", "不予", "无法", "部分", "其他"}) {
		s.scoped = true
	}
	if r.bracket && s.kind != carriedIn && s.kind != carriedOut {
		s.scoped = true
	}
	return append(out, s)
}

// fits reports whether a figure belongs to the word before it: what stands
// between them must speak of requests, or be nothing but filling.
func (r reader) fits(name, between, after string) bool {
	if utf8.RuneCountInString(between) > 40 {
		return false
	}
	judged := strings.Contains(r.clause, "复议") || strings.Contains(r.clause, "诉讼")
	switch name {
	case "review", "suit":
		return r.public(between) && !strings.Contains(between, "答复") && utf8.RuneCountInString(between) <= 12
	}
	if judged || strings.Contains(r.clause, "案件") || hasAny(between, foreign) {
		return false
	}
	if disclosure(between) {
		return true
	}
	if name == "in" || name == "out" {
		return r.about && filling(between)
	}
	return r.about && filling(between) && continues(after) && !hasAny(r.sentence, foreign)
}

// disclosure reports whether s names requests for information, and not other
// applications (行政许可申请).
func disclosure(s string) bool {
	return hasAny(s, aboutRequests)
}

// continues reports whether the text behind a figure leaves it a figure of
// requests: 30件申请, 30件均已答复, but not 30件实事.
func continues(after string) bool {
	for _, w := range []string{"申请", "政府信息", "信息公开", "依申请", "均", "已", "并", "全部", "、", "和", "按", "于", "较", "予以", "后", "结转", "顺延"} {
		if strings.HasPrefix(after, w) {
			return true
		}
	}
	return after == ""
}

// public reports whether the sentence speaks of disclosure before the figure
// that follows between: other reviews and suits are none of the table's.
func (r reader) public(between string) bool {
	before, _, _ := strings.Cut(r.sentence, between+"件")
	if at := strings.Index(r.sentence, r.clause); at >= 0 {
		if end := strings.Index(r.clause, between); between != "" && end >= 0 {
			before = r.sentence[:at+end]
		} else {
			before = r.sentence[:at+len(r.clause)]
		}
	}
	return hasAny(before, []string{"信息公开", "公开申请", "依申请", "公开类"})
}

// fillers are words that say nothing by themselves between a verb and its figure.
var fillers = strings.NewReplacer("共", "", "计", "", "了", "", "的", "", "总数", "", "数量", "", "件数", "", "总", "", "为", "", "是", "", "合", "", "量", "", "数", "", "到", "", "完", "", ":", "", "其", "", "申请", "", "各类", "", "书面", "", "有效", "", "群众", "", "公民", "", "社会", "")

func filling(s string) bool { return fillers.Replace(s) == "" }

// denials reads sentences that say there were none.
func (r reader) denials() []statement {
	if r.partial {
		return nil
	}
	none := func(k kind) statement { return statement{kind: k, clause: r.clause} }
	var out []statement
	at := denial.FindStringIndex(r.clause)
	if at == nil {
		return nil
	}
	after := r.clause[at[0]:]
	if hasAny(after, []string{"收费", "费用", "减免", "败诉", "投诉", "举报", "被纠错", "纠错", "案例", "不良", "结转", "逾期", "超期", "延期", "补正", "未答复", "遗漏"}) {
		return nil
	}
	public := r.public("")
	review, suit := strings.Contains(after, "复议"), strings.Contains(after, "诉讼")
	if review && public {
		out = append(out, none(reconsideration))
	}
	if suit && public {
		out = append(out, none(litigation))
	}
	if !review && !suit && toRequests.MatchString(r.clause) && !hasAny(r.clause, narrower) {
		out = append(out, none(received))
	}
	return out
}

// partOfOrgan reports whether the subject before a verb is one office among
// those that the table covers.
func partOfOrgan(before string) bool {
	return office.MatchString(before) && !ownOffice.MatchString(before)
}

// otherTime reports whether a sentence counts another time than the year of
// the report: some months, several years, another year.
func otherTime(sentence string, year int) bool {
	for _, m := range monthRange.FindAllStringSubmatch(sentence, 4) {
		if m[1] != "1" && m[1] != "01" || m[2] != "12" {
			return true
		}
	}
	if year == 0 {
		return false
	}
	for _, m := range since.FindAllStringSubmatch(sentence, 4) {
		if m[1] != strconv.Itoa(year) {
			return true
		}
	}
	years := anyYear.FindAllStringSubmatch(sentence, 8)
	for _, m := range years {
		if m[1] == strconv.Itoa(year) {
			return false
		}
	}
	return len(years) > 0
}

// brackets parts a sentence into what stands outside and inside of brackets.
func brackets(s string) (outer string, inner []string) {
	var b strings.Builder
	from, depth := 0, 0
	for i, r := range s {
		switch r {
		case '(':
			if depth == 0 {
				from = i + 1
			}
			depth++
		case ')':
			if depth--; depth == 0 {
				inner = append(inner, s[from:i])
			}
			depth = max(depth, 0)
		default:
			if depth == 0 {
				b.WriteRune(r)
			}
		}
	}
	if depth > 0 {
		inner = append(inner, s[from:])
	}
	return b.String(), inner
}

func group(loc []int) string {
	for i := 1; i < len(groups); i++ {
		if groups[i] != "" && loc[2*i] >= 0 {
			return groups[i]
		}
	}
	return ""
}

func index(name string) int { return word.SubexpIndex(name) }

func hasAny(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// lastRunes returns the last n runes of s.
func lastRunes(s string, n int) string {
	for at := len(s); at > 0; n-- {
		if n == 0 {
			return s[at:]
		}
		_, size := utf8.DecodeLastRuneInString(s[:at])
		at -= size
	}
	return s
}
