package check

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/gouji/gouji/extract"
)

// firstFormYear is the first year whose reports follow a statutory form of
// six parts.
const firstFormYear = 2019

// partNames are the six parts of a report, by their numbers from 1.
var partNames = [...]string{"", "总体情况", "主动公开政府信息情况", "收到和处理政府信息公开申请情况",
	"政府信息公开行政复议、行政诉讼情况", "存在的主要问题及改进情况", "其他需要报告的事项"}

// partWords tell the parts by their headings; the first match counts.
var partWords = []struct {
	part  int
	words []string
}{
	{5, []string{"问题", "改进", "不足"}},
	{4, []string{"复议", "诉讼"}},
	{6, []string{"其他需要", "其它需要", "需要报告", "需要说明", "其他报告", "其他事项"}},
	{3, []string{"收到和处理", "依申请公开", "公开申请"}},
	{2, []string{"主动公开"}},
	{1, []string{"总体", "概述", "概况", "基本情况"}},
}

// partTables are the tables that stand in a part.
var partTables = map[int]string{2: "article20", 3: "applications", 4: "litigation"}

// tableLabels are labels that show that a part has its table, even when it
// could not be read.
var tableLabels = map[int][]string{2: {"规章", "行政许可"}, 3: {"自然人", "本年新收", "予以公开"}, 4: {"结果维持", "维持", "尚未审结"}}

func partOf(title string) int {
	title = compact(title)
	for _, p := range partWords {
		if hasAny(title, p.words) {
			return p.part
		}
	}
	return 0
}

// structure checks the parts, their numbers, their tables and the years of a
// report in a statutory form. What may be a fault of our reading is unknown.
func structure(doc *extract.Document, cells figures) []extract.Finding {
	if len(cells) == 0 && (doc.Meta.Year == nil || *doc.Meta.Year < firstFormYear) {
		return nil
	}
	var out []extract.Finding
	out = append(out, headingTables(doc)...)
	out = append(out, order(doc)...)
	return append(out, years(doc)...)
}

func note(rule string, status extract.FindingStatus, page int, format string, args ...any) extract.Finding {
	return extract.Finding{Rule: "structure." + rule, Status: status, Severity: extract.Warning, Cells: []string{},
		Page: page, Message: fmt.Sprintf(format, args...)}
}

// headingTables looks for the table below each heading that must have one.
func headingTables(doc *extract.Document) []extract.Finding {
	var out []extract.Finding
	for _, s := range doc.Sections {
		part := partOf(s.Title)
		id, must := partTables[part]
		if !must {
			continue
		}
		has := slices.ContainsFunc(doc.Tables, func(t extract.Table) bool { return t.ID == id })
		switch {
		case has:
			out = append(out, note("table", extract.Pass, s.Page, "“%s、%s”部分有统计表。", s.Number, s.Title))
		case hasAny(compact(s.Text), tableLabels[part]):
			out = append(out, note("table", extract.Unknown, s.Page, "“%s、%s”部分的统计表没有读出来，请查看原件。", s.Number, s.Title))
		default:
			out = append(out, note("table", extract.Unknown, s.Page, "“%s、%s”标题下面没有找到统计表。", s.Number, s.Title))
		}
	}
	return out
}

// order checks that the six parts are there, in order and numbered 一 to 六.
func order(doc *extract.Document) []extract.Finding {
	var found []int
	var out []extract.Finding
	certain := extract.Unknown
	if sure(doc) && len(doc.Sections) == len(partNames)-1 {
		certain = extract.Fail
	}
	for _, s := range doc.Sections {
		part := partOf(s.Title)
		if part == 0 || slices.Contains(found, part) {
			continue
		}
		if n := []rune("一二三四五六")[part-1]; s.Number != string(n) && len(doc.Sections) < len(partNames) {
			out = append(out, note("number", certain, s.Page, "“%s”部分的序号是“%s”，按格式应当是“%c”。", s.Title, s.Number, n))
		}
		found = append(found, part)
	}
	if len(found) < 3 {
		return nil
	}
	var missing []string
	for part := 1; part < len(partNames); part++ {
		if !slices.Contains(found, part) {
			missing = append(missing, partNames[part])
		}
	}
	if len(missing) > 0 {
		out = append(out, note("parts", extract.Unknown, 0, "没有找到“%s”部分。", strings.Join(missing, "”“")))
	}
	if !slices.IsSorted(found) {
		out = append(out, note("order", certain, 0, "六个部分的先后次序与规定的格式不同。"))
	}
	if len(out) == 0 {
		out = []extract.Finding{note("parts", extract.Pass, doc.Sections[0].Page, "六个部分齐全，次序和序号正确。")}
	}
	return out
}

var (
	periodYear = regexp.MustCompile(`(20\d\d)年0?1月0?1日[起]?(?:至|到|-|~)`)
	titleYear  = regexp.MustCompile(`20\d\d`)
)

// years compares the year in the title with the statistics period.
func years(doc *extract.Document) []extract.Finding {
	if doc.Meta.Title == nil {
		return nil
	}
	stated := titleYear.FindString(*doc.Meta.Title)
	if stated == "" {
		return nil
	}
	for _, p := range doc.Pages {
		m := periodYear.FindStringSubmatch(compact(p.Text[:min(len(p.Text), 12_000)]))
		if m == nil {
			continue
		}
		if m[1] == stated {
			return []extract.Finding{note("year", extract.Pass, p.Number, "标题的年度与统计期限的年度都是 %s 年。", stated)}
		}
		return []extract.Finding{note("year", yearStatus(doc, stated), p.Number, "标题写的是 %s 年，统计期限写的是 %s 年，两者不同。", stated, m[1])}
	}
	return nil
}

// yearStatus is a failure only where the year was surely read.
func yearStatus(doc *extract.Document, stated string) extract.FindingStatus {
	if sure(doc) && doc.Meta.Year != nil && strconv.Itoa(*doc.Meta.Year) == stated {
		return extract.Fail
	}
	return extract.Unknown
}

// sure reports whether the text was decoded and not recognised.
func sure(doc *extract.Document) bool {
	return !slices.ContainsFunc(doc.Pages, func(p extract.Page) bool { return p.Confidence < 1 })
}
