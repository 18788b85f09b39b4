package specimen

import (
	"fmt"
	"strings"

	"github.com/gouji/gouji/extract/form"
)

// report is a whole report in reading order.
type report struct {
	parts []part
}

// part is a heading, a paragraph or a table.
type part struct {
	level int // 1 title, 2 section heading, 3 heading inside a section, 0 paragraph
	text  string
	grid  *grid
}

// write composes the six sections around the three tables.
func (m *maker) write() report {
	var r report
	p := m.place
	say := func(text string) { r.parts = append(r.parts, part{text: text}) }
	head := func(text string) { r.parts = append(r.parts, part{level: 2, text: text}) }

	if p.docNumber != "" {
		say(p.docNumber)
	}
	title := p.title
	if m.chance(0.3) { // a blank on both sides of the year
		title = strings.Replace(title, fmt.Sprint(p.year), fmt.Sprintf(" %d ", p.year), 1)
		title = strings.TrimSpace(title)
	}
	r.parts = append(r.parts, part{level: 1, text: title})
	say(fmt.Sprintf("根据《中华人民共和国政府信息公开条例》规定，%s编制并公布%d年政府信息公开工作年度报告。所列数据的统计期限为%d年1月1日至%d年12月31日。", p.issuer, p.year, p.year, p.year))

	head("一、总体情况")
	for _, s := range m.overview() {
		say(s)
	}
	for _, id := range tableOrder {
		t := m.table(id)
		head(t.Number + "、" + t.Title)
		r.parts = append(r.parts, part{grid: m.build(t)})
	}
	head("五、存在的主要问题及改进情况")
	say(p.self + "的公开工作仍有不足：一是栏目更新有时偏慢，二是解读形式较为单一，三是经办人员变动较多。")
	say("下一步将定期检查栏目，增加图解和问答，并在每季度组织一次业务学习。")
	head("六、其他需要报告的事项")
	say(pick(m.rng, []string{"无。", "无", "没有其他需要报告的事项。", "本年度未收取信息处理费。"}))
	for _, s := range m.signature() {
		say(s)
	}
	return r
}

func (m *maker) overview() []string {
	p := m.place
	lines := []string{
		fmt.Sprintf("%d年，%s坚持以公开为常态、不公开为例外，全年通过门户网站发布信息%d条。", p.year, p.self, 40+m.rng.IntN(3000)),
		"机构职责、办事指南、财政预决算等栏目按时更新，新出台的文件均配有解读。",
	}
	lines = append(lines, m.figuresInProse()...)
	return append(lines, "全年组织培训两次，没有发生因公开不当引起的责任追究。")
}

// figuresInProse states figures of the tables as the reports do. If the prose
// is to differ, its first figure does, and the truth says so.
func (m *maker) figuresInProse() []string {
	total := func(row string) *float64 { return m.truth.Cells[form.Key("applications", row, "total")] }
	received, carriedIn, answered, carriedOut := total("received"), total("carried_in"), total("total"), total("carried_out")
	if received == nil || carriedIn == nil || answered == nil || carriedOut == nil {
		return nil
	}
	first := *received
	if m.opt.Differ {
		// Not by as many as were carried in: "received" may count those too.
		if first += 1 + float64(m.rng.IntN(9)); first == *received+*carriedIn {
			first++
		}
		m.truth.Violations = append(m.truth.Violations, Violation{Rule: "prose.", Cells: []string{form.Key("applications", "received", "total")}})
	}
	var lines []string
	switch m.rng.IntN(4) {
	case 0:
		lines = append(lines, fmt.Sprintf("本年新收政府信息公开申请%s件，上年结转%s件，办结%s件，结转下年度继续办理%s件。", plain(first), plain(*carriedIn), plain(*answered), plain(*carriedOut)))
	case 1:
		lines = append(lines, fmt.Sprintf("全年共收到政府信息公开申请%s件，均依法登记。", plain(first)))
	case 2:
		lines = append(lines, fmt.Sprintf("全年受理政府信息公开申请%s件，答复%s件（含上年结转%s件，另有%s件顺延至下年度答复）。", plain(first), plain(*answered), plain(*carriedIn), plain(*carriedOut)))
	default:
		lines = append(lines, fmt.Sprintf("依申请公开方面，新收申请 %s 件，上年结转 %s 件。", plain(first), plain(*carriedIn)))
	}
	if review := m.truth.Cells["litigation/cases/reconsideration.total"]; review != nil && m.chance(0.4) {
		lines = append(lines, fmt.Sprintf("因政府信息公开被申请行政复议%s件。", plain(*review)))
	}
	return lines
}

func (m *maker) signature() []string {
	p := m.place
	var contact []string
	if p.phone != "" {
		contact = append(contact, "联系电话："+p.phone)
	}
	if p.postcode != "" {
		contact = append(contact, "邮政编码："+p.postcode)
	}
	lines := []string{}
	if len(contact) > 0 {
		lines = append(lines, "地址："+p.name+p.street+"，"+strings.Join(contact, "，")+"。")
	}
	return append(lines, p.issuer, fmt.Sprintf("%d年%d月%d日", p.published[0], p.published[1], p.published[2]))
}
