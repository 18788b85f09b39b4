package paper

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/ocr"
)

// draw makes a ruled table at (x, y): columns have the given widths and rows
// are 20 high. "<" goes on with the cell to the left, "^" with the one above.
func draw(x, y float64, widths []float64, rows ...[]string) ocr.Table {
	t := ocr.Table{Columns: []float64{x}, Rows: []float64{y}, Ruled: true}
	for _, w := range widths {
		x += w
		t.Columns = append(t.Columns, x)
	}
	for range rows {
		y += 20
		t.Rows = append(t.Rows, y)
	}
	for i, row := range rows {
		for j, text := range row {
			if text == "<" || text == "^" {
				continue
			}
			c := ocr.Cell{Row: i, Column: j, RowSpan: 1, ColSpan: 1, Text: text, Confidence: 1}
			for j+c.ColSpan < len(row) && row[j+c.ColSpan] == "<" {
				c.ColSpan++
			}
			for i+c.RowSpan < len(rows) && rows[i+c.RowSpan][j] == "^" {
				c.RowSpan++
			}
			c.Rect = ocr.Rect{Left: t.Columns[j], Top: t.Rows[i], Right: t.Columns[j+c.ColSpan], Bottom: t.Rows[i+c.RowSpan]}
			t.Cells = append(t.Cells, c)
		}
	}
	t.Rect = ocr.Rect{Left: t.Columns[0], Top: t.Rows[0], Right: x, Bottom: y}
	return t
}

// printedLine is a line of 12-point characters.
func printedLine(x, y float64, text string) ocr.Line {
	width := 0.0
	for _, r := range text {
		if width += 12; r < 0x2e80 {
			width -= 6
		}
	}
	return ocr.Line{Rect: ocr.Rect{Left: x, Top: y, Right: x + width, Bottom: y + 12}, Text: text, Confidence: 1}
}

func page(n int, lines []ocr.Line, tables ...ocr.Table) ocr.Page {
	return ocr.Page{Number: n, Width: 595, Height: 842, Origin: ocr.Text, Confidence: 1, Lines: lines, Tables: tables}
}

// show prints the rows of all blocks, cells on another page than their row
// with it.
func show(blocks []extract.Block) []string {
	var out []string
	for _, b := range blocks {
		if b.Rows == nil {
			out = append(out, b.Text)
		}
		for _, r := range b.Rows {
			texts := []string{}
			for _, f := range r.Fields {
				s := f.Text
				if f.Page != 0 && f.Page != r.Page {
					s += "@" + string(rune('0'+f.Page))
				}
				texts = append(texts, s)
			}
			out = append(out, strings.Join(texts, "|"))
		}
		out = append(out, "")
	}
	return out
}

var widths = []float64{30, 60, 100, 40, 40}

func TestTablesOverPageBreaks(t *testing.T) {
	whole := []string{"(三)不予公开", "<", "1.属于国家秘密", "3", "4"}
	for _, tc := range []struct {
		name         string
		above, below ocr.Table
		want         []string
	}{
		{"equal columns", draw(70, 700, widths, whole), draw(70, 70, widths, whole),
			[]string{"(三)不予公开|1.属于国家秘密|3|4", "(三)不予公开|1.属于国家秘密|3|4", ""}},
		{"a scanner's shift and scale",
			draw(70, 700, widths, whole), draw(74, 72, []float64{30.4, 60.9, 101.2, 40.4, 40.5}, whole),
			[]string{"(三)不予公开|1.属于国家秘密|3|4", "(三)不予公开|1.属于国家秘密|3|4", ""}},
		{"only merged labels below", draw(70, 700, widths, whole), draw(70, 70, []float64{190, 40, 40}, []string{"四、结转下年度继续办理", "1", "0"}),
			[]string{"(三)不予公开|1.属于国家秘密|3|4", "四、结转下年度继续办理|1|0", ""}},
		{"other columns", draw(70, 700, widths, whole), draw(70, 70, []float64{50, 120, 100}, []string{"甲", "1", "2"}),
			[]string{"(三)不予公开|1.属于国家秘密|3|4", "", "甲|1|2", ""}},
		{"a label cut, its figures above",
			draw(70, 700, widths, []string{"三、", "（五）不予处理", "5.要求行政机关确认", "0", "2"}),
			draw(70, 70, widths, []string{"^", "^", "或重新出具", "", ""}, []string{"", "（六）其他处理", "1.其他", "7", "8"}),
			[]string{"三、|（五）不予处理|5.要求行政机关确认或重新出具|0|2", "|（六）其他处理|1.其他|7|8", ""}},
		{"a label cut, its figures below",
			draw(70, 700, widths, []string{"三、", "（五）不予处理", "5.要求行政机关确认", "", ""}),
			draw(70, 70, widths, []string{"", "", "或重新出具", "0", "2"}),
			[]string{"三、|（五）不予处理|5.要求行政机关确认或重新出具|0@2|2@2", ""}},
		{"figures above, their label below",
			draw(70, 700, widths, []string{"", "（二）部分公开", "<", "9", "9"}, []string{"^", "", "", "1", "2"}),
			draw(70, 70, widths, []string{"三、办理结果", "（三）不予公开", "1.属于国家秘密", "", ""}, []string{"^", "^", "2.其他法律", "4", "5"}),
			[]string{"三、办理结果|（二）部分公开|9|9", "（三）不予公开@2|1.属于国家秘密@2|1|2", "2.其他法律|4|5", ""}},
		{"a group's label cut",
			draw(70, 700, widths, []string{"三、本年", "（三）不予公开", "8.属于行政查询事项", "0", "2"}, []string{"^", "（四）无", "1.本机关不掌握", "1", "1"}),
			draw(70, 70, widths, []string{"度办理", "法提供", "2.没有现成信息", "4", "5"}, []string{"^", "^", "3.补正后仍不明确", "7", "8"}),
			[]string{"三、本年度办理|（三）不予公开|8.属于行政查询事项|0|2", "（四）无法提供|1.本机关不掌握|1|1", "2.没有现成信息|4|5", "3.补正后仍不明确|7|8", ""}},
		{"a group's label and a row's label cut",
			draw(70, 700, widths, []string{"三、", "（四）无", "1.本机关不掌握相关", "1", "1"}),
			draw(70, 70, widths, []string{"", "法提供", "政府信息", "", ""}, []string{"^", "^", "2.没有现成信息", "4", "5"}),
			[]string{"三、|（四）无法提供|1.本机关不掌握相关政府信息|1|1", "2.没有现成信息|4|5", ""}},
		{"a group's empty cell goes on",
			draw(70, 700, widths, []string{"三、", "（四）无法提供", "1.本机关不掌握", "1", "1"}),
			draw(70, 70, widths, []string{"", "", "2.没有现成信息", "4", "5"}),
			[]string{"三、|（四）无法提供|1.本机关不掌握|1|1", "2.没有现成信息|4|5", ""}},
		{"a new group begins",
			draw(70, 700, widths, []string{"三、", "（四）无法提供", "1.本机关不掌握", "1", "1"}),
			draw(70, 70, widths, []string{"", "（五）不予处理", "1.重复申请", "4", "5"}),
			[]string{"三、|（四）无法提供|1.本机关不掌握|1|1", "（五）不予处理|1.重复申请|4|5", ""}},
		{"a blank row is a row",
			draw(70, 700, []float64{190, 40, 40}, []string{"规章", "1", "2"}), draw(70, 70, []float64{190, 40, 40}, []string{"行政规范性文件", "", ""}),
			[]string{"规章|1|2", "行政规范性文件||", ""}},
		{"a blank row above is a row",
			draw(70, 700, []float64{80, 40, 40}, []string{"行政强制执行情况", "", ""}), draw(70, 70, []float64{80, 40, 40}, []string{"行政事业性收费", "1", ""}),
			[]string{"行政强制执行情况||", "行政事业性收费|1|", ""}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			blocks, _ := Read([]ocr.Page{
				page(1, []ocr.Line{printedLine(290, 800, "- 1 -")}, tc.above),
				page(2, []ocr.Line{printedLine(290, 800, "- 2 -")}, tc.below),
			})
			if diff := cmp.Diff(tc.want, show(blocks)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTextBetweenTablesDividesThem(t *testing.T) {
	row := []string{"甲", "1", "2"}
	blocks, _ := Read([]ocr.Page{
		page(1, nil, draw(70, 700, []float64{190, 40, 40}, row)),
		page(2, []ocr.Line{printedLine(70, 100, "三、收到和处理情况")}, draw(70, 170, []float64{190, 40, 40}, row)),
	})
	want := []string{"甲|1|2", "", "三、收到和处理情况", "", "甲|1|2", ""}
	if diff := cmp.Diff(want, show(blocks)); diff != "" {
		t.Error(diff)
	}
}

func TestFieldsKeepPlaceAndDoubt(t *testing.T) {
	table := draw(119, 84.2, []float64{119, 119}, []string{"受理", "8"})
	table.Cells[1].Confidence, table.Cells[1].Doubt, table.Cells[1].Alternatives = 0.4, "两次识别结果不同", []string{"3"}
	scan := page(7, nil, table)
	scan.Origin = ocr.Recognised
	blocks, _ := Read([]ocr.Page{scan})
	got := blocks[0].Rows[0].Fields[1]
	want := extract.Field{Text: "8", Box: &ocr.Box{0.4, 0.1, 0.6, 104.2 / 842}, Origin: ocr.Recognised, Confidence: 0.4, Doubt: "两次识别结果不同", Alternatives: []string{"3"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if blocks[0].Rows[0].Page != 7 || !blocks[0].Rows[0].Grid {
		t.Errorf("row %+v", blocks[0].Rows[0])
	}
}

func TestParagraphsFlowOverLinesAndPages(t *testing.T) {
	long := strings.Repeat("按", 36)
	blocks, pages := Read([]ocr.Page{
		page(1, []ocr.Line{
			printedLine(200, 80, "云水县2030年报告"),
			printedLine(80+24, 110, strings.Repeat("首", 29)+"电话0123-"),
			printedLine(80, 130, "4567890。"),
			printedLine(80+24, 150, long[:34*3]),
			printedLine(80, 700, long[:35*3]+"。"),
			printedLine(80+24, 720, strings.Repeat("次", 34)),
			printedLine(290, 800, "- 1 -"),
		}),
		page(2, []ocr.Line{
			printedLine(80, 80, strings.Repeat("末", 30)+"。"),
			printedLine(80, 100, "一、总体情况"),
			printedLine(290, 800, "2"),
		}),
	})
	want := []string{
		"云水县2030年报告", "",
		strings.Repeat("首", 29) + "电话0123-4567890。", "",
		long[:34*3], "", // a gap in the page divides
		long[:35*3] + "。", "",
		strings.Repeat("次", 34) + strings.Repeat("末", 30) + "。", "",
		"一、总体情况", "",
	}
	if diff := cmp.Diff(want, show(blocks)); diff != "" {
		t.Error(diff)
	}
	if got := pages[1].Text; got != strings.Repeat("末", 30)+"。\n一、总体情况\n2\n" {
		t.Errorf("text of page 2: %q", got)
	}
}

func TestRunningHeads(t *testing.T) {
	var in []ocr.Page
	for n := 1; n <= 4; n++ {
		in = append(in, page(n, []ocr.Line{
			printedLine(80, 40, "云水县政府信息公开报告 第"+string(rune('0'+n))+"页"),
			printedLine(80, 120, "正文"+string(rune('0'+n))),
		}))
	}
	blocks, _ := Read(in)
	want := []string{"正文1", "", "正文2", "", "正文3", "", "正文4", ""}
	if diff := cmp.Diff(want, show(blocks)); diff != "" {
		t.Error(diff)
	}
}

func TestPageText(t *testing.T) {
	_, pages := Read([]ocr.Page{
		page(1, []ocr.Line{printedLine(80, 60, "上文"), printedLine(80, 200, "下文")},
			draw(70, 100, []float64{100, 40, 40}, []string{"甲", "1", "2"}, []string{"乙", "3", ""})),
		{Number: 2, Origin: ocr.Recognised, Confidence: 0.8, Failure: "本页识别超时", Lines: []ocr.Line{printedLine(80, 60, "残")}},
	})
	want := []extract.Page{
		{Number: 1, Origin: ocr.Text, Confidence: 1, Text: "上文\n甲\t1\t2\n乙\t3\n下文\n"},
		{Number: 2, Origin: ocr.Recognised, Failure: "本页识别超时"},
	}
	if diff := cmp.Diff(want, pages); diff != "" {
		t.Error(diff)
	}
}

func TestLayoutTablesAreText(t *testing.T) {
	prose := strings.Repeat("长", maxCell+1)
	blocks, _ := Read([]ocr.Page{page(1, nil, draw(70, 100, []float64{400, 40}, []string{prose, "侧栏"}))})
	if diff := cmp.Diff([]string{prose, "", "侧栏", ""}, show(blocks)); diff != "" {
		t.Error(diff)
	}
}

func FuzzRead(f *testing.F) {
	f.Add("甲|1|2\n（四）无|1.乙|", "法提供||3\n^|<|4", 70.0)
	f.Add("^|<", "", 0.0)
	f.Fuzz(func(t *testing.T, above, below string, x float64) {
		rows := func(s string) (out [][]string) {
			for l := range strings.SplitSeq(s, "\n") {
				cells := strings.Split(l, "|")
				out = append(out, append(cells, "", "", "")[:3])
			}
			return out
		}
		Read([]ocr.Page{
			page(1, []ocr.Line{printedLine(x, 60, above)}, draw(x, 700, widths[:3], rows(above)...)),
			page(2, []ocr.Line{printedLine(x, 800, below)}, draw(70, 70, widths[:3], rows(below)...)),
		})
	})
}
