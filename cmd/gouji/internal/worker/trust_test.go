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
	page := pageOf(600, cell(0, "行政许可"), cell(50, "12"), cell(100, "７"), cell(150, "0"), cell(200, ""), cell(300, "5"))
	seen := pageOf(300, cell(0, "行政许司"), cell(50, "12"), cell(100, "7"), cell(150, "8"), cell(200, "3"))
	for i := range seen.Tables[0].Cells { // a picture of another size
		c := &seen.Tables[0].Cells[i]
		c.Rect = c.Scale(0.5)
	}
	compare(page, seen)
	want := []struct {
		confidence  float64
		alternative string
	}{{alone, ""}, {1, ""}, {1, ""}, {0.5, "8"}, {0.5, "3"}, {alone, ""}}
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
	compare(page, seen)
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
