package printer

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"math/rand/v2"
	"os/exec"
	"strconv"

	"golang.org/x/image/font/opentype"
)

// sheet is a page on its way through the scanner: one plane for grey, three
// (red, green, blue) once it has colour. All damage works plane by plane.
type sheet struct {
	planes []*image.Gray
	dpi    float64
	rng    *rand.Rand
	verso  *image.Gray // what is printed on the other side
	issuer string      // the name on its seal
	face   *opentype.Font

	bilevel bool // nothing but black and white is left
	quality int  // of the JPEG that it is kept as; 0 keeps every pixel
}

func (s *sheet) bounds() image.Rectangle { return s.planes[0].Rect }

// within draws a number between two bounds.
func (s *sheet) within(low, high float64) float64 { return low + (high-low)*s.rng.Float64() }

// pixels is a length in millimetres on this sheet.
func (s *sheet) pixels(mm float64) float64 { return mm / 25.4 * s.dpi }

// colour gives the sheet three planes.
func (s *sheet) colour() {
	for len(s.planes) < 3 {
		next := image.NewGray(s.bounds())
		copy(next.Pix, s.planes[0].Pix)
		s.planes = append(s.planes, next)
	}
}

// each replaces every value of every plane.
func (s *sheet) each(f func(v uint8) uint8) {
	var table [256]uint8
	for v := range table {
		table[v] = f(uint8(v))
	}
	for _, p := range s.planes {
		for i, v := range p.Pix {
			p.Pix[i] = table[v]
		}
	}
}

// picture is the sheet as an image.
func (s *sheet) picture() image.Image {
	b := s.bounds()
	switch {
	case s.bilevel:
		out := image.NewPaletted(b, blackAndWhite)
		for i, v := range s.planes[0].Pix {
			if v >= 128 {
				out.Pix[i] = 1
			}
		}
		return out
	case len(s.planes) == 1:
		return s.planes[0]
	}
	out := image.NewRGBA(b)
	for i := range s.planes[0].Pix {
		out.Pix[4*i], out.Pix[4*i+1], out.Pix[4*i+2], out.Pix[4*i+3] = s.planes[0].Pix[i], s.planes[1].Pix[i], s.planes[2].Pix[i], 255
	}
	return out
}

// render draws every page of a PDF in grey.
func render(ctx context.Context, pdf []byte, dpi float64) ([]*image.Gray, error) {
	cmd := exec.CommandContext(ctx, "pdftoppm", "-gray", "-r", strconv.FormatFloat(dpi, 'f', -1, 64), "-")
	cmd.Stdin = bytes.NewReader(pdf)
	out, err := cmd.Output()
	if errors.Is(err, exec.ErrNotFound) {
		return nil, errors.New("printer: pdftoppm is not installed: run: apt-get install poppler-utils")
	}
	if err != nil {
		return nil, fmt.Errorf("printer: pdftoppm: %w", err)
	}
	var pages []*image.Gray
	for r := bufio.NewReader(bytes.NewReader(out)); ; {
		if _, err := r.Peek(1); errors.Is(err, io.EOF) {
			return pages, nil
		}
		var width, height, top int
		if _, err := fmt.Fscanf(r, "P5\n%d %d\n%d\n", &width, &height, &top); err != nil {
			return nil, fmt.Errorf("printer: pdftoppm's picture: %w", err)
		}
		page := image.NewGray(image.Rect(0, 0, width, height))
		if _, err := io.ReadFull(r, page.Pix); err != nil {
			return nil, fmt.Errorf("printer: pdftoppm's picture: %w", err)
		}
		pages = append(pages, page)
	}
}
