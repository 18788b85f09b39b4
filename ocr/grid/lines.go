package grid

import (
	"math"
	"strings"
	"unicode"

	"github.com/gouji/gouji/ocr"
)

// Lines makes lines, from top to bottom, of the glyphs that stand in no table.
// Their words end at wide gaps. Text of another orientation than most, such as
// a watermark or a note at the edge, follows at the end.
func Lines(glyphs []ocr.Glyph) []ocr.Line {
	var sane []ocr.Glyph
	for _, g := range glyphs {
		if sound(g.Rect) {
			sane = append(sane, g)
		}
	}
	var out []ocr.Line
	for _, run := range byAngle(sane) {
		columns, rest := downwards(run)
		for _, l := range inkLines(upright(rest)) {
			out = append(out, l.line(run[0].Angle))
		}
		for _, c := range columns {
			out = append(out, c.vertical())
		}
	}
	return out
}

// line makes the line of upright glyphs; its places are turned back.
func (l inkLine) line(angle float64) ocr.Line {
	words := l.words(true)
	texts := make([]string, len(words))
	for i := range words {
		words[i].Rect = turnBack(words[i].Rect, angle)
		texts[i] = words[i].Text
	}
	return ocr.Line{Rect: turnBack(l.rect(), angle), Text: strings.Join(texts, " "), Confidence: 1, Words: words}
}

// turnBack undoes what upright did to a rectangle.
func turnBack(r ocr.Rect, angle float64) ocr.Rect {
	sin, cos := math.Sincos(angle * math.Pi / 180)
	if math.Abs(sin) < 0.06 && cos > 0 {
		return r
	}
	x, y := r.Center()
	w, h := r.Width()/2, r.Height()/2
	u, v := x*cos-y*sin, x*sin+y*cos
	w, h = math.Abs(w*cos)+math.Abs(h*sin), math.Abs(w*sin)+math.Abs(h*cos)
	return ocr.Rect{Left: u - w, Top: v - h, Right: u + w, Bottom: v + h}
}

// minDownwards is the number of characters from which a column of them, in the
// file's own order, is vertical writing.
const minDownwards = 4

// downwards takes out the runs of upright characters that follow each other
// downwards, as vertical writing does.
func downwards(glyphs []ocr.Glyph) (columns []inkLine, rest []ocr.Glyph) {
	for i := 0; i < len(glyphs); {
		j := i + 1
		for j < len(glyphs) && follows(glyphs[j-1], glyphs[j]) {
			j++
		}
		if j-i >= minDownwards {
			columns = append(columns, inkLine(glyphs[i:j]))
		} else {
			rest = append(rest, glyphs[i:j]...)
		}
		i = j
	}
	return columns, rest
}

// follows reports whether b stands right below a in a vertical line.
func follows(a, b ocr.Glyph) bool {
	if quarter(a.Angle) != 0 || narrow(a.Rune) || narrow(b.Rune) {
		return false
	}
	ax, ay := a.Center()
	bx, by := b.Center()
	size := max(em(a), em(b))
	return math.Abs(ax-bx) < 0.4*size && by-ay > 0.5*size && by-ay < 1.4*size
}

func (l inkLine) vertical() ocr.Line {
	var b strings.Builder
	for _, g := range l {
		if !unicode.IsSpace(g.Rune) {
			b.WriteRune(g.Rune)
		}
	}
	return ocr.Line{Rect: l.rect(), Text: b.String(), Confidence: 1, Words: []ocr.Word{{Rect: l.rect(), Text: b.String()}}}
}
