package pdf

import (
	"bytes"
	"context"
	"fmt"
	"image"
	_ "image/jpeg" // the pictures' sizes
	"io"

	"github.com/go-pdf/fpdf"
)

// Picture is a page that is nothing but a picture.
type Picture struct {
	JPEG          []byte
	Width, Height float64 // of the page, in points
}

// Compose writes a PDF of pictures, each filling a page of its own.
func Compose(ctx context.Context, w io.Writer, pictures []Picture) error {
	doc := fpdf.New("P", "pt", "A4", "")
	doc.SetMargins(0, 0, 0)
	doc.SetAutoPageBreak(false, 0)
	for i, p := range pictures {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("compose PDF: %w", err)
		}
		if _, _, err := image.DecodeConfig(bytes.NewReader(p.JPEG)); err != nil {
			return fmt.Errorf("compose PDF: picture %d: %w", i+1, err)
		}
		name, options := fmt.Sprintf("page %d", i+1), fpdf.ImageOptions{ImageType: "JPEG"}
		doc.AddPageFormat("P", fpdf.SizeType{Wd: p.Width, Ht: p.Height})
		doc.RegisterImageOptionsReader(name, options, bytes.NewReader(p.JPEG))
		doc.ImageOptions(name, 0, 0, p.Width, p.Height, false, options, 0, "")
	}
	if err := doc.Output(w); err != nil {
		return fmt.Errorf("compose PDF: %w", err)
	}
	return nil
}
