package raster

import (
	"bytes"
	"encoding/binary"
	"errors"
)

// Tags of TIFF 6.0 and of EXIF.
const (
	tagSubfileType     = 254
	tagWidth           = 256
	tagLength          = 257
	tagBitsPerSample   = 258
	tagCompression     = 259
	tagPhotometric     = 262
	tagFillOrder       = 266
	tagStripOffsets    = 273
	tagOrientation     = 274
	tagSamplesPerPixel = 277
	tagRowsPerStrip    = 278
	tagStripByteCounts = 279
	tagXResolution     = 282
	tagYResolution     = 283
	tagPlanarConfig    = 284
	tagResolutionUnit  = 296
	tagTileWidth       = 322
	tagTileLength      = 323
	tagTileOffsets     = 324
	tagTileByteCounts  = 325
	tagJPEGTables      = 347
	tagExifIFD         = 0x8769
	tagExposureTime    = 0x829a
	tagFNumber         = 0x829d
	tagFocalLength     = 0x920a
)

var errIFD = errors.New("the directory of tags lies outside of the file")

// sizes are those of the field types of TIFF 6.0 in bytes, by their number.
var sizes = [...]int{0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8}

// Field types.
const (
	typeByte = 1 + iota
	typeASCII
	typeShort
	typeLong
	typeRational
	typeUndefined = 7
)

// tags is a TIFF structure, which EXIF is as well.
type tags struct {
	data  []byte
	order binary.ByteOrder
}

// ifd is one image file directory: the values of its fields by tag.
type ifd struct {
	tags
	fields map[uint16]field
	next   uint32 // offset of the following directory; 0: none
	cut    bool   // a field's value lies outside of the file
}

type field struct {
	kind  uint16
	count uint32
	value []byte
}

// newTags reads the header. offset is that of the first directory.
func newTags(b []byte) (t tags, offset uint32, err error) {
	switch {
	case len(b) < 8:
		return t, 0, errIFD
	case bytes.HasPrefix(b, []byte("II*\x00")):
		t = tags{b, binary.LittleEndian}
	case bytes.HasPrefix(b, []byte("MM\x00*")):
		t = tags{b, binary.BigEndian}
	default:
		return t, 0, errors.New("no TIFF header")
	}
	return t, t.order.Uint32(b[4:]), nil
}

// directory reads the directory at an offset. Fields whose values lie outside of
// the file are left out.
func (t tags) directory(offset uint32) (ifd, error) {
	const entry = 12
	d := ifd{tags: t, fields: map[uint16]field{}}
	at := t.slice(int64(offset), 2)
	if at == nil {
		return d, errIFD
	}
	n := int64(t.order.Uint16(at))
	entries := t.slice(int64(offset)+2, entry*n)
	if n == 0 || entries == nil {
		return d, errIFD
	}
	for ; len(entries) > 0; entries = entries[entry:] {
		f := field{kind: t.order.Uint16(entries[2:]), count: t.order.Uint32(entries[4:])}
		if int(f.kind) >= len(sizes) {
			continue
		}
		length := int64(sizes[f.kind]) * int64(f.count)
		if f.value = entries[8:12]; length > 4 {
			f.value = t.slice(int64(t.order.Uint32(entries[8:])), length)
		}
		if f.value == nil {
			d.cut = true
			continue
		}
		d.fields[t.order.Uint16(entries)] = f
	}
	// Some writers leave out the offset after the last directory.
	if next := t.slice(int64(offset)+2+entry*n, 4); next != nil {
		d.next = t.order.Uint32(next)
	}
	return d, nil
}

// slice is nil if the bytes are not all there.
func (t tags) slice(offset, n int64) []byte {
	if offset < 0 || n < 0 || offset > int64(len(t.data)) || n > int64(len(t.data))-offset {
		return nil
	}
	return t.data[offset:][:n:n]
}

// uint is the first value of a field of whole numbers, or def if there is none.
func (d ifd) uint(tag uint16, def int) int {
	if all := d.uints(tag, 1); len(all) > 0 {
		return all[0]
	}
	return def
}

// uints are at most n values of a field of whole numbers.
func (d ifd) uints(tag uint16, n int) []int {
	f := d.fields[tag]
	n = min(n, int(f.count))
	out := make([]int, 0, n)
	for i := range n {
		switch f.kind {
		case typeByte:
			out = append(out, int(f.value[i]))
		case typeShort:
			out = append(out, int(d.order.Uint16(f.value[2*i:])))
		case typeLong:
			out = append(out, int(d.order.Uint32(f.value[4*i:])))
		}
	}
	return out
}

// rational is the value of a field of one fraction, or 0.
func (d ifd) rational(tag uint16) float64 {
	f := d.fields[tag]
	if f.kind != typeRational || f.count < 1 {
		return 0
	}
	above, below := d.order.Uint32(f.value), d.order.Uint32(f.value[4:])
	if below == 0 {
		return 0
	}
	return float64(above) / float64(below)
}

// stated is what the fields say about a picture.
func (d ifd) stated() stated {
	s := stated{x: d.rational(tagXResolution), y: d.rational(tagYResolution), orientation: d.uint(tagOrientation, 0)}
	switch d.uint(tagResolutionUnit, 2) {
	case 1: // only a ratio
		s.x, s.y = 0, 0
	case 3:
		s.x, s.y = s.x*cmPerInch, s.y*cmPerInch
	}
	return s
}

// statedByExif reads EXIF without its prefix. A picture with an exposure or a
// lens is a photo; scanners state neither.
func statedByExif(b []byte) stated {
	t, offset, err := newTags(bytes.TrimPrefix(b, []byte("Exif\x00\x00")))
	if err != nil {
		return stated{}
	}
	d, err := t.directory(offset)
	if err != nil {
		return stated{}
	}
	s := d.stated()
	camera, err := t.directory(uint32(d.uint(tagExifIFD, 0)))
	if err != nil {
		return s
	}
	for _, tag := range []uint16{tagExposureTime, tagFNumber, tagFocalLength} {
		s.photo = s.photo || camera.rational(tag) > 0
	}
	return s
}
