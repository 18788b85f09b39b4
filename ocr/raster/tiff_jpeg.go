package raster

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/jpeg"

	"golang.org/x/image/draw"
)

// adobe is the APP14 segment that says that the three components are red, green
// and blue, which TIFF says by its photometric interpretation.
var adobe = []byte{0xff, 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0}

// decodeJPEG reads a page of TIFF's compression 7 (Adobe Photoshop TIFF
// Technical Notes 2): each strip or tile is a JPEG that leaves its tables to
// the page.
func (p tiffPage) decodeJPEG(blocks []block) (image.Image, error) {
	page := image.Rectangle{Max: p.size()}
	var out draw.Image
	for _, b := range blocks {
		whole, err := p.wholeJPEG(b.data)
		if err != nil {
			return nil, err
		}
		config, err := jpeg.DecodeConfig(bytes.NewReader(whole))
		if err != nil {
			return nil, err
		}
		if config.Width < b.Dx() || config.Height < b.Dy() || config.Width > b.stored.X || config.Height > b.stored.Y {
			return nil, fmt.Errorf("a strip or tile of %d×%d pixels, not %v", config.Width, config.Height, b.Size())
		}
		img, err := decodeJPEG(bytes.NewReader(whole))
		if err != nil {
			return nil, err
		}
		if out == nil {
			if out = image.NewRGBA(page); isGray(img) {
				out = image.NewGray(page)
			}
		}
		draw.Draw(out, b.Rectangle, img, image.Point{}, draw.Src)
	}
	return out, nil
}

func isGray(img image.Image) bool {
	_, ok := img.(*image.Gray)
	return ok
}

// wholeJPEG puts the tables of the page into the JPEG of a strip or tile.
func (p tiffPage) wholeJPEG(data []byte) ([]byte, error) {
	start := []byte{0xff, markerSOI}
	body, ok := bytes.CutPrefix(data, start)
	if !ok {
		return nil, errors.New("a strip or tile without JPEG")
	}
	whole := bytes.Clone(start)
	if p.uint(tagPhotometric, -1) == trueColour {
		whole = append(whole, adobe...)
	}
	tables := bytes.TrimPrefix(p.fields[tagJPEGTables].value, start)
	whole = append(whole, bytes.TrimSuffix(tables, []byte{0xff, markerEOI})...)
	return append(whole, body...), nil
}
