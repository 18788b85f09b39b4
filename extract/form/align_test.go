package form_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/extract/text"
	"github.com/gouji/gouji/ocr"
)

func align(t testing.TB, document string) map[string]extract.Cell {
	t.Helper()
	cells := map[string]extract.Cell{}
	for _, table := range loadForms(t).Align(text.Parse(text.Pages(document))) {
		for _, c := range table.Cells {
			if _, twice := cells[c.Key]; twice {
				t.Errorf("key %s stands twice", c.Key)
			}
			cells[c.Key] = c
		}
	}
	return cells
}

// want lists cells as "key=value", "key=null", with "?" behind it for suspect,
// "!" for inferred and "∅" for missing.
func expect(t *testing.T, cells map[string]extract.Cell, want ...string) {
	t.Helper()
	for _, w := range want {
		key, _, _ := strings.Cut(w, "=")
		c, ok := cells[key]
		got := key + "=" + show(c)
		if !ok {
			got = key + " is not there"
		}
		if got != w {
			t.Errorf("got %s, want %s (raw %q, note %q)", got, w, c.Raw, c.Note)
		}
	}
}

func show(c extract.Cell) string {
	s := "null"
	if c.Value != nil {
		s = fmt.Sprint(*c.Value)
	}
	switch {
	case c.Status == extract.Suspect:
		return s + "?"
	case c.Status == extract.Missing:
		return s + "∅"
	case c.Origin == ocr.Inferred:
		return s + "!"
	}
	return s
}

const article2019 = `二、主动公开政府信息情况
第二十条第（一）项
信息内容	本年新制作数量	本年新公开数量	对外公开总数量
规章	1	2	3
规范性文件	14	15	1,216
第二十条第（五）项
信息内容	上一年项目数量	本年增/减	处理决定数量
行政许可	70	-7	81
其他对外管理服务事项	5	0	—
第二十条第（六）项
行政处罚	9	+3	8
行政强制	/	0	无
第二十条第（八）项
行政事业性收费	4	-1
第二十条第（九）项
信息内容	采购项目数量	采购总金额
政府集中采购	6	25.5万元
`

func TestLabelAndFiguresOnOneLine(t *testing.T) {
	doc := "信息内容 本年制发件数 本年废止件数 现行有效件数\n规章 1 0 2\n行政规范性文件 3 0 8\n信息内容 本年处理决定数量\n行政许可 9487\n- 3 -\n行政处罚 2776\n行政强制 84\n行政事业性收费 75.5\n联系电话 0600-1234567\n"
	expect(t, align(t, doc), "article20/rules/in_force=2", "article20/licensing/decisions=9487", "article20/penalty/decisions=2776", "article20/fees/amount=75.5")
}

func TestArticle20(t *testing.T) {
	cells := align(t, article2019)
	expect(t, cells,
		"article20/rules/made=1", "article20/rules/total=3",
		"article20/normative_documents/total=1216",
		"article20/licensing/change=-7", "article20/other_services/decisions=null",
		"article20/coercion/prior_items=null", "article20/coercion/decisions=null",
		"article20/fees/change=-1", "article20/procurement/items=6",
		"article20/procurement/amount=255000?",
	)
}

// rows2019 prints the applications table, one row of figures for each label.
func applications(rows map[string]string, separator string) string {
	labels := []string{
		"一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量", "（一）予以公开", "（二）部分公开",
		"1.属于国家秘密", "2.其他法律行政法规禁止公开", "3.危及“三安全一稳定”", "4.保护第三方合法权益",
		"5.属于三类内部事务信息", "6.属于四类过程性信息", "7.属于行政执法案卷", "8.属于行政查询事项",
		"1.本机关不掌握相关政府信息", "2.没有现成信息需要另行制作", "3.补正后申请内容仍不明确",
		"1.信访举报投诉类申请", "2.重复申请", "3.要求提供公开出版物", "4.无正当理由大量反复申请", "5.要求行政机关确认或重新出具已获取信息",
		"（六）其他处理", "（七）总计", "四、结转下年度继续办理",
	}
	var b strings.Builder
	for _, l := range labels {
		figures, ok := rows[l]
		if !ok {
			figures = "0 0 0 0 0 0 0"
		}
		if figures != "" {
			b.WriteString(l + separator + strings.ReplaceAll(figures, " ", separator) + "\n")
		}
	}
	return b.String()
}

func TestApplicationsPlacing(t *testing.T) {
	const row = "4.无正当理由大量反复申请"
	const key = "applications/not_processed.abusive/"
	for name, tc := range map[string]struct {
		figures string
		want    []string
	}{
		"plain":                     {"3 1 0 0 2 0 6", []string{key + "natural_person=3", key + "legal_service=2", key + "total=6"}},
		"leading empty field":       {"_ 3 1 0 0 2 0 6", []string{key + "natural_person=3", key + "total=6"}},
		"trailing empty fields":     {"3 1 0 0 2 0 6 _ _", []string{key + "natural_person=3", key + "total=6"}},
		"blank cells":               {"3 _ _ _ 2 _ 5", []string{key + "natural_person=3", key + "business=null", key + "total=5"}},
		"blank total":               {"3 1 _ _ 2 _ _", []string{key + "natural_person=3?", key + "legal_service=2?", key + "total=null?"}},
		"dashes":                    {"3 - — / 2 无 5", []string{key + "business=null", key + "research=null", key + "other=null", key + "total=5"}},
		"surplus zeros":             {"0 0 0 0 0 0 0 0", []string{key + "natural_person=0?", key + "total=0?"}},
		"surplus, one reading":      {"3 1 0 7 0 2 0 6", []string{key + "natural_person=3!", key + "total=6!"}},
		"surplus, no reading":       {"3 1 0 0 0 2 0 9", []string{key + "natural_person=3?", key + "total=0?"}},
		"number in two halves":      {"2 0 1 0 0 3 0 24", []string{key + "natural_person=20!", key + "total=24!"}},
		"one figure lost":           {"3 1 0 0 2 6", []string{key + "natural_person=3?", key + "total=null?"}},
		"the document's own faults": {"3 1 0 0 2 0 7", []string{key + "natural_person=3", key + "total=7"}},
	} {
		t.Run(name, func(t *testing.T) {
			figures := strings.ReplaceAll(tc.figures, "_", "")
			expect(t, align(t, applications(map[string]string{row: figures}, "\t")), tc.want...)
		})
	}
}

func TestApplicationsMissingRow(t *testing.T) {
	cells := align(t, applications(map[string]string{"2.重复申请": ""}, " | "))
	expect(t, cells, "applications/not_processed.duplicate/total=null∅", "applications/not_processed.publication/total=0")
}

func TestApplicationsTornLabel(t *testing.T) {
	doc := strings.Replace(applications(map[string]string{"5.要求行政机关确认或重新出具已获取信息": "1 0 0 0 0 0 1"}, "\t"),
		"5.要求行政机关确认或重新出具已获取信息\t", "\t5. 要求行政机关确\t", 1)
	doc = strings.Replace(doc, "（六）其他处理", "\n- 4 -\n\t认或重新出具已获取信息\t\t\t\t\t\t\t\n（六）其他处理", 1)
	expect(t, align(t, doc), "applications/not_processed.reissue/natural_person=1", "applications/not_processed.reissue/total=1", "applications/other/total=0")
}

func TestApplicationsFiguresOnTheNextPage(t *testing.T) {
	doc := strings.Replace(applications(map[string]string{"2.重复申请": "4 0 0 0 0 0 4"}, "\t"),
		"2.重复申请\t", "2.重复申请\n\n第 5 页 共 9 页\n\t自然人\t商业企业\n\t", 1)
	expect(t, align(t, doc), "applications/not_processed.duplicate/natural_person=4", "applications/not_processed.duplicate/total=4")
}

func TestSubtotalColumn(t *testing.T) {
	rows := map[string]string{}
	for _, l := range []string{"一、本年新收政府信息公开申请数量", "（一）予以公开", "（七）总计"} {
		rows[l] = "3 5 2 0 1 0 2 8"
	}
	doc := applications(rows, "\t")
	doc = strings.ReplaceAll(doc, "\t0\t0\t0\t0\t0\t0\t0\n", "\t0\t0\t0\t0\t0\t0\t0\t0\n")
	expect(t, align(t, doc), "applications/received/business=2", "applications/received/nonprofit=1", "applications/granted/total=8", "applications/partial/total=0")
}

func TestEditionFollowsTheLabels(t *testing.T) {
	doc := strings.Replace(applications(nil, "\t"), "（六）其他处理\t",
		"（六）其他处理\n1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请\t2\t0\t0\t0\t0\t0\t2\n2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请\t0\t0\t0\t0\t0\t0\t0\n3.其他\t", 1)
	expect(t, align(t, doc), "applications/other.no_correction/total=2", "applications/other.misc/total=0")
}

func TestLitigation(t *testing.T) {
	const head = "四、政府信息公开行政复议、行政诉讼情况\n\n"
	for name, doc := range map[string]string{
		"one row":      head + "行政复议\t\t\t\t\t行政诉讼\n结果维持\t结果纠正\t其他结果\t尚未审结\t总计\t未经复议直接起诉\t\t\t\t\t复议后起诉\n\t\t\t\t\t结果维持\t结果纠正\t其他结果\t尚未审结\t总计\t结果维持\t结果纠正\t其他结果\t尚未审结\t总计\n3\t0\t1\t0\t4\t2\t0\t0\t5\t7\t0\t0\t1\t0\t1\n",
		"torn head":    head + "行政复议\t行政诉讼\n结果\t结果\t其他\t尚未\t总\t未经复议直接起诉\t复议后起诉\n维持\t纠正\t结果\t审结\t计\n3 0 1 0 4 2 0 0 5 7 0 0 1 0 1\n",
		"three tables": head + "行政复议\n| 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 |\n|---|---|---|---|---|\n| 3 | 0 | 1 | 0 | 4 |\n\n行政诉讼（未经复议直接起诉）\n| 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 |\n|---|---|---|---|---|\n| 2 | 0 | 0 | 5 | 7 |\n\n行政诉讼（复议后起诉）\n| 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 |\n|---|---|---|---|---|\n| 0 | 0 | 1 | 0 | 1 |\n",
	} {
		t.Run(name, func(t *testing.T) {
			expect(t, align(t, doc), "litigation/cases/reconsideration.upheld=3", "litigation/cases/reconsideration.total=4",
				"litigation/cases/direct.pending=5", "litigation/cases/direct.total=7", "litigation/cases/after.other=1", "litigation/cases/after.total=1")
		})
	}
}

func TestGluedFigures(t *testing.T) {
	line := strings.ReplaceAll(applications(map[string]string{
		"一、本年新收政府信息公开申请数量": "27 0 0 2 0 1 30", "（一）予以公开": "20 0 0 2 0 1 23", "（二）部分公开": "7 0 0 0 0 0 7", "（七）总计": "27 0 0 2 0 1 30",
	}, " "), " ", "")
	cells := align(t, strings.ReplaceAll("三、收到和处理政府信息公开申请情况"+line+"四、政府信息公开行政复议、行政诉讼情况", "\n", ""))
	expect(t, cells, "applications/received/natural_person=27!", "applications/received/nonprofit=2!", "applications/received/total=30!", "applications/partial/total=7")
}

func TestGluedFiguresWithoutSumsStayOpen(t *testing.T) {
	line := "二、主动公开政府信息情况第二十条第（一）项信息内容本年制发件数本年废止件数现行有效件数规章000行政规范性文件512437第二十条第（五）项信息内容本年处理决定数量行政许可845第二十条第（六）项信息内容本年处理决定数量行政处罚31行政强制2第二十条第（八）项信息内容本年收费金额（单位：万元）行政事业性收费12.5三、收到和处理政府信息公开申请情况"
	expect(t, align(t, line), "article20/rules/made=0", "article20/normative_documents/made=null?", "article20/licensing/decisions=845", "article20/fees/amount=12.5")
}

func TestOtherTablesHaveNoKeys(t *testing.T) {
	tables := loadForms(t).Align(text.Parse(text.Pages("收支预算表\n科目\t预算\t决算\n工资\t12\t11\n办公\t3\t4\n")))
	if len(tables) != 1 || tables[0].ID != "table-1" || len(tables[0].Cells) != 0 || len(tables[0].Grid) != 3 || tables[0].Title != "收支预算表" {
		t.Errorf("got %+v", tables)
	}
}

func TestLostCharactersMakeTheRowSuspect(t *testing.T) {
	doc := strings.Replace(applications(nil, "\t"), "2.重复申请", "2.重复申\uFFFD", 1)
	expect(t, align(t, doc), "applications/not_processed.duplicate/total=0?", "applications/not_processed.publication/total=0")
}

func FuzzAlign(f *testing.F) {
	f.Add(article2019)
	f.Add(applications(nil, " | "))
	f.Add(strings.ReplaceAll(applications(nil, ""), "\n", ""))
	set := loadForms(f)
	f.Fuzz(func(t *testing.T, doc string) {
		seen := map[string]bool{}
		for _, table := range set.Align(text.Parse(text.Pages(doc))) {
			for _, c := range table.Cells {
				if seen[c.Key] {
					t.Errorf("key %s twice", c.Key)
				}
				seen[c.Key] = true
			}
		}
	})
}

func BenchmarkAlign(b *testing.B) {
	set := loadForms(b)
	blocks := text.Parse(text.Pages(article2019 + applications(nil, "\t")))
	for b.Loop() {
		if len(set.Align(blocks)) == 0 {
			b.Fatal("no table")
		}
	}
}

func TestFieldsKeepDoubtPageAndAlternatives(t *testing.T) {
	set := loadForms(t)
	row := func(label string, figures ...string) extract.Row {
		r := extract.Row{Page: 3, Grid: true, Fields: []extract.Field{{Text: label, Origin: ocr.Recognised}}}
		for _, f := range figures {
			r.Fields = append(r.Fields, extract.Field{Text: f, Origin: ocr.Recognised, Confidence: 0.98})
		}
		return r
	}
	rows := []extract.Row{
		row("第二十条第（一）项"), row("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
		row("规章", "1", "8", "3"), row("行政规范性文件", "4", "5", "6"),
		row("信息内容", "本年处理决定数量"), row("行政许可", "7"), row("行政处罚", "2"), row("行政强制", "9"),
		row("信息内容", "本年收费金额"), row("行政事业性收费", "0"),
	}
	doubted := &rows[2].Fields[2]
	doubted.Doubt, doubted.Alternatives, doubted.Page, doubted.Confidence = "两次识别结果不同", []string{"3"}, 4, 0.7
	tables := set.Align([]extract.Block{{Page: 3, Rows: rows}})
	for _, c := range tables[0].Cells {
		switch c.Key {
		case "article20/rules/repealed":
			if c.Status != extract.Suspect || c.Note != doubted.Doubt || c.Page != 4 || len(c.Alternatives) != 1 || c.Confidence > 0.7 || *c.Value != 8 || c.Origin != ocr.Recognised {
				t.Errorf("doubted cell %+v", c)
			}
		case "article20/rules/made":
			if c.Status != extract.CellOK || c.Page != 3 || c.Confidence != 0.98 || c.Origin != ocr.Recognised {
				t.Errorf("sure cell %+v", c)
			}
		}
	}
	if len(tables[0].Pages) != 2 {
		t.Errorf("pages %v", tables[0].Pages)
	}
}

func TestWordsAmongFiguresKeepTheirPlace(t *testing.T) {
	set := loadForms(t)
	row := func(fields ...string) extract.Row {
		r := extract.Row{Page: 1, Grid: true}
		for i, f := range fields {
			box := &ocr.Box{0.1 + 0.2*float64(i), 0.1, 0.3 + 0.2*float64(i), 0.2}
			r.Fields = append(r.Fields, extract.Field{Text: f, Box: box, Origin: ocr.Recognised})
		}
		return r
	}
	for _, stamped := range [][]string{{"行政处罚", "区爷友遇", "0", "-"}, {"行政处罚", "3", "区爷", "-"}, {"行政处罚", "3", "0", "友遇"}} {
		rows := []extract.Row{
			row("第二十条第（一）项"), row("信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"),
			row("规章", "1", "2", "3"), row("规范性文件", "7", "1", "13"),
			row("第二十条第（五）项"), row("信息内容", "上一年项目数量", "本年增/减", "处理决定数量"),
			row("行政许可", "59", "5", "50"), row("其他对外管理服务事项", "25", "0", "1"),
			row("第二十条第（六）项"), row("信息内容", "上一年项目数量", "本年增/减", "处理决定数量"),
			row(stamped...), row("行政强制", "2", "1", "6"),
		}
		cells := map[string]extract.Cell{}
		for _, table := range set.Align([]extract.Block{{Page: 1, Rows: rows}}) {
			for _, c := range table.Cells {
				cells[c.Key] = c
			}
		}
		for i, column := range []string{"prior_items", "change", "decisions"} {
			c, shown := cells["article20/penalty/"+column], stamped[i+1]
			words := strings.ContainsAny(shown, "区友")
			if c.Raw != shown || words != (c.Status == extract.Suspect) || words && c.Value != nil {
				t.Errorf("%q: %s is %+v", stamped, column, c)
			}
		}
	}
}

// A subtotal is known by its sums; in a picture one of many may be misread.
func TestSubtotalWithAMisreadFigure(t *testing.T) {
	const misread = "3 9 2 0 1 0 2 8" // 5 read as 9
	for name, tc := range map[string]struct {
		origin ocr.Origin
		rows   []string // with the misread subtotal
		sure   bool
	}{
		"all right":                 {ocr.Recognised, nil, true},
		"one misread":               {ocr.Recognised, []string{"2.重复申请"}, true},
		"three misread":             {ocr.Recognised, []string{"2.重复申请", "3.要求提供公开出版物", "（二）部分公开"}, false},
		"one wrong in decoded text": {ocr.Text, []string{"2.重复申请"}, false},
	} {
		rows := map[string]string{}
		for _, l := range []string{"一、本年新收政府信息公开申请数量", "（一）予以公开", "（七）总计", "6.属于四类过程性信息"} {
			rows[l] = "3 5 2 0 1 0 2 8"
		}
		for _, l := range tc.rows {
			rows[l] = misread
		}
		blocks := text.Parse(text.Pages(strings.ReplaceAll(applications(rows, "\t"), "\t0\t0\t0\t0\t0\t0\t0\n", "\t0\t0\t0\t0\t0\t0\t0\t0\n")))
		for b := range blocks {
			for r := range blocks[b].Rows {
				for f := range blocks[b].Rows[r].Fields {
					blocks[b].Rows[r].Fields[f].Origin = tc.origin
				}
			}
		}
		for _, c := range loadForms(t).Align(blocks)[0].Cells {
			if c.Key == "applications/carried_out/business" && tc.sure != (c.Status == extract.CellOK) {
				t.Errorf("%s: %+v", name, c)
			}
			if c.Key == "applications/received/business" && tc.sure && *c.Value != 2 {
				t.Errorf("%s: %+v", name, c)
			}
		}
	}
}
