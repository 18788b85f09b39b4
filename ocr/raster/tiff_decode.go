package raster

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"io"
	"slices"

	"golang.org/x/image/tiff"
)

// Compressions of TIFF that are treated apart.
const (
	compressionNone    = 1
	compressionG4      = 4
	compressionLZW     = 5
	compressionJPEG    = 7
	compressionDeflate = 8
	compressionPacked  = 32773
	compressionZip     = 32946
)

// Photometric interpretations of TIFF.
const (
	whiteIsZero = iota
	blackIsZero
	trueColour
	paletted
)

// decode takes the decoder that knows all the features of the page. Those of Go
// are strict, so they come first. Leptonica takes damaged colours for good, so
// it never reads what Go's decoder has refused of those.
func (p tiffPage) decode(l Limits) (image.Image, error) {
	samples := p.uint(tagSamplesPerPixel, 1)
	if samples != 1 && p.uint(tagPlanarConfig, 1) != 1 {
		return nil, unsupported(errors.New("each colour in a plane of its own"))
	}
	if p.cut {
		return nil, errIFD
	}
	blocks, err := p.blocks(l)
	if err != nil {
		return nil, err
	}
	switch p.uint(tagCompression, compressionNone) {
	case compressionJPEG:
		return p.decodeJPEG(blocks)
	case compressionG4:
		return p.decodeG4(blocks)
	}
	if !p.isPlain() {
		return p.decodeLept()
	}
	img, err := tiff.Decode(io.NewSectionReader(p.alone(), 0, int64(len(p.data))))
	if err != nil && samples == 1 {
		return p.decodeLept()
	}
	return img, err
}

// isPlain reports whether x/image/tiff reads the page right. It does not look at
// the order of bits.
func (p tiffPage) isPlain() bool {
	samples := p.uint(tagSamplesPerPixel, 1)
	bits := p.uints(tagBitsPerSample, samples)
	if len(bits) != samples || slices.Max(bits) != slices.Min(bits) {
		return false
	}
	switch p.uint(tagCompression, compressionNone) {
	case compressionNone, compressionLZW, compressionDeflate, compressionZip, compressionPacked:
	default:
		return false
	}
	depth := bits[0]
	switch p.uint(tagPhotometric, -1) {
	case whiteIsZero, blackIsZero:
		return samples == 1 && (depth == 8 || depth == 16 || depth == 1 && p.uint(tagFillOrder, 1) == 1)
	case trueColour:
		return (samples == 3 || samples == 4) && (depth == 8 || depth == 16)
	case paletted:
		return samples == 1 && depth == 8
	}
	return false
}

// block is a strip or a tile: where it stands on the page and its bytes.
type block struct {
	image.Rectangle
	stored image.Point // its size with what stands beyond the page
	data   []byte
}

// blocks finds the strips or tiles of a page and makes sure that all their
// bytes are there.
func (p tiffPage) blocks(l Limits) ([]block, error) {
	page := image.Rectangle{Max: p.size()}
	size := page.Max
	offsets, counts := uint16(tagStripOffsets), uint16(tagStripByteCounts)
	if rows := p.uint(tagRowsPerStrip, size.Y); rows > 0 {
		size.Y = min(rows, size.Y)
	}
	_, tiled := p.fields[tagTileWidth]
	if tiled {
		offsets, counts = tagTileOffsets, tagTileByteCounts
		size = image.Pt(p.uint(tagTileWidth, 0), p.uint(tagTileLength, 0))
		if err := l.check(size); err != nil {
			return nil, err
		}
	}
	across, down := (page.Max.X+size.X-1)/size.X, (page.Max.Y+size.Y-1)/size.Y
	n := across * down
	starts, lengths := p.uints(offsets, n), p.uints(counts, n)
	if len(lengths) == 0 && n == 1 && len(starts) == 1 { // old writers leave it out
		lengths = []int{len(p.data) - starts[0]}
	}
	if n <= 0 || len(starts) < n || len(lengths) < n {
		return nil, fmt.Errorf("%d offsets and %d lengths of %d strips or tiles", len(starts), len(lengths), n)
	}
	blocks := make([]block, n)
	for i := range blocks {
		data := p.slice(int64(starts[i]), int64(lengths[i]))
		if len(data) == 0 {
			return nil, fmt.Errorf("strip or tile %d lies outside of the file", i)
		}
		corner := image.Pt(i%across*size.X, i/across*size.Y)
		b := block{image.Rectangle{corner, corner.Add(size)}.Intersect(page), size, data}
		if !tiled {
			b.stored = b.Size() // the last strip is cut, the last tile padded
		}
		blocks[i] = b
	}
	return blocks, nil
}

// alone is the file with this page as its first.
func (p tiffPage) alone() io.ReaderAt {
	header := slices.Clone(p.data[:8])
	p.order.PutUint32(header[4:], p.offset)
	return overlaid{header, p.data}
}

// overlaid is a file with another beginning.
type overlaid struct{ head, whole []byte }

// ReadAt implements io.ReaderAt.
func (o overlaid) ReadAt(b []byte, offset int64) (int, error) {
	n, err := bytes.NewReader(o.whole).ReadAt(b, offset)
	if offset < int64(len(o.head)) {
		copy(b[:n], o.head[offset:])
	}
	return n, err
}
