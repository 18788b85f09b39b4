package raster

import (
	"bytes"
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
// are strict, so they come first. Leptonica takes damaged colours and G4 for
// good, so it never reads what Go's decoder has refused of those.
func (p tiffPage) decode(l Limits) (image.Image, error) {
	blocks, err := p.blocks(l)
	if err != nil {
		return nil, err
	}
	compression := p.uint(tagCompression, compressionNone)
	if compression == compressionJPEG {
		return p.decodeJPEG(blocks)
	}
	if !p.isPlain() {
		return p.decodeLept()
	}
	img, err := tiff.Decode(io.NewSectionReader(p.alone(), 0, int64(len(p.data))))
	if err != nil && p.uint(tagSamplesPerPixel, 1) == 1 && compression != compressionG4 {
		return p.decodeLept()
	}
	return img, err
}

// isPlain reports whether x/image/tiff reads the page right. It does not look at
// the planes, at the order of bits (but for fax) or at the options of G3.
func (p tiffPage) isPlain() bool {
	samples := p.uint(tagSamplesPerPixel, 1)
	bits := p.uints(tagBitsPerSample, samples)
	if len(bits) == 0 {
		bits = []int{1}
	}
	depth := bits[0]
	if len(bits) != samples || slices.Max(bits) != slices.Min(bits) || samples != 1 && p.uint(tagPlanarConfig, 1) != 1 {
		return false
	}
	photometric := p.uint(tagPhotometric, -1)
	switch p.uint(tagCompression, compressionNone) {
	case compressionG4:
		return depth == 1 && (photometric == whiteIsZero || photometric == blackIsZero)
	case compressionNone, compressionLZW, compressionDeflate, compressionZip, compressionPacked:
	default:
		return false
	}
	switch photometric {
	case whiteIsZero, blackIsZero:
		return samples == 1 && (depth == 8 || depth == 16 || depth == 1 && p.uint(tagFillOrder, 1) == 1)
	case trueColour:
		return (samples == 3 || samples == 4) && (depth == 8 || depth == 16)
	case paletted:
		return samples == 1 && depth == 8
	}
	return false
}

// block is a strip or a tile: where it stands and its bytes.
type block struct {
	image.Rectangle
	data []byte
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
	if _, tiled := p.fields[tagTileWidth]; tiled {
		offsets, counts = tagTileOffsets, tagTileByteCounts
		size = image.Pt(p.uint(tagTileWidth, 0), p.uint(tagTileLength, 0))
		if err := l.check(size); err != nil {
			return nil, err
		}
	}
	across, down := (page.Max.X+size.X-1)/size.X, (page.Max.Y+size.Y-1)/size.Y
	n := across * down
	if p.uint(tagPlanarConfig, 1) == 2 {
		n *= p.uint(tagSamplesPerPixel, 1)
	}
	starts, lengths := p.uints(offsets, n), p.uints(counts, n)
	if len(lengths) == 0 && n == 1 && len(starts) == 1 { // old writers leave it out
		lengths = []int{len(p.data) - starts[0]}
	}
	if n == 0 || len(starts) < n || len(lengths) < n {
		return nil, fmt.Errorf("%d offsets and %d lengths of %d strips or tiles", len(starts), len(lengths), n)
	}
	blocks := make([]block, n)
	for i := range blocks {
		data := p.slice(int64(starts[i]), int64(lengths[i]))
		if len(data) == 0 {
			return nil, fmt.Errorf("strip or tile %d lies outside of the file", i)
		}
		at := i % (across * down)
		corner := image.Pt(at%across*size.X, at/across*size.Y)
		blocks[i] = block{image.Rectangle{corner, corner.Add(size)}.Intersect(page), data}
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
