package raster

import (
	"bytes"
	"fmt"
	"image"
	"io"

	"golang.org/x/image/ccitt"
)

// decodeG4 reads a page of G4 fax (ITU T.6). x/image/tiff has black and white
// the wrong way round where zero is black, and demands the end marker that some
// scanners leave out; Leptonica takes half a page for a whole one.
func (p tiffPage) decodeG4(blocks []block) (image.Image, error) {
	order := ccitt.MSB
	if p.uint(tagFillOrder, 1) == 2 {
		order = ccitt.LSB
	}
	white, black := byte(0xff), byte(0)
	if p.uint(tagPhotometric, whiteIsZero) == blackIsZero {
		white, black = black, white
	}
	out := image.NewGray(image.Rectangle{Max: p.size()})
	for _, b := range blocks {
		row := make([]byte, (b.stored.X+7)/8)
		rows := ccitt.NewReader(bytes.NewReader(b.data), order, ccitt.Group4, b.stored.X, b.stored.Y, nil)
		for y := range b.Dy() {
			if _, err := io.ReadFull(rows, row); err != nil {
				return nil, fmt.Errorf("row %d of a strip or tile: %w", y, err)
			}
			line := out.Pix[out.PixOffset(b.Min.X, b.Min.Y+y):][:b.Dx()]
			for x := range line {
				if line[x] = black; row[x/8]<<(x%8)&0x80 != 0 {
					line[x] = white
				}
			}
		}
	}
	return out, nil
}
