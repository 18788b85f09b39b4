package tesseract_test

import (
	"image"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/image/draw"

	"github.com/gouji/gouji/ocr"
	"github.com/gouji/gouji/ocr/tesseract"
)

const proseFont = "48px/HEIGHTpx WenQuanYi Micro Hei" // Han characters about 46 pixels high

var prose = []string{
	"本年度共收到政府信息公开申请二十三件，上年结转三件。",
	"（一）主动公开政府信息情况",
	"2031年，青石镇人民政府共公开信息1,287条，同比增长12.5%。",
	"三、收到和处理政府信息公开申请情况",
	"要求行政机关确认或重新出具已获取信息",
	"联系电话：0999-1234567，邮政编码：999001",
	"法律服务机构", "自然人", "总计", "规章", "无", "国家秘密",
	"结合“放管服”改革，推进重点领域信息公开工作，回应群众关切。",
}

var others = []string{"Annual report (2031): 12 items", "B2031"}

// drawnProse are the pictures of prose, then of others.
func drawnProse(t testing.TB) []*image.Gray {
	return browse(t, proseFont, 1900, 70, slices.Concat(prose, others))
}

func TestLineReadsProse(t *testing.T) {
	e := newEngine(t, tesseract.Options{})
	wrong, all := 0, 0
	for i, cell := range drawnProse(t)[:len(prose)] {
		got, err := e.Line(t.Context(), ocr.Chinese, tesseract.RawLine, strip(cell, 36./46, 10), 300, "")
		if err != nil {
			t.Fatal(err)
		}
		if d := distance([]rune(prose[i]), []rune(got.Text)); d > 0 {
			t.Logf("%q read as %q", prose[i], got.Text)
			wrong += d
		}
		all += utf8.RuneCountInString(prose[i])
	}
	if wrong*100 > 2*all {
		t.Errorf("%d of %d characters are wrong", wrong, all)
	}
}

func TestLineKeepsEnglishSpaces(t *testing.T) {
	e := newEngine(t, tesseract.Options{})
	cell := strip(drawnProse(t)[len(prose)], 36./46, 10)
	got, err := e.Line(t.Context(), ocr.Best, tesseract.SingleLine, cell, 300, "")
	if err != nil || got.Text != others[0] {
		t.Errorf("%q, %v", got.Text, err)
	}
}

func TestLineKeepsToTheWhitelistOfItsOwnCall(t *testing.T) {
	e := newEngine(t, tesseract.Options{})
	cell := strip(drawnProse(t)[len(prose)+1], 30./46, 12)
	for _, call := range []struct{ whitelist, allowed string }{{figures, figures}, {"", "B2031"}, {"0123456789", "0123456789"}} {
		got, err := e.Line(t.Context(), ocr.Fast, tesseract.SingleLine, cell, 300, call.whitelist)
		if err != nil || !strings.HasSuffix(got.Text, "2031") || strings.Trim(got.Text, call.allowed) != "" {
			t.Errorf("whitelist %q: %q, %v", call.whitelist, got.Text, err)
		}
	}
}

// sheet draws the prose on one page.
func sheet(t testing.TB) *image.Gray {
	page := paper(1500, 850)
	cells := drawnProse(t)[:len(prose)]
	for i, cell := range cells {
		draw.Draw(page, image.Rect(0, 40+i*58, 1500, 40+i*58+58), cell, cell.Rect.Min, draw.Src)
	}
	return page
}

func TestOrientation(t *testing.T) {
	e := newEngine(t, tesseract.Options{})
	page := sheet(t)
	for turned := 0; turned < 360; turned += 90 {
		got, confidence, err := e.Orientation(t.Context(), page, 200)
		if want := (360 - turned) % 360; err != nil || got != want || confidence < 0.1 {
			t.Errorf("turned by %d°: turn by %d° (%.2f), want %d°: %v", turned, got, confidence, want, err)
		}
		page = clockwise(page)
	}
	if turn, confidence, err := e.Orientation(t.Context(), paper(800, 800), 200); turn != 0 || confidence != 0 || err != nil {
		t.Errorf("a blank page: %d, %v, %v", turn, confidence, err)
	}
}

// clockwise turns a picture by 90 degrees.
func clockwise(img *image.Gray) *image.Gray {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	out := image.NewGray(image.Rect(0, 0, h, w))
	for y := range h {
		for x := range w {
			out.Pix[x*out.Stride+h-1-y] = img.Pix[y*img.Stride+x]
		}
	}
	return out
}

func TestPageFindsWordsByLine(t *testing.T) {
	e := newEngine(t, tesseract.Options{})
	page := sheet(t)
	words, err := e.Page(t.Context(), ocr.Chinese, tesseract.Block, page, 200)
	if err != nil {
		t.Fatal(err)
	}
	lines := map[int]string{}
	for _, w := range words {
		lines[w.Line] += w.Text
		if w.Empty() || w.Right > 1500 || w.Bottom > 850 || w.Confidence < 0 || w.Confidence > 1 {
			t.Errorf("word %+v", w)
		}
	}
	if got := lines[0]; len(lines) != len(prose) || distance([]rune(got), []rune(prose[0])) > 2 {
		t.Errorf("%d lines, the first is %q", len(lines), got)
	}
}

// TestPageModeHoldsFromTheFirstCall: gosseract loses a mode that is set before
// the model is loaded. One line of a page of lines tells the modes apart.
func TestPageModeHoldsFromTheFirstCall(t *testing.T) {
	page := sheet(t)
	count := func(e *tesseract.Engine, psm int) int {
		words, err := e.Page(t.Context(), ocr.Fast, psm, page, 200)
		if err != nil {
			t.Fatal(err)
		}
		lines := 0
		for _, w := range words {
			lines = max(lines, w.Line+1)
		}
		return lines
	}
	first := count(newEngine(t, tesseract.Options{}), tesseract.SingleLine)
	e := newEngine(t, tesseract.Options{})
	if block := count(e, tesseract.Block); first > 1 || block < len(prose) {
		t.Errorf("%d lines as a single line, %d as a block", first, block)
	}
	if again := count(e, tesseract.SingleLine); again > 1 {
		t.Errorf("%d lines as a single line after a block", again)
	}
}

// distance is Levenshtein's.
func distance(a, b []rune) int {
	last := make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range a {
		next := make([]int, len(b)+1)
		next[0] = i + 1
		for j := range b {
			d := last[j]
			if a[i] != b[j] {
				d++
			}
			next[j+1] = min(d, last[j+1]+1, next[j]+1)
		}
		last = next
	}
	return last[len(b)]
}
