package raster

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"strings"
	"testing"

	"github.com/gouji/gouji/ingest"
)

// chunk is one of a PNG.
func chunk(name string, data []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	b = append(append(b, name...), data...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// pngOf claims a size, with the given uncompressed rows of 8 bits of gray.
func pngOf(width, height uint32, rows []byte, extra ...[]byte) []byte {
	header := binary.BigEndian.AppendUint32(nil, width)
	header = append(binary.BigEndian.AppendUint32(header, height), 8, 0, 0, 0, 0)
	var packed bytes.Buffer
	w := zlib.NewWriter(&packed)
	_, _ = w.Write(rows)
	_ = w.Close()
	return bytes.Join([][]byte{[]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", header), bytes.Join(extra, nil), chunk("IDAT", packed.Bytes()), chunk("IEND", nil)}, nil)
}

// tiffOf chains n directories of the given fields; the last one points to next.
func tiffOf(n int, next uint32, fields ...[3]uint32) []byte {
	b := []byte("II*\x00\x08\x00\x00\x00")
	for i := range n {
		b = binary.LittleEndian.AppendUint16(b, uint16(len(fields)))
		for _, f := range fields {
			b = binary.LittleEndian.AppendUint16(b, uint16(f[0]))
			b = binary.LittleEndian.AppendUint16(b, uint16(f[1]))
			b = binary.LittleEndian.AppendUint32(b, 1)
			b = binary.LittleEndian.AppendUint32(b, f[2])
		}
		if i < n-1 {
			b = binary.LittleEndian.AppendUint32(b, uint32(len(b)+4))
		} else {
			b = binary.LittleEndian.AppendUint32(b, next)
		}
	}
	return b
}

// sized are fields of an uncompressed page of 8 bits of gray whose pixels begin
// with the file.
func sized(width, height, rows, bytes uint32) [][3]uint32 {
	return [][3]uint32{
		{tagWidth, typeLong, width}, {tagLength, typeLong, height}, {tagBitsPerSample, typeShort, 8}, {tagCompression, typeShort, 1},
		{tagPhotometric, typeShort, 1}, {tagStripOffsets, typeLong, 0}, {tagRowsPerStrip, typeLong, rows}, {tagStripByteCounts, typeLong, bytes},
	}
}

func hostile() map[string]struct {
	file []byte
	want error
} {
	jpegOf := func(width, height byte) []byte {
		return []byte{0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, height, 0xff, width, 0xff, 1, 1, 0x11, 0, 0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0xff, 0xd9}
	}
	return map[string]struct {
		file []byte
		want error
	}{
		"nothing":               {nil, ErrUnsupported},
		"text":                  {[]byte("收到申请 12 件"), ErrUnsupported},
		"a PDF":                 {[]byte("%PDF-1.7\n"), ErrUnsupported},
		"zeros":                 {make([]byte, 4096), ErrUnsupported},
		"BigTIFF":               {[]byte("II+\x00\x08\x00\x00\x00\x10\x00\x00\x00\x00\x00\x00\x00"), ErrUnsupported},
		"AVIF":                  {[]byte("\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1miaf"), ErrUnsupported},
		"PNG of 10^10":          {pngOf(100_000, 100_000, nil), ErrTooLarge},
		"PNG over the limit":    {pngOf(1001, 1000, nil), ErrTooLarge},
		"PNG of no width":       {pngOf(0, 10, nil), ErrDamaged},
		"PNG without pixels":    {pngOf(1000, 1000, nil), ErrDamaged},
		"PNG with half a page":  {pngOf(1000, 1000, make([]byte, 500*1001)), ErrDamaged},
		"PNG that is a bomb":    {pngOf(10, 10, make([]byte, 1<<24)), ErrDamaged},
		"PNG of a header":       {[]byte("\x89PNG\r\n\x1a\n"), ErrDamaged},
		"JPEG of 65,535":        {jpegOf(0xff, 0xff), ErrTooLarge},
		"JPEG without a scan":   {jpegOf(0, 0), ErrDamaged},
		"JPEG of a header":      {[]byte("\xff\xd8\xff\xe0"), ErrDamaged},
		"TIFF of a header":      {[]byte("II*\x00\x08\x00\x00\x00"), ErrDamaged},
		"TIFF without pages":    {[]byte("II*\x00\x00\x00\x00\x00"), ErrDamaged},
		"TIFF in a circle":      {tiffOf(1, 8, sized(2, 2, 2, 4)...), ErrDamaged},
		"TIFF of 10^6 pages":    {tiffOf(1_000_000, 0, [3]uint32{tagWidth, typeLong, 1}), ErrTooManyPages},
		"TIFF of small copies":  {tiffOf(1_000_000, 0, [3]uint32{tagSubfileType, typeLong, 1}), ErrTooManyPages},
		"TIFF of 10^10":         {tiffOf(1, 0, sized(100_000, 100_000, 1, 1)...), ErrTooLarge},
		"TIFF of 2^64":          {tiffOf(1, 0, sized(0xffffffff, 0xffffffff, 1, 1)...), ErrTooLarge},
		"TIFF of no strips":     {tiffOf(1, 0, sized(100, 100, 1, 100)...), ErrDamaged},
		"TIFF cut short":        {tiffOf(1, 0, sized(100, 100, 100, 10_000)...), ErrDamaged},
		"TIFF with a lost page": {tiffOf(2, 1<<30, sized(2, 2, 2, 4)...), ErrDamaged},
		"TIFF of large tiles": {tiffOf(1, 0, append(sized(10, 10, 10, 100),
			[3]uint32{tagTileWidth, typeLong, 1 << 31}, [3]uint32{tagTileLength, typeLong, 1 << 31})...), ErrTooLarge},
		"TIFF of tiny tiles": {tiffOf(1, 0, append(sized(1000, 1000, 1, 100),
			[3]uint32{tagTileWidth, typeLong, 1}, [3]uint32{tagTileLength, typeLong, 1})...), ErrDamaged},
		"WebP of a header": {[]byte("RIFF\x04\x00\x00\x00WEBPVP8X"), ErrDamaged},
		"HEIC of a header": {[]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), ErrDamaged},
		"BMP of a header":  {[]byte("BM\x00\x00\x00\x00"), ErrUnsupported},
		"GIF of a header":  {[]byte("GIF89a"), ErrDamaged},
	}
}

// limits of these tests.
var limits = Limits{Pages: 100, Pixels: 1_000_000}

// readAll decodes all pages.
func readAll(b []byte, l Limits) ([]image.Image, error) {
	f, err := Open(b, l)
	if err != nil {
		return nil, err
	}
	var pages []image.Image
	for n := range f.Pages() {
		img, _, pageErr := f.Page(context.Background(), n+1)
		err = errors.Join(err, pageErr)
		pages = append(pages, img)
	}
	return pages, err
}

func TestHostile(t *testing.T) {
	t.Parallel()
	for name, c := range hostile() {
		t.Run(name, func(t *testing.T) {
			_, err := readAll(c.file, limits)
			if !errors.Is(err, c.want) {
				t.Fatalf("%v, not %v", err, c.want)
			}
			if err != nil && (ingest.KindOf(err) != ingest.Refuse || !strings.HasSuffix(ingest.ReasonOf(err), "。")) {
				t.Errorf("kind %v, reason %q", ingest.KindOf(err), ingest.ReasonOf(err))
			}
		})
	}
}

// A page whose end is missing never passes for a whole one.
func TestTruncated(t *testing.T) {
	t.Parallel()
	for name, whole := range files(t) {
		for _, share := range []float64{0.1, 0.3, 0.5, 0.7, 0.9} {
			cut := whole[:int(float64(len(whole))*share)]
			if pages, err := readAll(cut, limits); err == nil && !sameAll(t, pages, whole) {
				t.Errorf("%s: %d of %d bytes were read", name, len(cut), len(whole))
			}
		}
	}
}

// sameAll reports whether nothing but trailing metadata was missing.
func sameAll(t *testing.T, pages []image.Image, whole []byte) bool {
	t.Helper()
	want, err := readAll(whole, limits)
	if err != nil {
		t.Fatal(err)
	}
	if len(pages) != len(want) {
		return false
	}
	for i := range pages {
		if !same(pages[i], want[i]) {
			return false
		}
	}
	return true
}

func TestHarmlessFaults(t *testing.T) {
	t.Parallel()
	all := files(t)
	jpg := all["probe.jpg"]
	for name, b := range map[string][]byte{
		"junk after a JPEG":      append(bytes.Clone(jpg), "\r\n--boundary--\r\n"...),
		"a JPEG without its end": jpg[:len(jpg)-2],
		"junk after a PNG":       append(bytes.Clone(all["probe.png"]), make([]byte, 100)...),
		"junk after a TIFF":      append(bytes.Clone(all["lzw.tif"]), make([]byte, 100)...),
		"G4 without its end":     withTag(t, all["g4-lsb.tif"], tagStripByteCounts, tagOf(t, all["g4-lsb.tif"], tagStripByteCounts)-3),
		"a TIFF of an odd tag":   withTag(t, all["lsb.tif"], tagOrientation, 99),
	} {
		pages, err := readAll(b, limits)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		isProbe(t, pages[0], false)
	}
}

func tagOf(t *testing.T, b []byte, tag uint16) int {
	t.Helper()
	all, offset, err := newTags(b)
	if err != nil {
		t.Fatal(err)
	}
	d, err := all.directory(offset)
	if err != nil {
		t.Fatal(err)
	}
	return d.uint(tag, 0)
}

func TestPageNumbers(t *testing.T) {
	t.Parallel()
	f, err := Open(files(t)["g4.tif"], limits)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{-1, 0, 3} {
		if _, _, err := f.Page(context.Background(), n); err == nil {
			t.Errorf("page %d was read", n)
		}
	}
	second, _, err := f.Page(context.Background(), 2)
	if err != nil {
		t.Fatal(err)
	}
	if r, _, _, _ := second.At(80, 35).RGBA(); r != 0 { // the bar of the second page
		t.Error("page 2 shows another page")
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, err := f.Page(ctx, 1); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func FuzzOpen(f *testing.F) {
	for _, b := range files(f) {
		f.Add(b)
	}
	for _, c := range hostile() {
		if len(c.file) < 1<<12 {
			f.Add(c.file)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		pages, err := readAll(b, Limits{Pages: 4, Pixels: 200_000})
		if err != nil && ingest.KindOf(err) != ingest.Refuse {
			t.Errorf("kind %v of %v", ingest.KindOf(err), err)
		}
		for _, img := range pages {
			if img != nil && img.Bounds().Min != (image.Point{}) {
				t.Errorf("bounds %v", img.Bounds())
			}
		}
	})
}

// The size of a HEIC is looked at before libheif gets to see it.
func TestLargeHEIC(t *testing.T) {
	t.Parallel()
	b := bytes.Clone(files(t)["plain.heic"])
	at := bytes.Index(b, []byte("ispe"))
	binary.BigEndian.PutUint32(b[at+8:], 100_000)
	binary.BigEndian.PutUint32(b[at+12:], 100_000)
	if _, err := Open(b, limits); !errors.Is(err, ErrTooLarge) {
		t.Error(err)
	}
}
