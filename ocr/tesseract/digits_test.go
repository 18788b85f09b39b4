package tesseract_test

import (
	"cmp"
	"image"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"github.com/gouji/gouji/ocr/tesseract"
)

const figures = "0123456789.,-/—"

var font = cmp.Or(os.Getenv("FONT"), "40px/HEIGHTpx WenQuanYi Micro Hei")

// TestDigitsStayInTheirStrips reads thousands of different figures among
// blank, dashed and lone ones: a strip may be misread, but what stands in it
// never appears in another.
func TestDigitsStayInTheirStrips(t *testing.T) {
	e := newEngine(t, tesseract.Options{})
	random := rand.New(rand.NewPCG(1, 2))
	var want []string
	for range 1000 {
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
		want = append(want, text)
	}
	var strips []*image.Gray
	for _, cell := range print(t, font, 192, 60, want) {
		strips = append(strips, strip(cell, 24./29, 12))
	}
	for _, m := range []tesseract.Model{tesseract.Best, tesseract.Fast} {
		got, err := e.Digits(t.Context(), m, strips, figures, 300)
		if err != nil {
			t.Fatal(err)
		}
		wrong, lost := 0, 0
		for i, r := range got {
			switch r.Text {
			case want[i]:
			case "":
				lost++
				t.Logf("%s: strip %d: %q lost", m, i, want[i])
			default:
				wrong++
				t.Logf("%s: strip %d: %q read as %q (%.2f)", m, i, want[i], r.Text, r.Confidence)
			}
		}
		t.Logf("%s: %d wrong, %d lost of %d", m, wrong, lost, len(want))
	}
}
