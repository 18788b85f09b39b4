package worker

import (
	"image"
	"image/draw"
	"testing"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"github.com/gouji/gouji/ocr"
	"github.com/gouji/gouji/ocr/tesseract"
)

// The recogniser's own layout gives the lines of a page, each with its place.
func TestLinesOfAPage(t *testing.T) {
	face, err := opentype.Parse(goregular.TTF)
	if err != nil {
		t.Fatal(err)
	}
	sized, err := opentype.NewFace(face, &opentype.FaceOptions{Size: 12, DPI: 300})
	if err != nil {
		t.Fatal(err)
	}
	page := image.NewGray(image.Rect(0, 0, 1400, 900))
	draw.Draw(page, page.Rect, image.White, image.Point{}, draw.Src)
	pen := font.Drawer{Dst: page, Src: image.Black, Face: sized}
	for i, line := range []string{"The annual report", "of the second year"} {
		pen.Dot = fixed.P(200, 300+200*i)
		pen.DrawString(line)
	}
	engine, err := tesseract.New(tesseract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer engine.Close()
	lines, err := recogniser{engine}.Lines(t.Context(), ocr.Fast, page, 300)
	if err != nil || len(lines) != 2 {
		t.Fatalf("%+v, %v", lines, err)
	}
	for i, want := range []string{"The annual report", "of the second year"} {
		l := lines[i]
		if _, y := l.Center(); l.Text != want || l.Confidence < 0.8 || y < float64(250+200*i) || y > float64(320+200*i) {
			t.Errorf("line %d: %+v", i, l)
		}
	}
}
