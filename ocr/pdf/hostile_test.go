package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/gouji/gouji/ingest"
	"github.com/gouji/gouji/internal/handmade"
	"github.com/gouji/gouji/ocr"
)

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestOpenEncrypted(t *testing.T) {
	for _, name := range []string{"aes256-owner.pdf", "aes128-owner.pdf", "aes256-user.pdf", "rc4-user.pdf", "linearized-2.0.pdf"} {
		if got := textOf(layer(t, fixture(t, name))); got != sentence {
			t.Errorf("%s: text %q", name, got)
		}
	}
	_, err := library(t).Open(t.Context(), fixture(t, "aes256-locked.pdf"))
	if !errors.Is(err, ErrEncrypted) || ingest.KindOf(err) != ingest.Refuse || !strings.Contains(err.Error(), "encrypted PDF: a password is needed") {
		t.Errorf("locked file: %v", err)
	}
}

// A page of any size is drawn within the limit of pixels.
func TestHugePage(t *testing.T) {
	for _, box := range []string{"[0 0 100000 100000]", "[0 0 1000000 1]", "[0 0 14400 14400]"} {
		d := open(t, newMaker().page(han(sentence, 72, 0), "/MediaBox "+box, "").bytes())
		img, err := d.Render(t.Context(), 1, 300, 0)
		d.Close()
		if err != nil {
			t.Errorf("%s: %v", box, err)
			continue
		}
		if size := img.Bounds().Size(); size.X*size.Y > testMaxPixels || size.X > longestSide || size.Y > longestSide {
			t.Errorf("%s: picture of %v", box, size)
		}
	}
}

// readAll reads every page of a file in every way and returns the first layer.
func readAll(t testing.TB, b []byte) *Layer {
	d, err := library(t).Open(t.Context(), b)
	if err != nil {
		if ingest.KindOf(err) != ingest.Refuse {
			t.Fatalf("open: %v is not a refusal", err)
		}
		return nil
	}
	defer d.Close()
	var first *Layer
	for n := 1; n <= min(d.Pages(), 3); n++ {
		l, err := d.Layer(t.Context(), n)
		if err != nil {
			if !errors.Is(err, ErrPage) && ingest.KindOf(err) != ingest.Refuse {
				t.Fatalf("page %d: %v", n, err)
			}
			continue
		}
		checkLayer(t, l)
		if first == nil {
			first = l
		}
		if _, err := d.Render(t.Context(), n, 30, l.Turn); err != nil && !errors.Is(err, ErrPage) {
			t.Fatalf("render page %d: %v", n, err)
		}
	}
	return first
}

// checkLayer asserts what holds for every page: numbers are real and all lies
// on the page.
func checkLayer(t testing.TB, l *Layer) {
	t.Helper()
	if !finite(l.Width, l.Height, l.ImageDPI) || l.Width <= 0 || l.Height <= 0 || l.Cover < 0 || l.Cover > 1 || l.Invisible < 0 || l.Invisible > 1 || l.Turn%90 != 0 {
		t.Fatalf("page %d: %g × %g, turn %d, cover %g, invisible %g", l.Number, l.Width, l.Height, l.Turn, l.Cover, l.Invisible)
	}
	for _, g := range l.Glyphs {
		if !finite(g.Left, g.Top, g.Right, g.Bottom, g.Size, g.Angle) || g.Right < g.Left || g.Bottom < g.Top {
			t.Fatalf("glyph %+v", g)
		}
	}
	for _, r := range l.Rules {
		if r.Left < 0 || r.Top < 0 || r.Right > l.Width || r.Bottom > l.Height || r.Right < r.Left || r.Bottom < r.Top || !finite(r.Left, r.Top) {
			t.Fatalf("rule %+v", r)
		}
	}
}

func TestHostile(t *testing.T) {
	whole := newMaker().page(han(sentence, 72, 700)+"10 10 m 500 10 l S", "", "").bytes()
	for name, file := range map[string][]byte{
		"numbers":       onePage("1e38 0 0 1e38 0 0 cm nan 99999999999999999999 l 1 w 0 0 m 1e30 0 l S " + han(sentence, 1e30, 5)),
		"many paths":    onePage(strings.Repeat("1 1 50 1 re f\n", maxObjects+10_000)),
		"many segments": onePage("0 0 m\n" + strings.Repeat("9 9 l 8 9 l\n", maxSegments/2+1000) + "S"),
		"nested states": onePage(strings.Repeat("q ", 100_000) + han(sentence, 72, 700)),
		"cyclic tree":   cyclic(),
		"false count":   []byte(strings.Replace(string(whole), "/Count 1", "/Count 9", 1)),
		"own form":      selfDrawing(),
		"empty box":     newMaker().page(han(sentence, 72, 700), "/MediaBox [0 0 0 0]", "").bytes(),
		"box of names":  newMaker().page(han(sentence, 72, 700), "/MediaBox [/A /B (c) null]", "").bytes(),
	} {
		t.Run(name, func(t *testing.T) {
			l := readAll(t, file)
			if name == "many paths" && (l == nil || len(l.Rules) != maxObjects) {
				t.Error("page not read up to the limit")
			}
		})
	}
	for cut := 0; cut < len(whole); cut += len(whole) / 12 {
		readAll(t, whole[:cut])
	}
}

func cyclic() []byte {
	return handmade.PDF([]string{handmade.Catalog, "<< /Type /Pages /Count 3 /Kids [ 3 0 R 2 0 R ] >>", "<< /Type /Pages /Parent 2 0 R /Count 2 /Kids [ 2 0 R 3 0 R ] >>"})
}

func selfDrawing() []byte {
	m := newMaker()
	n := len(m.objects) + 1
	m.add(handmade.Stream(fmt.Sprintf("/Type /XObject /Subtype /Form /BBox [0 0 900 900] /Resources << /XObject << /X %d 0 R >> >>", n), "1 1 50 1 re f /X Do"))
	return m.page("/X Do", "", fmt.Sprintf("/X %d 0 R", n)).bytes()
}

// A page that breaks pdfium does not take the next one with it.
func TestBrokenInstance(t *testing.T) {
	d := open(t, newMaker().page(han(sentence, 72, 700), "", "").page(han(sentence, 72, 700), "", "").bytes())
	d.engine.call(t.Context(), "FPDF_GetPageCount", 0xFFFFFFF0) // out of the sandbox's memory
	if d.engine.err == nil {
		t.Fatal("pdfium survived a wild pointer")
	}
	l, err := d.Layer(t.Context(), 2)
	if err != nil || textOf(l) != sentence {
		t.Errorf("page after a crash: %v", err)
	}
	if _, err := d.Layer(t.Context(), 3); !errors.Is(err, ErrPage) {
		t.Errorf("page 3 of 2: %v", err)
	}
}

func FuzzLibrary(f *testing.F) {
	m := newMaker()
	f.Add(m.page("q 595 0 0 842 0 0 cm /I Do Q "+han(sentence, 72, 700)+"1 w 10 10 300 40 re S", "/Rotate 90", m.scanOf(4, 4)).bytes())
	f.Add(cyclic())
	f.Add(onePage("BT /V 12 Tf 72 700 Td " + handmade.Hex(sentence) + " Tj ET BT /D 9 Tf (AA) Tj ET 1 1 50 1 re f"))
	for _, name := range []string{"aes256-owner.pdf", "rc4-user.pdf", "linearized-2.0.pdf"} {
		f.Add(fixture(f, name))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if bytes.Count(b, []byte("/")) < 3 {
			return
		}
		readAll(t, b)
	})
}

func TestClassifyEmpty(t *testing.T) {
	if got := classify(traits{}); got != ocr.Blank {
		t.Errorf("nothing at all is %s", got)
	}
}
