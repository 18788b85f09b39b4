package worker

import (
	"context"
	"image"
	"unicode/utf8"

	"github.com/gouji/gouji/ocr"
	"github.com/gouji/gouji/ocr/tesseract"
)

// recogniser is Tesseract, with other models in the place of those that are
// not installed.
type recogniser struct{ *tesseract.Engine }

// Digits implements scan.Recogniser.
func (r recogniser) Digits(ctx context.Context, m ocr.Model, strips []*image.Gray, whitelist string, dpi float64) ([]ocr.Reading, error) {
	return r.Engine.Digits(ctx, r.model(m), strips, whitelist, dpi)
}

// Line implements scan.Recogniser.
func (r recogniser) Line(ctx context.Context, m ocr.Model, mode int, img *image.Gray, dpi float64, whitelist string) (ocr.Reading, error) {
	return r.Engine.Line(ctx, r.model(m), mode, img, dpi, whitelist)
}

// Lines implements scan.Recogniser.
func (r recogniser) Lines(ctx context.Context, m ocr.Model, img *image.Gray, dpi float64) ([]ocr.Line, error) {
	words, err := r.Page(ctx, r.model(m), tesseract.Automatic, img, dpi)
	var lines []ocr.Line
	for i, w := range words {
		if i == 0 || w.Line != words[i-1].Line {
			lines = append(lines, ocr.Line{})
		}
		l := &lines[len(lines)-1]
		l.Rect, l.Text, l.Words = l.Union(w.Rect), joined(l.Text, w.Text), append(l.Words, w.Word)
		l.Confidence += (w.Confidence - l.Confidence) / float64(len(l.Words)) // the mean so far
	}
	return lines, err
}

// joined puts a word behind a line, with a blank between letters or digits;
// Chinese has none.
func joined(line, word string) string {
	last, _ := utf8.DecodeLastRuneInString(line)
	first, _ := utf8.DecodeRuneInString(word)
	if line != "" && last < 0x2e80 && first < 0x2e80 {
		return line + " " + word
	}
	return line + word
}

// model is the one that is asked for, or another that is installed. Figures are
// sure where Best and Fast agree, so neither ever stands in for the other.
func (r recogniser) model(m ocr.Model) ocr.Model {
	if !r.Has(m) && (m == ocr.Best || m == ocr.Traditional) {
		return ocr.Chinese
	}
	return m
}
