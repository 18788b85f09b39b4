package tesseract_test

import (
	"image"
	"image/color"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/gouji/gouji/ocr"
	"github.com/gouji/gouji/ocr/tesseract"
)

const figures = "0123456789.,-/—"

// figureFont makes digits 29 pixels high.
const figureFont = "40px/HEIGHTpx WenQuanYi Micro Hei"

// drawnFigures are hundreds of figures as they stand in tables, then 200 of
// five digits, and two more, with their pictures.
func drawnFigures(t testing.TB) (texts []string, cells []*image.Gray) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		var text string
		switch random.IntN(10) {
		case 0:
			text = ""
		case 1, 2:
			text = "0"
		case 3:
			text = "1"
		case 4:
			text = []string{"—", "-", "/"}[random.IntN(3)]
		case 5:
			text = strconv.Itoa(random.IntN(1000)) + "." + strconv.Itoa(random.IntN(100))
		case 6:
			text = strconv.Itoa(1+random.IntN(99)) + "," + strconv.Itoa(100+random.IntN(900))
		default:
			text = strconv.Itoa(random.IntN(100000))
		}
		texts = append(texts, text)
	}
	for range 200 {
		texts = append(texts, strconv.Itoa(10000+random.IntN(90000)))
	}
	texts = append(texts, "10875", "31")
	return texts, browse(t, figureFont, 192, 60, texts)
}

// drawnFigure is the strip of a text that drawnFigures holds.
func drawnFigure(t testing.TB, text string) *image.Gray {
	texts, cells := drawnFigures(t)
	return strip(cells[slices.Index(texts, text)], 24./29, 12)
}

// TestDigitsStayInTheirStrips reads hundreds of different figures among blank,
// dashed and lone ones: a strip may be misread, but what stands in it never
// appears in another.
func TestDigitsStayInTheirStrips(t *testing.T) {
	e := newEngine(t, tesseract.Options{})
	want, cells := drawnFigures(t)
	var strips []*image.Gray
	for _, cell := range cells {
		strips = append(strips, strip(cell, 24./29, 12))
	}
	for _, m := range []ocr.Model{ocr.Best, ocr.Fast} {
		got, err := e.Digits(t.Context(), m, strips, figures, 300)
		if err != nil {
			t.Fatal(err)
		}
		wrong := 0
		for i, r := range got {
			switch {
			case r.Text == want[i]:
			case r.Text == "" && strings.Contains("—-", want[i]): // known to be lost
			default:
				wrong++
				t.Logf("%s: strip %d: %q read as %q (%.2f)", m, i, want[i], r.Text, r.Confidence)
			}
		}
		if wrong*100 > len(want) {
			t.Errorf("%s: %d of %d strips are wrong", m, wrong, len(want))
		}
	}
}

// TestDamagedStripsDoNotMix stacks strips that hardly keep a distance, with
// specks and the remains of rules: where Tesseract sees one line in two
// strips, neither may show the other's figure.
func TestDamagedStripsDoNotMix(t *testing.T) {
	e := newEngine(t, tesseract.Options{})
	random := rand.New(rand.NewPCG(3, 4))
	want, cells := drawnFigures(t)
	want, cells = want[300:500], cells[300:500]
	strips := make([]*image.Gray, 0, len(want))
	for i, cell := range cells {
		img := strip(cell, 24./29, []int{2, 3, 6, 12}[random.IntN(4)])
		w, h := img.Rect.Dx(), img.Rect.Dy()
		for range random.IntN(30) {
			img.SetGray(random.IntN(w), random.IntN(h), color.Gray{})
		}
		switch i % 5 {
		case 0: // a rule along the lower edge
			for x := range w {
				img.SetGray(x, h-1, color.Gray{})
			}
		case 1: // a rule along the left edge, from strip to strip
			for y := range h {
				img.SetGray(0, y, color.Gray{})
			}
		}
		strips = append(strips, img)
	}
	got, err := e.Digits(t.Context(), ocr.Best, strips, figures, 300)
	if err != nil {
		t.Fatal(err)
	}
	right := 0
	for i, r := range got {
		switch {
		case r.Text == want[i]:
			right++
		case i%5 == 1: // beside a rule a 1 may be taken for part of it
		case r.Text != "" && len(r.Text) < len(want[i]):
			t.Errorf("strip %d: only %q was read of %q", i, r.Text, want[i])
		}
		for _, j := range []int{i - 1, i + 1} {
			if j >= 0 && j < len(want) && strings.Contains(r.Text, want[j]) {
				t.Errorf("strip %d (%s) shows the figure of strip %d: %q", i, want[i], j, r.Text)
			}
		}
	}
	if right < len(want)/2 {
		t.Errorf("%d of %d strips are right", right, len(want))
	}
}

func TestDigitsHaveAlternatives(t *testing.T) {
	e := newEngine(t, tesseract.Options{})
	cell := drawnFigure(t, "10875")
	got, err := e.Digits(t.Context(), ocr.Best, []*image.Gray{nil, cell}, figures, 300)
	if err != nil {
		t.Fatal(err)
	}
	if got[0].Text != "" || got[1].Text != "10875" || len(got[1].Symbols) != 5 {
		t.Fatalf("got %+v", got)
	}
	others := 0
	for _, s := range got[1].Symbols {
		if len(s.Alternatives) == 0 || s.Alternatives[0].Text != s.Text || s.Confidence <= 0.5 || s.Confidence > 1 {
			t.Errorf("symbol %+v", s)
		}
		others += len(s.Alternatives) - 1
	}
	if others == 0 {
		t.Error("no symbol has a second reading")
	}
}

func BenchmarkDigits(b *testing.B) {
	e := newEngine(b, tesseract.Options{})
	var strips []*image.Gray
	for range 20 {
		for _, text := range []string{"0", "1", "31", "0", "10875", "0", "0", "1"} {
			strips = append(strips, drawnFigure(b, text))
		}
	}
	for _, m := range []ocr.Model{ocr.Best, ocr.Fast} {
		b.Run(string(m), func(b *testing.B) {
			for b.Loop() {
				if _, err := e.Digits(b.Context(), m, strips, figures, 300); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N*len(strips)), "ms/strip")
		})
	}
}
