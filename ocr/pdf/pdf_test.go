package pdf

import (
	"context"
	"errors"
	"fmt"
	"image"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/gouji/gouji/ingest"
	"github.com/gouji/gouji/internal/handmade"
	"github.com/gouji/gouji/ocr"
)

const (
	testPassword  = "yunxi"
	testMaxPixels = 4_000_000
	testMaxPages  = 40
)

// testLibrary is shared: compiling pdfium takes seconds, with the race detector
// many. One test at a time uses it.
var testLibrary = sync.OnceValues(func() (*Library, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return nil, err
	}
	return NewLibrary(context.Background(), Options{
		CacheDir: filepath.Join(cache, "gouji", "wazero"), Passwords: []string{"wrong", testPassword},
		MaxPages: testMaxPages, MaxPixels: testMaxPixels,
	})
})

func library(t testing.TB) *Library {
	t.Helper()
	l, err := testLibrary()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func open(t testing.TB, b []byte) *Document {
	t.Helper()
	d, err := library(t).Open(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	return d
}

func layer(t testing.TB, b []byte) *Layer {
	t.Helper()
	d := open(t, b)
	defer d.Close()
	l, err := d.Layer(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func textOf(l *Layer) string {
	var b strings.Builder
	for _, g := range l.Glyphs {
		b.WriteRune(g.Rune)
	}
	return b.String()
}

func near(a, b float64) bool { return math.Abs(a-b) < 1.5 }

func TestLayerText(t *testing.T) {
	l := layer(t, onePage(han(sentence, 72, 742)+"BT /F 10 Tf 72 700 Td (Total 1234) Tj ET"))
	if got, want := textOf(l), sentence+"Total1234"; got != want {
		t.Errorf("text %q, want %q", got, want)
	}
	if l.Class != ocr.Layer || l.Width != 595 || l.Height != 842 || l.Turn != 0 || l.Invisible != 0 {
		t.Errorf("page %+v", *l)
	}
	first := l.Glyphs[0]
	if !near(first.Left, 72) || first.Bottom < 98 || first.Bottom > 104 || first.Width() > 13 || first.Size != 12 || first.Angle != 0 {
		t.Errorf("first glyph %+v", first)
	}
	last := l.Glyphs[len(l.Glyphs)-1]
	if !near(last.Bottom, 142) || last.Size != 10 {
		t.Errorf("last glyph %+v", last)
	}
}

// A page always comes out upright, whichever way its text and the page lie.
func TestLayerUpright(t *testing.T) {
	// Each matrix turns the text about the page's middle, clockwise.
	text := map[int]string{0: "1 0 0 1 100 421", 90: "0 -1 1 0 297 700", 180: "-1 0 0 -1 500 421", 270: "0 1 -1 0 297 100"}
	for angle, matrix := range text {
		for _, rotate := range []int{0, 90, 180, 270} {
			content := fmt.Sprintf("BT /S 12 Tf %s Tm %s Tj ET 50 50 m 50 700 l S", matrix, handmade.Hex(sentence))
			l := layer(t, newMaker().page(content, fmt.Sprintf("/Rotate %d", rotate), "").bytes())
			if want := (720 - angle - rotate) % 360; l.Turn != want {
				t.Errorf("text %d, page %d: turn %d, want %d", angle, rotate, l.Turn, want)
			}
			if sideways := angle%180 == 90; (l.Width == 842) != sideways || (l.Height == 595) != sideways {
				t.Errorf("text %d, page %d: size %g × %g", angle, rotate, l.Width, l.Height)
			}
			for i, g := range l.Glyphs[1:] {
				if before := l.Glyphs[i]; g.Left < before.Right-2 || math.Abs(g.Bottom-before.Bottom) > 8 || g.Angle != 0 {
					t.Fatalf("text %d, page %d: glyph %+v after %+v", angle, rotate, g, before)
				}
			}
			if len(l.Rules) != 1 || l.Rules[0].Horizontal() != (angle%180 == 90) {
				t.Errorf("text %d, page %d: rules %v", angle, rotate, l.Rules)
			}
		}
	}
}

func TestLayerCropBox(t *testing.T) {
	b := newMaker().page(han(sentence, 150, 600)+han("框外", 10, 10), "/CropBox [100 100 500 700]", "").bytes()
	l := layer(t, b)
	if textOf(l) != sentence || l.Width != 400 || l.Height != 600 || !near(l.Glyphs[0].Left, 50) {
		t.Errorf("text %q, %g × %g, first at %+v", textOf(l), l.Width, l.Height, l.Glyphs[0])
	}
}

func TestLayerFonts(t *testing.T) {
	for name, test := range map[string]struct{ content, want string }{
		"vertical": {"BT /V 12 Tf 300 700 Td " + handmade.Hex(sentence) + " Tj ET", sentence},
		"type 3":   {"BT /D 12 Tf 72 700 Td (AAAAAAAAAAAA) Tj ET", "AAAAAAAAAAAA"},
		"radicals": {han("⼯作⼀年⽤⼈⺠⼤⼩⽉⽇⽔⽕⻚", 72, 700), "工作一年用人民大小月日水火页"},
	} {
		t.Run(name, func(t *testing.T) {
			l := layer(t, onePage(test.content))
			if textOf(l) != test.want || l.Class != ocr.Layer || l.Turn != 0 {
				t.Errorf("%s, turn %d: %q, want %q", l.Class, l.Turn, textOf(l), test.want)
			}
		})
	}
}

func TestLayerRules(t *testing.T) {
	for name, test := range map[string]struct {
		content string
		want    []ocr.Rect
	}{
		"stroke":          {"2 w 100 700 m 300 700 l S", []ocr.Rect{{Left: 100, Top: 141, Right: 300, Bottom: 143}}},
		"hairline":        {"0 w 100 700 m 100 500 l S", []ocr.Rect{{Left: 99.95, Top: 142, Right: 100.05, Bottom: 342}}},
		"scaled":          {"q 2 0 0 2 0 0 cm 1 w 50 350 m 150 350 l S Q", []ocr.Rect{{Left: 100, Top: 141, Right: 300, Bottom: 143}}},
		"thin fill":       {"100 700 200 1 re f", []ocr.Rect{{Left: 100, Top: 141, Right: 300, Bottom: 142}}},
		"shading":         {"100 700 200 40 re f", nil},
		"oblique":         {"100 700 m 300 600 l S", nil},
		"unpainted":       {"100 700 200 1 re n", nil},
		"thick":           {"30 w 100 700 m 300 700 l S", nil},
		"beyond the page": {"2 w -50 700 m 900 700 l S", []ocr.Rect{{Left: 0, Top: 141, Right: 595, Bottom: 143}}},
		"rectangle": {"2 w 100 700 200 40 re S", []ocr.Rect{
			{Left: 100, Top: 141, Right: 300, Bottom: 143}, {Left: 299, Top: 102, Right: 301, Bottom: 142},
			{Left: 100, Top: 101, Right: 300, Bottom: 103}, {Left: 99, Top: 102, Right: 101, Bottom: 142},
		}},
		"frame": {"100 700 200 40 re 101 701 198 38 re f*", []ocr.Rect{
			{Left: 100, Top: 141, Right: 300, Bottom: 142}, {Left: 100, Top: 102, Right: 300, Bottom: 103},
			{Left: 100, Top: 102, Right: 101, Bottom: 142}, {Left: 299, Top: 102, Right: 300, Bottom: 142},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			compareRules(t, layer(t, onePage(test.content)).Rules, test.want)
		})
	}
}

func compareRules(t *testing.T, got []ocr.Rule, want []ocr.Rect) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("rules %v, want %v", got, want)
	}
	same := func(a, b float64) bool { return math.Abs(a-b) < 0.02 }
	for _, w := range want {
		found := false
		for _, g := range got {
			found = found || same(g.Left, w.Left) && same(g.Top, w.Top) && same(g.Right, w.Right) && same(g.Bottom, w.Bottom)
		}
		if !found {
			t.Errorf("no rule %v among %v", w, got)
		}
	}
}

// Lines and text in nested form XObjects stand where the forms' matrices say.
func TestLayerForms(t *testing.T) {
	m := newMaker()
	inner := m.add(handmade.Stream("/Type /XObject /Subtype /Form /BBox [0 0 400 400] /Matrix [1 0 0 1 10 0] /Resources << "+resources+" >>",
		han(sentence, 0, 100)+"2 w 0 50 m 200 50 l S"))
	outer := m.add(handmade.Stream(fmt.Sprintf("/Type /XObject /Subtype /Form /BBox [0 0 900 900] /Matrix [1 0 0 1 0 20] /Resources << /XObject << /X %d 0 R >> >>", inner),
		"q 1 0 0 1 0 30 cm /X Do Q"))
	l := layer(t, m.page("q 1 0 0 1 90 0 cm /X Do Q", "", fmt.Sprintf("/X %d 0 R", outer)).bytes())
	compareRules(t, l.Rules, []ocr.Rect{{Left: 100, Top: 741, Right: 300, Bottom: 743}})
	if textOf(l) != sentence || !near(l.Glyphs[0].Left, 100) || math.Abs(l.Glyphs[0].Bottom-692) > 4 {
		t.Errorf("text %q at %+v", textOf(l), l.Glyphs[0])
	}
}

func TestLayerClass(t *testing.T) {
	const picture = "q 595 0 0 842 0 0 cm /I Do Q\n"
	words := strings.Repeat(han(sentence, 72, 700), 1)
	for name, test := range map[string]struct {
		content   string
		class     ocr.Class
		invisible float64
	}{
		"layer":                   {words, ocr.Layer, 0},
		"few words":               {han("附件", 72, 700), ocr.Layer, 0},
		"blank":                   {"", ocr.Blank, 0},
		"scan":                    {picture, ocr.Scan, 0},
		"scan with a page number": {picture + "BT /F 9 Tf 300 30 Td (- 3 -) Tj ET", ocr.Scan, 0},
		"scan in strips":          {"q 595 0 0 421 0 0 cm /I Do Q q 595 0 0 421 0 421 cm /I Do Q", ocr.Scan, 0},
		"invisible text":          {picture + "BT 3 Tr ET " + words, ocr.Layered, 1},
		"text under the picture":  {words + picture, ocr.Layered, 1},
		"text on a background":    {picture + words, ocr.Layer, 0},
		"outlines":                {strings.Repeat("10 10 m 20 30 30 40 50 50 c f\n", 60), ocr.Outlines, 0},
		"garbled":                 {han(strings.Repeat("\ue123\ue124鼃", 10), 72, 700), ocr.Outlines, 0},
		"garbled on a picture":    {picture + han(strings.Repeat("\ue123\ue124鼃", 10), 72, 700), ocr.Scan, 0},
		"traditional characters":  {han("雲溪縣人民政府辦公室資訊公開年度報告", 72, 700), ocr.Layer, 0},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMaker()
			l := layer(t, m.page(test.content, "", m.scanOf(827, 1170)).bytes())
			if l.Class != test.class || l.Invisible != test.invisible {
				t.Errorf("%s, %g invisible, cover %g, text %q; want %s, %g", l.Class, l.Invisible, l.Cover, textOf(l), test.class, test.invisible)
			}
			if strings.HasPrefix(test.content, picture) && !near(l.ImageDPI, 100) {
				t.Errorf("%g dpi, want 100", l.ImageDPI)
			}
		})
	}
}

// ink is the share of dark pixels in a rectangle given in points.
func ink(img *image.RGBA, r ocr.Rect, dpi float64) float64 {
	r = r.Scale(dpi / 72)
	dark, all := 0, 0
	for y := int(r.Top); y <= int(r.Bottom); y++ {
		for x := int(r.Left); x <= int(r.Right); x++ {
			if all++; img.RGBAAt(x, y).G < 128 {
				dark++
			}
		}
	}
	return float64(dark) / float64(max(all, 1))
}

// The picture and the layer agree on where things are, and characters of fonts
// that are not in the file are drawn.
func TestRender(t *testing.T) {
	for _, rotate := range []int{0, 90, 180, 270} {
		content := "BT /S 24 Tf 0 1 -1 0 297 100 Tm " + handmade.Hex(sentence) + " Tj ET 3 w 100 100 m 100 500 l S 1 0 0 rg 400 400 50 50 re f"
		d := open(t, newMaker().page(content, fmt.Sprintf("/Rotate %d", rotate), "").bytes())
		l, err := d.Layer(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		img, err := d.Render(t.Context(), 1, 100, l.Turn)
		if err != nil {
			t.Fatal(err)
		}
		d.Close()
		if size := img.Bounds().Size(); !near(float64(size.X), l.Width/72*100) || !near(float64(size.Y), l.Height/72*100) {
			t.Errorf("page %d: picture of %v, page of %g × %g points", rotate, size, l.Width, l.Height)
		}
		for _, g := range l.Glyphs {
			if ink(img, g.Rect, 100) < 0.02 {
				t.Errorf("page %d: no ink at %c %+v", rotate, g.Rune, g.Rect)
			}
		}
		if len(l.Rules) != 1 || ink(img, l.Rules[0].Rect, 100) < 0.5 {
			t.Errorf("page %d: no ink at %v", rotate, l.Rules)
		}
		red := 0
		for i := 0; i < len(img.Pix); i += 4 {
			if img.Pix[i] > 200 && img.Pix[i+1] < 50 && img.Pix[i+2] < 50 {
				red++
			}
		}
		if red < 4000 || img.RGBAAt(1, 1).R != 255 || img.RGBAAt(1, 1).A != 255 {
			t.Errorf("page %d: %d red pixels, corner %v", rotate, red, img.RGBAAt(1, 1))
		}
	}
}

func TestOpenJunk(t *testing.T) {
	b := onePage(han(sentence, 72, 700))
	for name, file := range map[string][]byte{
		"before":   append([]byte(strings.Repeat("X-Mailer: junk\r\n", 400)), b...),
		"after":    append(append([]byte{}, b...), strings.Repeat("\x00junk", 4000)...),
		"no table": []byte(strings.Replace(string(b), "xref\n0", "lost", 1)),
	} {
		if got := textOf(layer(t, file)); got != sentence {
			t.Errorf("%s: text %q", name, got)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	many := newMaker()
	for range testMaxPages + 1 {
		many.page("", "", "")
	}
	for name, test := range map[string]struct {
		file []byte
		want error
	}{
		"nothing":        {nil, ErrDamaged},
		"JPEG":           {[]byte("\xff\xd8\xff\xe0\x00\x10JFIF"), ErrDamaged},
		"header only":    {[]byte("%PDF-1.7\n"), ErrDamaged},
		"garbage":        {[]byte("%PDF-1.7\n" + strings.Repeat("\x8f\x12obj<<", 500)), ErrDamaged},
		"no pages":       {newMaker().bytes(), ErrNoPages},
		"too many pages": {many.bytes(), ErrTooManyPages},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := library(t).Open(t.Context(), test.file)
			if !errors.Is(err, test.want) || ingest.KindOf(err) != ingest.Refuse || ingest.ReasonOf(err) == "" {
				t.Errorf("error %v, want %v", err, test.want)
			}
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := library(t).Open(ctx, onePage("")); !errors.Is(err, context.Canceled) {
		t.Errorf("canceled: %v", err)
	}
}
