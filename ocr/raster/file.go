package raster

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"github.com/gabriel-vasile/mimetype"
	"golang.org/x/image/bmp"
	"golang.org/x/image/webp"
)

// Limits bound what a file may ask for. Zero is no limit.
type Limits struct {
	Pages  int // of a file
	Pixels int // of a page
}

// File is an open picture file. It reads from the bytes it was opened with and
// holds nothing else.
type File struct {
	limits Limits
	pages  []filePage
}

// filePage is a page that is still to be decoded.
type filePage struct {
	size   image.Point // as the header says, before any turn
	stated stated
	decode func() (image.Image, error)
}

// format is a kind of file that holds a single picture.
type format struct {
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
	stated func([]byte) stated
}

// single returns the format of a media type, or nil.
func single(media string) *format {
	switch media {
	case "image/png":
		return &format{png.DecodeConfig, png.Decode, statedByPNG}
	case "image/jpeg":
		return &format{jpeg.DecodeConfig, decodeJPEG, statedByJPEG}
	case "image/webp":
		return &format{webp.DecodeConfig, decodeWebP, statedByWebP}
	case "image/bmp":
		return &format{bmp.DecodeConfig, bmp.Decode, statedByBMP}
	case "image/gif":
		return &format{gif.DecodeConfig, decodeGIF, statedByNothing}
	case "image/heic", "image/heif":
		return heicFormat()
	}
	return nil
}

// Open looks at the headers of a PNG, JPEG, TIFF, WebP, BMP, GIF or HEIC file,
// which it tells by their content. b must not change while the File is in use.
// An error is an *ingest.Error of kind Refuse.
func Open(b []byte, l Limits) (*File, error) {
	pages, err := l.pages(b)
	if err != nil {
		return nil, err
	}
	if len(pages) == 1 {
		if err := l.check(pages[0].size); err != nil {
			return nil, err
		}
	}
	return &File{l, pages}, nil
}

func (l Limits) pages(b []byte) ([]filePage, error) {
	detected := mimetype.Detect(b)
	for m := detected; m != nil; m = m.Parent() {
		if m.Is("image/tiff") {
			return tiffPages(b, l)
		}
		if format := single(m.String()); format != nil {
			page, err := format.open(b)
			return []filePage{page}, err
		}
	}
	return nil, unsupported(fmt.Errorf("content of type %s", detected))
}

func (f *format) open(b []byte) (p filePage, err error) {
	defer recoverTo(&err)
	config, err := f.config(bytes.NewReader(b))
	if err != nil {
		return p, damaged(err)
	}
	return filePage{
		size: image.Pt(config.Width, config.Height), stated: f.stated(b),
		decode: func() (image.Image, error) { return f.decode(bytes.NewReader(b)) },
	}, nil
}

// Pages counts the pages.
func (f *File) Pages() int { return len(f.pages) }

// Page decodes page n, counted from 1, and sets it as its file says: the right
// way round, its pixels square, on white. The picture is an *image.Gray or an
// opaque *image.RGBA with its corner at (0, 0). dpi is its resolution in pixels
// per inch, 0 if the file states none or one that cannot be true.
func (f *File) Page(ctx context.Context, n int) (img image.Image, dpi float64, err error) {
	if n < 1 || n > len(f.pages) {
		return nil, 0, fmt.Errorf("no page %d of %d", n, len(f.pages))
	}
	if err := ctx.Err(); err != nil {
		return nil, 0, fmt.Errorf("decode page %d: %w", n, err)
	}
	p := &f.pages[n-1]
	if err := f.limits.check(p.size); err != nil {
		return nil, 0, err
	}
	defer recoverTo(&err)
	stored, err := p.decode()
	if err != nil {
		return nil, 0, damaged(err)
	}
	size := stored.Bounds().Size()
	if err := f.limits.check(size); err != nil {
		return nil, 0, err
	}
	x, y := p.stated.believable(size)
	if img, dpi, err = f.limits.square(flat(stored), x, y); err != nil {
		return nil, 0, err
	}
	return oriented(img, p.stated.orientation), dpi, nil
}

// check refuses pictures of too many pixels, before they are decoded.
func (l Limits) check(size image.Point) error {
	if size.X <= 0 || size.Y <= 0 {
		return damaged(fmt.Errorf("a picture of %v pixels", size))
	}
	if l.Pixels > 0 && size.X > l.Pixels/size.Y {
		return tooLarge(size, l.Pixels)
	}
	return nil
}

// decodeJPEG forgives a missing end marker: some scanners leave it out. Where
// data is missing before it, decoding still fails. A progressive picture would
// only be blurred, so there the marker is demanded.
func decodeJPEG(r io.Reader) (image.Image, error) {
	b, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	img, err := jpeg.Decode(bytes.NewReader(b))
	if err == nil || isProgressive(b) {
		return img, err
	}
	return jpeg.Decode(io.MultiReader(bytes.NewReader(b), bytes.NewReader([]byte{0xff, markerEOI})))
}

// decodeWebP demands the whole file: behind the pixels stands which way up they are.
func decodeWebP(r io.Reader) (image.Image, error) {
	b, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	const header = 8 // RIFF and the size of what follows
	if len(b) < header || uint64(binary.LittleEndian.Uint32(b[4:])) > uint64(len(b)-header) {
		return nil, io.ErrUnexpectedEOF
	}
	return webp.Decode(bytes.NewReader(b))
}

// decodeGIF sets the first frame on its screen, which may be larger.
func decodeGIF(r io.Reader) (image.Image, error) {
	var head bytes.Buffer
	screen, err := gif.DecodeConfig(io.TeeReader(r, &head))
	if err != nil {
		return nil, err
	}
	frame, err := gif.Decode(io.MultiReader(&head, r))
	if err != nil {
		return nil, err
	}
	bounds := image.Rect(0, 0, screen.Width, screen.Height)
	if frame.Bounds() == bounds {
		return frame, nil
	}
	return onScreen(frame, bounds), nil
}
