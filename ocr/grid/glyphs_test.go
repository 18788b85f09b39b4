package grid

import (
	"math"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/ocr"
)

// write sets a text from left to right, with the tight ink that a common font
// has: marks hang low, dashes lie in the middle, digits are half as wide.
func write(text string, x, y, size float64) []ocr.Glyph {
	var out []ocr.Glyph
	for _, r := range text {
		advance := size
		if r < 0x2e80 {
			advance = size / 2
		}
		ink := ocr.Rect{Left: x + advance*0.05, Top: y + size*0.08, Right: x + advance*0.95, Bottom: y + size*0.92}
		switch {
		case r == '1':
			ink.Left, ink.Right = x+advance*0.35, x+advance*0.6
		case strings.ContainsRune("，。、.,", r):
			ink = ocr.Rect{Left: x + size*0.05, Top: y + size*0.75, Right: x + size*0.2, Bottom: y + size}
		case r == '（' || r == '《':
			ink.Left = x + size*0.75
		case r == '）' || r == '》':
			ink.Right = x + size*0.25
		case strings.ContainsRune("—-一", r):
			ink.Top, ink.Bottom = y+size*0.45, y+size*0.5
		}
		if !unicode.IsSpace(r) {
			out = append(out, ocr.Glyph{Rect: ink, Rune: r, Size: size})
		}
		x += advance
	}
	return out
}

// downward sets a text one character a line.
func downward(text string, x, y, size float64) []ocr.Glyph {
	var out []ocr.Glyph
	for _, r := range text {
		out = append(out, write(string(r), x, y, size)...)
		y += size * 1.2
	}
	return out
}

// turned turns glyphs by clockwise quarter turns about a point.
func turned(glyphs []ocr.Glyph, turns int, cx, cy float64) []ocr.Glyph {
	for i := range glyphs {
		for range turns {
			r := glyphs[i].Rect
			glyphs[i].Rect = ocr.Rect{Left: cx - (r.Bottom - cy), Top: cy + (r.Left - cx), Right: cx - (r.Top - cy), Bottom: cy + (r.Right - cx)}
		}
		glyphs[i].Angle = float64(90 * turns)
	}
	return glyphs
}

func TestFillReadsACell(t *testing.T) {
	cell := ocr.Rect{Left: 0, Top: 0, Right: 100, Bottom: 100}
	join := func(parts ...[]ocr.Glyph) (all []ocr.Glyph) {
		for _, p := range parts {
			all = append(all, p...)
		}
		return all
	}
	for _, tc := range []struct {
		name   string
		glyphs []ocr.Glyph
		want   string
	}{
		{"a number", write("11071", 10, 10, 10), "11071"},
		{"bold by printing twice", join(write("合计11", 10, 10, 10), write("合计11", 10.4, 10.2, 10)), "合计11"},
		{"decimals and thousands", write("1,111.51", 10, 10, 10), "1,111.51"},
		{"a negative number", write("-12", 10, 10, 10), "-12"},
		{"two numbers", write("12 30", 10, 10, 10), "12 30"},
		{"a dash alone", write("—", 10, 10, 10), "—"},
		{"an empty cell", nil, ""},
		{"lines", join(write("（五）不予", 10, 10, 10), write("处理", 10, 24, 10)), "（五）不予处理"},
		{"lines out of order", join(write("处理", 10, 24, 10), write("不予", 10, 10, 10)), "不予处理"},
		{"one character a line", downward("本年度办", 40, 5, 12), "本年度办"},
		{"a one in Chinese", downward("一二", 40, 5, 12), "一二"},
		{"padded characters", write("总  计", 10, 10, 10), "总计"},
		{"marks", write("一、甲，乙。", 10, 10, 10), "一、甲，乙。"},
		{"letters", write("wide open", 10, 10, 10), "wide open"},
		{"a list number", write("1.属于国家秘密", 10, 10, 10), "1.属于国家秘密"},
		{"a number broken by the cell's width", join(write("12345678901234567", 5, 10, 11), write("89", 5, 24, 11)), "1234567890123456789"},
		{"two numbers over each other", join(write("12", 10, 10, 10), write("34", 10, 24, 10)), "12 34"},
		{"turned clockwise", turned(join(write("复议", 10, 10, 10), write("机关", 10, 24, 10)), 1, 50, 50), "复议机关"},
		{"turned back", turned(join(write("复议", 10, 10, 10), write("机关", 10, 24, 10)), 3, 50, 50), "复议机关"},
		{"head down", turned(write("复议12", 10, 10, 10), 2, 50, 50), "复议12"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			table := ocr.Table{Columns: []float64{0, 100}, Rows: []float64{0, 100}, Rect: cell,
				Cells: []ocr.Cell{{Rect: cell, RowSpan: 1, ColSpan: 1}}}
			rest := Fill([]ocr.Table{table}, tc.glyphs)
			if got := table.Cells[0].Text; got != tc.want || len(rest) != 0 {
				t.Errorf("got %q and %d outside, want %q", got, len(rest), tc.want)
			}
		})
	}
}

func TestFillReturnsTheRest(t *testing.T) {
	tables := FromRules([]ocr.Rule{horizontal(50, 150, 50), horizontal(50, 150, 80), vertical(50, 50, 80), vertical(100, 50, 80), vertical(150, 50, 80)}, a4, Options{})
	glyphs := append(append(write("甲", 60, 60, 10), write("7", 110, 60, 10)...), write("乙", 60, 90, 10)...)
	rest := Fill(tables, glyphs)
	if tables[0].Cells[0].Text != "甲" || tables[0].Cells[1].Text != "7" || len(rest) != 1 || rest[0].Rune != '乙' {
		t.Errorf("cells %v, rest %v", tables[0].Cells, rest)
	}
}

func TestLines(t *testing.T) {
	var glyphs []ocr.Glyph
	glyphs = append(glyphs, write("云水县2030年报告", 150, 50, 20)...)
	glyphs = append(glyphs, write("《法》（略）收到12件，", 80, 100, 12)...)
	glyphs = append(glyphs, write("2", 80+11*12, 98, 6)...) // a note's mark, raised
	glyphs = append(glyphs, write("均已办结。  电话：0123-4567", 80, 120, 12)...)
	glyphs = append(glyphs, turned(write("附注", 500, 300, 10), 1, 505, 305)...)
	glyphs = append(glyphs, downward("竖排的字", 560, 200, 12)...)
	var got []string
	for _, l := range Lines(glyphs) {
		got = append(got, l.Text)
	}
	want := []string{"云水县2030年报告", "《法》（略）收到12件，2", "均已办结。 电话：0123-4567", "竖排的字", "附注"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestBorderless(t *testing.T) {
	row := func(y float64, texts ...string) (out []ocr.Glyph) {
		for i, s := range texts {
			out = append(out, write(s, 80+float64(i)*90, y, 10)...)
		}
		return out
	}
	var glyphs []ocr.Glyph
	glyphs = append(glyphs, write("下表列出各乡镇本年度收到的政府信息公开申请数量和办理结果。", 80, 50, 10)...)
	glyphs = append(glyphs, row(70, "乡镇", "收到", "办结")...)
	glyphs = append(glyphs, row(85, "北山镇", "12", "11")...)
	glyphs = append(glyphs, row(100, "南溪乡", "—", "3")...)
	glyphs = append(glyphs, row(115, "东湖街道", "7", "7")...)
	glyphs = append(glyphs, write("以上数字不含上年结转的申请，请各单位在填报时认真核对后报送。", 80, 140, 10)...)
	tables, rest := Borderless(Lines(glyphs))
	if len(tables) != 1 || len(rest) != 2 {
		t.Fatalf("%d tables, %d lines of text", len(tables), len(rest))
	}
	var got []string
	for _, c := range tables[0].Cells {
		got = append(got, c.Text)
	}
	want := []string{"乡镇", "收到", "办结", "北山镇", "12", "11", "南溪乡", "—", "3", "东湖街道", "7", "7"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestBorderlessLeavesProse(t *testing.T) {
	for name, texts := range map[string][]string{
		"prose":             {"全年收到申请12件，办结11件。", "其中网上申请7件，信函5件。", "结转下年度继续办理1件。", "未发生行政复议。"},
		"letters spaced":    {"年  度  报  告", "公  开  目  录", "编  制  说  明", "附  件  清  单"},
		"table of contents": {"一、总体情况  ……………………  1", "二、主动公开  ……………………  2", "三、收到申请  ……………………  4"},
		"two numbers":       {"电话  12", "邮编  34", "传真  56", "房间  78"},
	} {
		t.Run(name, func(t *testing.T) {
			var glyphs []ocr.Glyph
			for i, s := range texts {
				glyphs = append(glyphs, write(s, 80, float64(60+20*i), 10)...)
			}
			if tables, rest := Borderless(Lines(glyphs)); len(tables) != 0 || len(rest) != len(texts) {
				t.Errorf("%d tables, %d lines", len(tables), len(rest))
			}
		})
	}
}

func TestHostileGeometry(t *testing.T) {
	const n = 1_000_000
	nan, inf := math.NaN(), math.Inf(1)
	for name, rule := range map[string]func(i int) ocr.Rule{
		"hatching":  func(i int) ocr.Rule { return horizontal(float64(i%7), 500, float64(i)*0.01) },
		"far apart": func(i int) ocr.Rule { return horizontal(0, 500+float64(i), float64(i)*5) },
		"a net": func(i int) ocr.Rule {
			return [2]ocr.Rule{horizontal(0, 4e6, float64(i)*4), vertical(float64(i)*4, 0, 4e6)}[i%2]
		},
		"dots":       func(i int) ocr.Rule { return horizontal(float64(i%1000), float64(i%1000), float64(i/1000)) },
		"not a rule": func(i int) ocr.Rule { return ocr.Rule{Rect: ocr.Rect{Left: nan, Top: -inf, Right: inf, Bottom: nan}} },
	} {
		t.Run(name, func(t *testing.T) {
			rules := make([]ocr.Rule, n)
			for i := range rules {
				rules[i] = rule(i)
			}
			FromRules(rules, ocr.Rect{}, Options{})
		})
	}
	boxes := make([]ocr.Rect, n)
	for i := range boxes {
		boxes[i] = ocr.Rect{Left: float64(i % 999 * 9), Top: float64(i / 999 * 9), Right: float64(i%999*9 + 8), Bottom: float64(i/999*9 + 8)}
	}
	FromCells(boxes, ocr.Rect{}, Options{})
	if rest := Fill(nil, []ocr.Glyph{{Rect: ocr.Rect{Left: nan}, Rune: 'x'}}); len(rest) != 0 {
		t.Error("a glyph without a place was kept")
	}
}

func FuzzGrid(f *testing.F) {
	f.Add([]byte{10, 10, 90, 10, 10, 50, 90, 50, 10, 10, 10, 50, 90, 10, 90, 50, 50, 10, 50, 50}, "甲12乙")
	f.Add([]byte{0, 0, 0, 0, 255, 255, 255, 255, 1, 0, 1, 255}, "一\n—")
	f.Fuzz(func(t *testing.T, b []byte, text string) {
		var rules []ocr.Rule
		var boxes []ocr.Rect
		for ; len(b) >= 4; b = b[4:] {
			r := ocr.Rect{Left: float64(b[0]), Top: float64(b[1]), Right: float64(b[2]), Bottom: float64(b[3])}
			rules, boxes = append(rules, ocr.Rule{Rect: r}), append(boxes, r)
		}
		glyphs := write(text, 20, 20, 9)
		for i := range glyphs {
			glyphs[i].Angle = float64(i % 5 * 40)
		}
		for _, tables := range [][]ocr.Table{FromRules(rules, a4, Options{}), FromCells(boxes, a4, Options{Snap: 5})} {
			rest := Fill(tables, glyphs)
			Borderless(Lines(rest))
			for _, table := range tables {
				checkTiled(t, table)
			}
		}
	})
}

// checkTiled fails unless the cells cover their table exactly once.
func checkTiled(t *testing.T, table ocr.Table) {
	covered := 0
	for _, c := range table.Cells {
		covered += c.RowSpan * c.ColSpan
		if c.RowSpan < 1 || c.ColSpan < 1 || c.Row+c.RowSpan >= len(table.Rows) || c.Column+c.ColSpan >= len(table.Columns) {
			t.Fatalf("cell %+v in %d rows and %d columns", c, len(table.Rows)-1, len(table.Columns)-1)
		}
	}
	if covered != (len(table.Rows)-1)*(len(table.Columns)-1) || len(table.Cells) < 2 {
		t.Fatalf("%d elements covered in %+v", covered, table)
	}
}

func BenchmarkPage(b *testing.B) {
	var rules []ocr.Rule
	var glyphs []ocr.Glyph
	for y := range 31 {
		rules = append(rules, horizontal(50, 550, 60+float64(y)*20))
		for x := range 11 {
			glyphs = append(glyphs, write("12345", 52+float64(x)*50, 65+float64(y)*20, 9)...)
		}
	}
	for x := range 11 {
		rules = append(rules, vertical(50+float64(x)*50, 60, 660))
	}
	for b.Loop() {
		tables := FromRules(rules, a4, Options{})
		Borderless(Lines(Fill(tables, glyphs)))
	}
}
