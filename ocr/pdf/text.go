package pdf

import (
	"context"
	"errors"
	"math"
	"unicode"
	"unicode/utf16"

	"github.com/gouji/gouji/ocr"
)

// maxGlyphs bounds the characters of one page; a dense newspaper page has 20,000.
const maxGlyphs = 500_000

// char is one character as pdfium reports it, in the page's user space.
type char struct {
	rune         rune
	corner, from point // opposite corners of the tight box
	style
}

// style is what all characters of one text object share.
type style struct {
	angle  float64 // degrees clockwise, before the page is turned
	size   float64 // points
	hidden bool    // not drawn, or a picture lies on it
}

// readText lists the characters of a page that leave ink, in the order of the
// file. covered are text objects that a picture of the page lies on.
func readText(ctx context.Context, e *engine, page uint64, covered map[uint64]bool) ([]char, error) {
	text := e.call(ctx, "FPDFText_LoadPage", page)
	if text == 0 {
		return nil, errors.Join(ErrPage, e.err)
	}
	defer e.call(ctx, "FPDFText_ClosePage", text)
	count := min(e.int(ctx, "FPDFText_CountChars", text), maxGlyphs)
	chars := make([]char, 0, max(count, 0))
	styles := map[uint64]style{}
	for i := range count {
		if i%4096 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		index := uint64(i)
		r := rune(e.call(ctx, "FPDFText_GetUnicode", text, index)) //nolint:gosec // a character fits
		if unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' {
			continue
		}
		object := e.call(ctx, "FPDFText_GetTextObject", text, index)
		if object == 0 || !e.ok(ctx, "FPDFText_GetCharBox", text, index, e.out(0), e.out(1), e.out(2), e.out(3)) {
			continue
		}
		left, right, bottom, top := e.double(0), e.double(1), e.double(2), e.double(3)
		if !finite(left, right, bottom, top) {
			continue
		}
		if n := len(chars); n > 0 && utf16.IsSurrogate(r) && utf16.IsSurrogate(chars[n-1].rune) {
			chars[n-1].rune = utf16.DecodeRune(chars[n-1].rune, r)
			continue
		}
		s, known := styles[object]
		if !known {
			s = readStyle(ctx, e, text, index, object)
			s.hidden = s.hidden || covered[object]
			styles[object] = s
		}
		chars = append(chars, char{rune: fold(r), corner: point{left, top}, from: point{right, bottom}, style: s})
	}
	return chars, e.err
}

// invisible is text rendering mode 3 of the PDF standard: neither filled nor
// stroked. Mode 7 only clips.
const (
	invisible = 3
	clipping  = 7
)

func readStyle(ctx context.Context, e *engine, text, index, object uint64) style {
	var s style
	mode := e.int(ctx, "FPDFTextObj_GetTextRenderMode", object)
	s.hidden = mode == invisible || mode == clipping
	s.size = math.Float64frombits(e.call(ctx, "FPDFText_GetFontSize", text, index))
	if e.ok(ctx, "FPDFText_GetMatrix", text, index, e.out(0)) {
		if m := e.matrix(); finite(m[:]...) {
			s.size *= math.Hypot(m[2], m[3])
			s.angle = -math.Atan2(m[1], m[0]) * 180 / math.Pi
		}
	}
	if !finite(s.size) {
		s.size = 0
	}
	return s
}

// upright is the clockwise turn in degrees that sets most characters of a page
// upright. Characters that stand askew, like a watermark's, have no say.
func upright(chars []char, v view) int {
	var votes [4]int
	for _, c := range chars {
		quarter := math.Round(c.angle / 90)
		if math.Abs(c.angle-90*quarter) <= 15 {
			votes[(int(quarter)+v.quarters)&3]++
		}
	}
	best := 0
	for q, n := range votes {
		if n > votes[best] {
			best = q
		}
	}
	return (4 - best) & 3 * 90
}

// glyphs maps characters into a view. What lies off the page is dropped.
func glyphs(chars []char, v view) []ocr.Glyph {
	w, h := v.size()
	page := ocr.Rect{Right: w, Bottom: h}
	out := make([]ocr.Glyph, 0, len(chars))
	for _, c := range chars {
		r := v.rect(c.corner, c.from)
		if !page.Contains(r.Center()) {
			continue
		}
		angle := math.Mod(c.angle+float64(90*v.quarters)+720, 360)
		out = append(out, ocr.Glyph{Rect: r, Rune: c.rune, Angle: angle, Size: c.size})
	}
	return out
}
