package tesseract_test

import (
	"image"
	"image/color"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/gouji/gouji/ocr/tesseract"
)

// TestDamagedStripsDoNotMix stacks strips that hardly keep a distance, with
// specks and the remains of rules: where Tesseract sees one line in two
// strips, neither may show the other's figure.
func TestDamagedStripsDoNotMix(t *testing.T) {
	e := newEngine(t, tesseract.Options{})
	random := rand.New(rand.NewPCG(3, 4))
	var want []string
	for range 400 {
		want = append(want, strconv.Itoa(10000+random.IntN(90000)))
	}
	strips := make([]*image.Gray, 0, len(want))
	for i, cell := range print(t, font, 192, 60, want) {
		img := strip(cell, 24./29, []int{0, 1, 3, 6, 12}[random.IntN(5)])
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
	got, err := e.Digits(t.Context(), tesseract.Best, strips, figures, 300)
	if err != nil {
		t.Fatal(err)
	}
	right, lost := 0, 0
	for i, r := range got {
		switch r.Text {
		case want[i]:
			right++
		case "":
			lost++
		default:
			t.Logf("strip %d pad: %q read as %q", i, want[i], r.Text)
		}
		for _, j := range []int{i - 1, i + 1} {
			if j >= 0 && j < len(want) && strings.Contains(r.Text, want[j]) {
				t.Errorf("strip %d (%s) shows the figure of strip %d: %q", i, want[i], j, r.Text)
			}
		}
	}
	t.Logf("%d right, %d lost of %d", right, lost, len(got))
}
