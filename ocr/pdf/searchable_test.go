package pdf

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image"
	"image/jpeg"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gouji/gouji/ocr"
)

// poppler is what another program finds on the pages of a PDF.
type poppler struct {
	Pages []struct {
		Width  float64 `xml:"width,attr"`
		Height float64 `xml:"height,attr"`
		Words  []struct {
			Left   float64 `xml:"xMin,attr"`
			Top    float64 `xml:"yMin,attr"`
			Right  float64 `xml:"xMax,attr"`
			Bottom float64 `xml:"yMax,attr"`
			Text   string  `xml:",chardata"`
		} `xml:"word"`
	} `xml:"body>doc>page"`
}

func pdftotext(t *testing.T, b []byte) poppler {
	t.Helper()
	file := filepath.Join(t.TempDir(), "searchable.pdf")
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "pdftotext", "-bbox", file, "-").Output()
	if err != nil {
		t.Fatalf("pdftotext (install poppler-utils): %v", err)
	}
	var p poppler
	decoder := xml.NewDecoder(bytes.NewReader(out))
	decoder.Strict, decoder.Entity = false, xml.HTMLEntity
	if err := decoder.Decode(&p); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestSearchable(t *testing.T) {
	for _, rotate := range []int{0, 90} {
		m := newMaker()
		scan := m.scanOf(827, 1170)
		b := m.page("q 595 0 0 842 0 0 cm /I Do Q", fmt.Sprintf("/Rotate %d", rotate), scan).page(han(sentence, 72, 700), "", "").bytes()
		w, h := 595.0, 842.0
		if rotate == 90 {
			w, h = h, w
		}
		line := ocr.Rect{Left: 72, Top: 100, Right: 240, Bottom: 114}
		word := ocr.Rect{Left: 72, Top: 200, Right: 132, Bottom: 212}
		cell := ocr.Rect{Left: 300, Top: 300, Right: 360, Bottom: 330}
		pages := []*ocr.Page{
			{Number: 1, Width: w, Height: h, Class: ocr.Scan, Origin: ocr.Recognised, Lines: []ocr.Line{
				{Rect: line, Text: "云溪县年度报告1234"},
				{Rect: word, Text: "𠀀龘abc", Words: []ocr.Word{{Rect: word, Text: "𠀀龘abc"}}},
			}, Tables: []ocr.Table{{Cells: []ocr.Cell{{Rect: cell, Text: "57"}, {Rect: cell, Text: ""}}}}},
			{Number: 2, Class: ocr.Layer, Origin: ocr.Text, Lines: []ocr.Line{{Rect: line, Text: "不应写入"}}},
		}
		var out bytes.Buffer
		if err := library(t).Searchable(t.Context(), &out, b, pages); err != nil {
			t.Fatal(err)
		}
		if grown := out.Len() - len(b); grown > 20_000 {
			t.Errorf("the text takes %d bytes", grown)
		}
		found := pdftotext(t, out.Bytes())
		if len(found.Pages) != 2 {
			t.Fatalf("%d pages", len(found.Pages))
		}
		for text, box := range map[string]ocr.Rect{"云溪县年度报告1234": line, "𠀀龘abc": word, "57": within(cell, 1, 0, 1)} {
			seen := false
			for _, f := range found.Pages[0].Words {
				if strings.TrimSpace(f.Text) == text {
					seen = true
					if !near(f.Left, box.Left) || !near(f.Top, box.Top) || !near(f.Right, box.Right) || !near(f.Bottom, box.Bottom) {
						t.Errorf("page turned by %d: %q stands at %+v, want %+v", rotate, text, f, box)
					}
				}
			}
			if !seen {
				t.Errorf("page turned by %d: %q is not among %+v", rotate, text, found.Pages[0].Words)
			}
		}
		for _, f := range found.Pages[1].Words {
			if strings.Contains(f.Text, "不应写入") {
				t.Error("a page with a text layer was changed")
			}
		}
		if l := layer(t, out.Bytes()); l.Class != ocr.Layered || l.Invisible != 1 {
			t.Errorf("reread as %s, %g invisible, %q", l.Class, l.Invisible, textOf(l))
		}
	}
}

func TestCompose(t *testing.T) {
	var picture, out, searchable bytes.Buffer
	if err := jpeg.Encode(&picture, image.NewGray(image.Rect(0, 0, 400, 300)), nil); err != nil {
		t.Fatal(err)
	}
	pictures := []Picture{{picture.Bytes(), 288, 216}, {picture.Bytes(), 216, 288}}
	if err := Compose(t.Context(), &out, pictures); err != nil {
		t.Fatal(err)
	}
	d := open(t, out.Bytes())
	if d.Pages() != len(pictures) {
		t.Fatalf("%d pages", d.Pages())
	}
	for i, p := range pictures {
		l, err := d.Layer(t.Context(), i+1)
		if err != nil || l.Class != ocr.Scan || !near(l.Width, p.Width) || !near(l.Height, p.Height) || l.Cover != 1 {
			t.Errorf("page %d: %+v, %v", i+1, l, err)
		}
	}
	line := ocr.Line{Rect: ocr.Rect{Left: 10, Top: 10, Right: 90, Bottom: 20}, Text: "云溪县"}
	pages := []*ocr.Page{{Number: 1, Class: ocr.Scan, Origin: ocr.Recognised, Lines: []ocr.Line{line}}}
	if err := library(t).Searchable(t.Context(), &searchable, out.Bytes(), pages); err != nil {
		t.Fatal(err)
	}
	if found := pdftotext(t, searchable.Bytes()); len(found.Pages) != 2 || len(found.Pages[0].Words) != 1 || found.Pages[0].Words[0].Text != line.Text {
		t.Errorf("found %+v", found)
	}
	if err := Compose(t.Context(), &out, []Picture{{[]byte("no picture"), 10, 10}}); err == nil {
		t.Error("a file that is no JPEG was taken")
	}
}
