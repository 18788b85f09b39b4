package worker

import (
	"context"
	"image"

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

// model is the one that is asked for, or another that is installed. Figures are
// sure where Best and Fast agree, so neither ever stands in for the other.
func (r recogniser) model(m ocr.Model) ocr.Model {
	if !r.Has(m) && (m == ocr.Best || m == ocr.Traditional) {
		return ocr.Chinese
	}
	return m
}
