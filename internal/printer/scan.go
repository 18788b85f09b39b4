package printer

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"time"

	"github.com/go-pdf/fpdf"
	"golang.org/x/image/tiff"
)

// Scan is a report that was printed and scanned.
type Scan struct {
	Name   string // without an extension
	Report Report
	Damage string
	DPI    float64
	Pages  []Picture
}

// Picture is one scanned page as a file.
type Picture struct {
	Format string // "jpeg" or "png"
	Bytes  []byte
	Width  int // pixels
	Height int
}

var blackAndWhite = color.Palette{color.Gray{Y: 0}, color.Gray{Y: 255}}

// Scan prints the report's pages on paper, damages them and scans them. The
// seed fixes every choice.
func (r Report) Scan(ctx context.Context, d Damage, seed uint64) (Scan, error) {
	pages, err := render(ctx, r.PDF, d.DPI)
	if err != nil {
		return Scan{}, err
	}
	face, err := sealFont()
	if err != nil {
		return Scan{}, err
	}
	out := Scan{Name: r.Name + "-" + d.Name, Report: r, Damage: d.Name, DPI: d.DPI}
	versos := make([]*image.Gray, len(pages))
	for i := range pages {
		if i^1 < len(pages) && d.Bleeds {
			versos[i] = image.NewGray(pages[i^1].Rect)
			copy(versos[i].Pix, pages[i^1].Pix)
		}
	}
	for i, page := range pages {
		if err := ctx.Err(); err != nil {
			return Scan{}, fmt.Errorf("printer: %w", err)
		}
		s := &sheet{
			planes: []*image.Gray{page}, dpi: d.DPI, verso: versos[i], issuer: r.Truth.Issuer, face: face,
			rng: newSource(seed, uint64(i)+1),
		}
		for _, act := range d.steps {
			act(s)
		}
		p, err := s.encode()
		if err != nil {
			return Scan{}, err
		}
		out.Pages = append(out.Pages, p)
		pages[i] = nil
	}
	return out, nil
}

func newSource(seed, stream uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, stream)) }

func (s *sheet) encode() (Picture, error) {
	var b bytes.Buffer
	p := Picture{Format: "png", Width: s.bounds().Dx(), Height: s.bounds().Dy()}
	var err error
	if s.quality > 0 && !s.bilevel {
		p.Format = "jpeg"
		err = jpeg.Encode(&b, s.picture(), &jpeg.Options{Quality: s.quality})
	} else {
		err = (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, s.picture())
	}
	if err != nil {
		return Picture{}, fmt.Errorf("printer: %w", err)
	}
	p.Bytes = b.Bytes()
	return p, nil
}

// Image decodes the picture.
func (p Picture) Image() (image.Image, error) {
	m, _, err := image.Decode(bytes.NewReader(p.Bytes))
	if err != nil {
		return nil, fmt.Errorf("printer: %w", err)
	}
	return m, nil
}

// TIFF is the picture as a TIFF file.
func (p Picture) TIFF() ([]byte, error) {
	m, err := p.Image()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := tiff.Encode(&b, m, &tiff.Options{Compression: tiff.Deflate}); err != nil {
		return nil, fmt.Errorf("printer: %w", err)
	}
	return b.Bytes(), nil
}

// PDF is the PDF that a scanner saves: one picture a page and no text.
func (s Scan) PDF() ([]byte, error) {
	doc := fpdf.New("P", "pt", "A4", "")
	day := time.Date(2024, 1, 31, 9, 0, 0, 0, time.UTC)
	doc.SetCreationDate(day)
	doc.SetModificationDate(day)
	doc.SetCatalogSort(true)
	for i, p := range s.Pages {
		name := fmt.Sprint("page", i)
		width, height := float64(p.Width)*72/s.DPI, float64(p.Height)*72/s.DPI
		doc.AddPageFormat("P", fpdf.SizeType{Wd: width, Ht: height})
		options := fpdf.ImageOptions{ImageType: p.Format}
		doc.RegisterImageOptionsReader(name, options, bytes.NewReader(p.Bytes))
		doc.ImageOptions(name, 0, 0, width, height, false, options, 0, "")
	}
	var b bytes.Buffer
	if err := doc.Output(&b); err != nil {
		return nil, fmt.Errorf("printer: %w", err)
	}
	return b.Bytes(), nil
}
