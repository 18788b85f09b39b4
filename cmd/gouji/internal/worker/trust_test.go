package worker

import (
	"testing"

	"github.com/gouji/gouji/ocr"
)

func cell(left float64, text string) ocr.Cell {
	return ocr.Cell{Rect: ocr.Rect{Left: left, Top: 10, Right: left + 50, Bottom: 30}, Text: text, Confidence: alone}
}

func pageOf(width float64, cells ...ocr.Cell) *ocr.Page {
	return &ocr.Page{Width: width, Height: width * 1.4, Tables: []ocr.Table{{Cells: cells}}}
}

func TestCompare(t *testing.T) {
	page := pageOf(600, cell(0, "行政许可"), cell(50, "12"), cell(100, "７"), cell(150, "0"), cell(200, ""))
	seen := pageOf(300, cell(0, "行政许司"), cell(50, "12"), cell(100, "7"), cell(150, "8"), cell(200, "3"))
	for i := range seen.Tables[0].Cells { // a picture of another size
		c := &seen.Tables[0].Cells[i]
		c.Rect = c.Scale(0.5)
	}
	compare(page, seen, false)
	want := []struct {
		confidence  float64
		alternative string
	}{{alone, ""}, {1, ""}, {1, ""}, {0.5, "8"}, {0.5, "3"}}
	for i, c := range page.Tables[0].Cells {
		alternative := ""
		if len(c.Alternatives) > 0 {
			alternative = c.Alternatives[0]
		}
		if c.Confidence != want[i].confidence || alternative != want[i].alternative || (c.Doubt != "") != (alternative != "") {
			t.Errorf("cell %d: %+v", i, c)
		}
	}
}

func TestPagesThatLieOtherwiseAreNotCompared(t *testing.T) {
	page, seen := pageOf(600, cell(50, "12")), pageOf(600, cell(50, "21"))
	seen.Turn = 90
	compare(page, seen, false)
	if c := page.Tables[0].Cells[0]; c.Doubt != "" || c.Confidence != alone {
		t.Errorf("%+v", c)
	}
}

func TestHasFigures(t *testing.T) {
	for text, want := range map[string]bool{"12": true, "0.5": true, "第1项": false, "": false, "—": false} {
		if hasFigures(pageOf(600, cell(0, text))) != want {
			t.Errorf("%q: not %v", text, want)
		}
	}
}

// What the picture does not show, or not surely, is no contradiction; where it
// contradicts much else, it is.
func TestUnreadIsNoContradiction(t *testing.T) {
	texts := []string{"12", "305", "7", "40"}
	for name, c := range map[string]struct {
		seen    []string
		unsound bool
		doubted int
	}{
		"nothing read": {[]string{"", "", "", ""}, false, 0},
		"noise":        {[]string{"I2", "", "?", "一"}, false, 0},
		"one misread":  {[]string{"12", "306", "", "40"}, false, 1},
		"layer lies":   {[]string{"23", "416", "", "51"}, false, 4},
		"known to lie": {[]string{"12", "305", "", "40"}, true, 1},
	} {
		var cells, others []ocr.Cell
		for i := range texts {
			cells = append(cells, cell(float64(60*i), texts[i]))
			other := cell(float64(60*i), c.seen[i])
			if c.seen[i] == "I2" {
				other.Doubt = "两次识别结果不同"
			}
			others = append(others, other)
		}
		page := pageOf(600, cells...)
		compare(page, pageOf(600, others...), c.unsound)
		doubted := 0
		for _, c := range page.Tables[0].Cells {
			if c.Doubt != "" {
				doubted++
			}
		}
		if doubted != c.doubted {
			t.Errorf("%s: %d doubted: %+v", name, doubted, page.Tables[0].Cells)
		}
	}
}

func TestConfirmed(t *testing.T) {
	page := pageOf(600, cell(0, "行政许可"), cell(50, "12"), cell(100, "２１"))
	for witness, want := range map[string]bool{"@2行2政1许1可": true, "\x12221102021": true, "1122": true, "122": false, "": false, "１２２１": true} {
		if confirmed(page, witness) != want {
			t.Errorf("%q: not %v", witness, want)
		}
	}
}

func TestShaped(t *testing.T) {
	glyphs := func(texts string, widths map[rune]float64) (out []ocr.Glyph) {
		for _, r := range texts {
			w := 0.6
			if own, ok := widths[r]; ok {
				w = own
			}
			out = append(out, ocr.Glyph{Rect: ocr.Rect{Left: 10, Top: 10, Right: 10 + 8*w, Bottom: 18}, Rune: r})
		}
		return out
	}
	page := pageOf(600, cell(0, "1"))
	page.Tables[0].Rect = ocr.Rect{Right: 600, Bottom: 600}
	for name, c := range map[string]struct {
		glyphs []ocr.Glyph
		want   bool
	}{
		"sound":          {glyphs("0123456789", map[rune]float64{'1': 0.4, '7': 0.57}), true},
		"moved by one":   {glyphs("0123456789", map[rune]float64{'2': 0.4}), false},
		"without ones":   {glyphs("02345", nil), true},
		"a narrow two":   {glyphs("02345", map[rune]float64{'2': 0.4}), false},
		"one as the two": {glyphs("1112", map[rune]float64{'2': 0.4}), false},
		"zeros":          {glyphs("000", nil), true},
		"no digits":      {nil, true},
	} {
		if shaped(page, c.glyphs) != c.want {
			t.Errorf("%s: not %v", name, c.want)
		}
	}
}
