package worker

import (
	"context"
	"image"

	"github.com/gouji/gouji/ocr"
	"github.com/gouji/gouji/ocr/tesseract"
)

// recogniser is Tesseract in the terms of package ocr.
type recogniser struct{ *tesseract.Engine }

// Digits implements scan.Recogniser.
func (r recogniser) Digits(ctx context.Context, m ocr.Model, strips []*image.Gray, whitelist string, dpi float64) ([]ocr.Reading, error) {
	read, err := r.Engine.Digits(ctx, r.model(m), strips, whitelist, dpi)
	out := make([]ocr.Reading, len(read))
	for i := range read {
		out[i] = reading(read[i])
	}
	return out, err
}

// Line implements scan.Recogniser.
func (r recogniser) Line(ctx context.Context, m ocr.Model, mode int, img *image.Gray, dpi float64, whitelist string) (ocr.Reading, error) {
	read, err := r.Engine.Line(ctx, r.model(m), mode, img, dpi, whitelist)
	return reading(read), err
}

// model is the one that is asked for, or another that is installed. Figures are
// sure where Best and Fast agree, so neither ever stands in for the other.
func (r recogniser) model(m ocr.Model) tesseract.Model {
	asked := tesseract.Model(m)
	if r.Has(asked) {
		return asked
	}
	switch asked {
	case tesseract.Best:
		return tesseract.Simplified
	case tesseract.Traditional:
		return tesseract.Simplified
	}
	return asked
}

func reading(r tesseract.Reading) ocr.Reading {
	out := ocr.Reading{Text: r.Text, Confidence: r.Confidence, Symbols: make([]ocr.Symbol, len(r.Symbols))}
	for i, s := range r.Symbols {
		out.Symbols[i] = ocr.Symbol{Text: s.Text, Confidence: s.Confidence, Alternatives: make([]ocr.Choice, len(s.Alternatives))}
		for j, c := range s.Alternatives {
			out.Symbols[i].Alternatives[j] = ocr.Choice(c)
		}
	}
	return out
}
