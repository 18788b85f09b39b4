package grid

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/gouji/gouji/ocr"
)

// Gaps between glyphs, in ems. Ink is narrower than the advance of its glyph,
// most of all that of a 1 or of a full stop, so numbers go by their pitch.
const (
	wordGap   = 0.25 // between letters: a blank
	pitch     = 0.78 // between the centres of digits: another number
	phraseGap = 0.9  // between Chinese characters: another phrase
)

// inkLine is one line of upright glyphs from left to right.
type inkLine []ocr.Glyph

func (l inkLine) right() float64 {
	right := math.Inf(-1)
	for _, g := range l {
		right = max(right, g.Right)
	}
	return right
}

func (l inkLine) rect() ocr.Rect {
	r := l[0].Rect
	for _, g := range l {
		r = ocr.Rect{Left: min(r.Left, g.Left), Top: min(r.Top, g.Top), Right: max(r.Right, g.Right), Bottom: max(r.Bottom, g.Bottom)}
	}
	return r
}

// em is the size of a glyph's font; its ink tells where the font does not.
func em(g ocr.Glyph) float64 {
	if ink := max(g.Width(), g.Height()); g.Size < ink/3 || math.IsNaN(g.Size) || g.Size > 10*ink+20 {
		return max(ink, 1)
	}
	return g.Size
}

// band is the height that a line takes.
type band struct {
	top, bottom float64
	glyphs      inkLine
}

func (b *band) distance(y float64) float64 { return max(b.top-y, y-b.bottom, 0) }

// inkLines divides upright glyphs into lines from top to bottom. Tall glyphs
// make the lines; marks and dashes, whose ink lies anywhere in the line's
// height, join the nearest.
func inkLines(glyphs []ocr.Glyph) []inkLine {
	var tall, small []ocr.Glyph
	for _, g := range glyphs {
		switch {
		case unicode.IsSpace(g.Rune) || g.Rune == 0:
		case g.Height() >= 0.55*em(g):
			tall = append(tall, g)
		default:
			small = append(small, g)
		}
	}
	bands := stack(tall, nil)
	middle := func(g ocr.Glyph) float64 { _, y := g.Center(); return y }
	var apart []ocr.Glyph
	slices.SortStableFunc(small, func(a, b ocr.Glyph) int { return cmp.Compare(middle(a), middle(b)) })
	for _, g := range small {
		if b := nearestBand(bands, middle(g)); b != nil && b.distance(middle(g)) <= 0.3*em(g) {
			b.glyphs = append(b.glyphs, g)
			continue
		}
		apart = append(apart, g)
	}
	if len(apart) > 0 {
		bands = append(bands, stack(apart, em)...)
		slices.SortStableFunc(bands, func(a, b *band) int { return cmp.Compare(a.top+a.bottom, b.top+b.bottom) })
	}
	out := make([]inkLine, len(bands))
	for i, b := range bands {
		slices.SortStableFunc(b.glyphs, func(a, c ocr.Glyph) int { return cmp.Compare(a.Left+a.Right, c.Left+c.Right) })
		out[i] = slices.CompactFunc(b.glyphs, printedTwice)
	}
	return out
}

// printedTwice reports whether b is a again, a little aside to look bold.
func printedTwice(a, b ocr.Glyph) bool {
	ax, ay := a.Center()
	bx, by := b.Center()
	return a.Rune == b.Rune && max(math.Abs(ax-bx), math.Abs(ay-by)) < 0.2*em(a)
}

// stack groups glyphs into bands by the overlap of their heights, from top to
// bottom. With a height given, glyphs count as that high.
func stack(glyphs []ocr.Glyph, height func(ocr.Glyph) float64) []*band {
	slices.SortStableFunc(glyphs, func(a, b ocr.Glyph) int { return cmp.Compare(a.Top+a.Bottom, b.Top+b.Bottom) })
	var bands []*band
	for _, g := range glyphs {
		top, bottom := g.Top, g.Bottom
		if height != nil {
			_, y := g.Center()
			top, bottom = y-height(g)/2, y+height(g)/2
		}
		if n := len(bands) - 1; n >= 0 {
			b := bands[n]
			if overlap := min(b.bottom, bottom) - max(b.top, top); overlap >= 0.5*min(b.bottom-b.top, bottom-top) {
				// A band grows no further than its tallest glyph needs.
				b.top, b.bottom = min(b.top, top), max(b.bottom, bottom)
				b.glyphs = append(b.glyphs, g)
				continue
			}
		}
		bands = append(bands, &band{top, bottom, inkLine{g}})
	}
	return bands
}

// nearestBand finds the band next to y among bands sorted from top to bottom.
func nearestBand(bands []*band, y float64) *band {
	i, _ := slices.BinarySearchFunc(bands, y, func(b *band, y float64) int { return cmp.Compare((b.top+b.bottom)/2, y) })
	var best *band
	for _, j := range []int{i - 1, i} {
		if j >= 0 && j < len(bands) && (best == nil || bands[j].distance(y) < best.distance(y)) {
			best = bands[j]
		}
	}
	return best
}

// words divides a line where a wide gap or a blank is.
func (l inkLine) words(phrases bool) []ocr.Word {
	var words []ocr.Word
	for from := 0; from < len(l); {
		to := from + 1
		for to < len(l) && !blankBetween(l[to-1], l[to], phrases) {
			to++
		}
		var b strings.Builder
		for _, g := range l[from:to] {
			b.WriteRune(g.Rune)
		}
		words = append(words, ocr.Word{Rect: l[from:to].rect(), Text: b.String()})
		from = to
	}
	return words
}

func (l inkLine) text(phrases bool) string {
	words := l.words(phrases)
	texts := make([]string, len(words))
	for i, w := range words {
		texts[i] = w.Text
	}
	return strings.Join(texts, " ")
}

// blankBetween reports whether a blank stands between two neighbouring glyphs.
// Chinese characters are divided only where phrases are.
func blankBetween(a, b ocr.Glyph, phrases bool) bool {
	size := max(em(a), em(b))
	gap := b.Left - a.Right
	switch {
	case numeric(a.Rune) && numeric(b.Rune):
		return (b.Left+b.Right-a.Left-a.Right)/2 > pitch*size
	case narrow(a.Rune) && narrow(b.Rune):
		return gap > wordGap*size
	}
	if strings.ContainsRune(trailing, a.Rune) {
		gap = b.Left - max(a.Right, a.Left+em(a))
	}
	if strings.ContainsRune(leading, b.Rune) {
		gap -= max(0, em(b)-b.Width())
	}
	return phrases && gap > phraseGap*size
}

// Full-width marks have their ink at one side of a square; the white beside it
// is no blank.
const (
	trailing = "，。、；：！？）》」』】〕〉］｝”’·"
	leading  = "（《「『【〔〈［｛“‘"
)

// narrow reports whether a character belongs to a script that divides words
// by blanks.
func narrow(r rune) bool { return r < 0x2e80 && r > ' ' && r != '“' && r != '”' && r != '—' }

func numeric(r rune) bool { return r >= '0' && r <= '9' || r == '.' || r == ',' || r == '-' }

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
