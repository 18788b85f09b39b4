package scan

import (
	"context"
	"image"

	"github.com/gouji/gouji/ocr"
)

// second reads the prose of a page once more by the recogniser's own layout,
// and keeps what is surer. It is asked only on pages whose sample of our own
// lines makes no sense: posters, forms with frames, text around pictures.
func (r *Reader) second(ctx context.Context, v *view, own []ocr.Line) ([]ocr.Line, error) {
	gray := image.NewGray(v.Gray.Rect)
	copy(gray.Pix, v.Gray.Pix)
	for _, t := range v.tables {
		whiten(gray, pixels(t.Rect))
	}
	other, err := r.ocr.Lines(ctx, v.model, gray, v.DPI)
	if err != nil || sureOf(other) <= sureOf(own) {
		return own, err
	}
	for i := range other {
		other[i].Text = tidy(other[i].Text)
	}
	return other, nil
}

// sureOf is the mean confidence of lines; 0 without any.
func sureOf(all []ocr.Line) float64 {
	sum := 0.0
	for _, l := range all {
		sum += l.Confidence
	}
	return sum / float64(max(1, len(all)))
}
