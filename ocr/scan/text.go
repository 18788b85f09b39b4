package scan

import (
	"context"
	"image"
	"slices"
	"strings"
	"unicode"

	"github.com/gouji/gouji/ocr"
)

const (
	// lineHeight is the ink height in pixels at which lines of Chinese are read best.
	lineHeight = 36
	linePad    = 7
	// lineDPI is about the resolution at which 10-point characters are that high.
	lineDPI = 260
)

// line reads one printed line, once: the sample is part of the text.
func (r *Reader) line(ctx context.Context, v *view, l textLine, m ocr.Model) (ocr.Reading, error) {
	at := place{l.Rectangle, m}
	if known, ok := v.known[at]; ok {
		return known, nil
	}
	read, err := r.ocr.Line(ctx, m, rawLine, strip(v.Gray, l.Rectangle, lineHeight, linePad), lineDPI, "")
	if err == nil {
		v.known[at] = read
	}
	return read, err
}

// place is where a line stands and with which model it was read.
type place struct {
	image.Rectangle
	model ocr.Model
}

// label reads the text of a cell, line by line.
func (r *Reader) label(ctx context.Context, v *view, c inkedCell) error {
	var text strings.Builder
	var sum float64
	for _, l := range c.lines {
		one, err := r.line(ctx, v, l, v.model)
		if err != nil {
			return err
		}
		text.WriteString(one.Text)
		sum += mean(one)
	}
	c.cell.Text = text.String()
	if n := len(c.lines); n > 0 {
		c.cell.Confidence = sum / float64(n)
	}
	switch {
	case amount(c.cell.Text):
		doubt(c.cell, 0.7, "数字与文字混排，识别不够确定")
	case !strings.ContainsFunc(c.cell.Text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) && c.tall():
		doubt(c.cell, 0.5, "有字迹但未能识别")
	}
	return nil
}

// tall reports whether a piece of the ink is as high as half a character, which
// no mark's is but a slash's.
func (c *inkedCell) tall() bool {
	return slices.ContainsFunc(c.blobs, func(b blob) bool { return 2*b.Dy() >= c.em })
}

// amount reports whether a text is a figure with a unit rather than a label.
func amount(text string) bool {
	digits, words := census(text)
	return digits > 0 && words <= max(2, digits)
}

// census counts the digits and the Chinese characters of a text.
func census(text string) (digits, words int) {
	for _, c := range text {
		switch {
		case unicode.IsDigit(c):
			digits++
		case unicode.Is(unicode.Han, c):
			words++
		}
	}
	return digits, words
}

// isLabel reports whether a text is made of Chinese characters.
func isLabel(text string) bool {
	return text != "" && !strings.ContainsFunc(text, func(c rune) bool { return !unicode.Is(unicode.Han, c) })
}

// prose reads the lines outside of tables.
func (r *Reader) prose(ctx context.Context, v *view) ([]ocr.Line, error) {
	var read []ocr.Line
	for _, l := range v.lines {
		one, err := r.line(ctx, v, l, v.model)
		if err != nil {
			return nil, err
		}
		if one.Text == "" {
			continue
		}
		read = append(read, ocr.Line{Rect: rect(l.Rectangle), Text: tidy(one.Text), Confidence: mean(one)})
	}
	return read, nil
}

// mean is the mean confidence of the characters of a reading.
func mean(of ocr.Reading) float64 {
	sum := 0.0
	for _, s := range of.Symbols {
		sum += s.Confidence
	}
	return sum / float64(max(1, len(of.Symbols)))
}

func rect(r image.Rectangle) ocr.Rect {
	return ocr.Rect{Left: float64(r.Min.X), Top: float64(r.Min.Y), Right: float64(r.Max.X), Bottom: float64(r.Max.Y)}
}
