package raster

import (
	"encoding/binary"
	"errors"
	"image"
	"io"

	"github.com/gen2brain/heic"
)

// heicFormat reads HEIC by libheif, which turns the picture as its file says;
// the orientation that EXIF repeats must not be applied again (ISO/IEC 23008-12,
// A.4). Its own reading of the size only looks at the first 32 kB, and fails
// where EXIF stands behind them.
func heicFormat() *format { return &format{heicSize, heic.Decode, statedByNothing} }

// heicSize is the largest of the sizes of a file's pictures, tiles and
// thumbnails (ispe; ISO/IEC 23008-12, 6.5.3), before they are turned.
func heicSize(r io.Reader) (c image.Config, err error) {
	b, err := io.ReadAll(r)
	if err != nil {
		return c, err
	}
	const fullBox = 4 // version and flags
	eachBox(b, "meta", func(meta []byte) {
		eachBox(meta[min(fullBox, len(meta)):], "iprp", func(properties []byte) {
			eachBox(properties, "ipco", func(container []byte) {
				eachBox(container, "ispe", func(size []byte) {
					if len(size) < fullBox+8 {
						return
					}
					w, h := int(binary.BigEndian.Uint32(size[fullBox:])), int(binary.BigEndian.Uint32(size[fullBox+4:]))
					c.Width, c.Height = max(c.Width, w), max(c.Height, h)
				})
			})
		})
	})
	if c.Width == 0 {
		return c, errors.New("no size of a picture")
	}
	return c, nil
}

// eachBox calls f with the content of each box of a kind (ISO/IEC 14496-12, 4.2).
func eachBox(b []byte, kind string, f func([]byte)) {
	for header := uint64(8); uint64(len(b)) >= header; header = 8 {
		size := uint64(binary.BigEndian.Uint32(b))
		switch size {
		case 0: // to the end
			size = uint64(len(b))
		case 1:
			if header = 16; uint64(len(b)) < header {
				return
			}
			size = binary.BigEndian.Uint64(b[8:])
		}
		if size < header || size > uint64(len(b)) {
			return
		}
		if string(b[4:8]) == kind {
			f(b[header:size])
		}
		b = b[size:]
	}
}
