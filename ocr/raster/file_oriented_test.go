package raster

import (
	"bytes"
	"context"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// withOrientation puts an orientation into EXIF and that into a JPEG.
func withOrientation(t *testing.T, img image.Image, orientation int, order binary.AppendByteOrder, magic string) []byte {
	t.Helper()
	exif := order.AppendUint32([]byte(magic), 8)
	exif = order.AppendUint16(exif, 1)
	exif = order.AppendUint16(exif, tagOrientation)
	exif = order.AppendUint16(exif, typeShort)
	exif = order.AppendUint32(exif, 1)
	exif = order.AppendUint16(exif, uint16(orientation))
	exif = append(exif, 0, 0, 0, 0, 0, 0)
	return withSegment(t, img, markerAPP1, append([]byte("Exif\x00\x00"), exif...))
}

// withSegment encodes a JPEG with a further segment at its beginning.
func withSegment(t *testing.T, img image.Image, marker byte, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	segment := binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(data)+2))
	return bytes.Join([][]byte{b.Bytes()[:2], segment, data, b.Bytes()[2:]}, nil)
}

// storedAs is how the probe has to be stored to be upright with an orientation,
// by the words of TIFF 6.0: where row 0 and column 0 are.
func storedAs(orientation int) *image.RGBA {
	upright := probe()
	right, bottom := probeSize.X-1, probeSize.Y-1
	size := probeSize
	if orientation >= 5 {
		size = image.Pt(probeSize.Y, probeSize.X)
	}
	out := image.NewRGBA(image.Rectangle{Max: size})
	for row := range size.Y {
		for column := range size.X {
			at := map[int]image.Point{
				1: {column, row}, 2: {right - column, row}, 3: {right - column, bottom - row}, 4: {column, bottom - row},
				5: {row, column}, 6: {right - row, column}, 7: {right - row, bottom - column}, 8: {row, bottom - column},
			}[orientation]
			out.Set(column, row, upright.At(at.X, at.Y))
		}
	}
	return out
}

func TestOrientation(t *testing.T) {
	t.Parallel()
	for orientation := 1; orientation <= 8; orientation++ {
		for magic, order := range map[string]binary.AppendByteOrder{"II*\x00": binary.LittleEndian, "MM\x00*": binary.BigEndian} {
			f, err := Open(withOrientation(t, storedAs(orientation), orientation, order, magic), Limits{})
			if err != nil {
				t.Fatal(err)
			}
			img, _, err := f.Page(context.Background(), 1)
			if err != nil {
				t.Fatal(err)
			}
			isProbe(t, img, true)
		}
	}
}

func TestOrientedKeepsPixels(t *testing.T) {
	t.Parallel()
	for orientation := 1; orientation <= 8; orientation++ {
		if d := cmp.Diff(probe().Pix, oriented(storedAs(orientation), orientation).(*image.RGBA).Pix); d != "" {
			t.Errorf("orientation %d: other pixels", orientation)
		}
	}
}

// Leptonica and Go's decoders must agree on how a page lies.
func TestOrientationByLeptonica(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"four.tif", "cmyk.tif"} {
		whole := files(t)[name]
		base, err := Open(whole, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		upright, _, err := base.Page(context.Background(), 1)
		if err != nil {
			t.Fatal(err)
		}
		for orientation := 1; orientation <= 8; orientation++ {
			f, err := Open(withTag(t, whole, tagOrientation, orientation), Limits{})
			if err != nil {
				t.Fatal(err)
			}
			got, _, err := f.Page(context.Background(), 1)
			if err != nil {
				t.Fatal(err)
			}
			if want := oriented(upright, orientation); !same(want, got) {
				t.Errorf("%s: orientation %d differs", name, orientation)
			}
		}
	}
}

func same(a, b image.Image) bool {
	if a.Bounds() != b.Bounds() {
		return false
	}
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			if color.RGBAModel.Convert(a.At(x, y)) != color.RGBAModel.Convert(b.At(x, y)) {
				return false
			}
		}
	}
	return true
}

// withTag sets a field of one short in the first directory of a little-endian
// TIFF that has it already.
func withTag(t *testing.T, b []byte, tag uint16, value int) []byte {
	t.Helper()
	out := bytes.Clone(b)
	at := int(binary.LittleEndian.Uint32(out[4:])) + 2
	for n := int(binary.LittleEndian.Uint16(out[at-2:])); n > 0; n-- {
		field := out[at:]
		if binary.LittleEndian.Uint16(field) == tag {
			binary.LittleEndian.PutUint16(field[2:], typeShort)
			binary.LittleEndian.PutUint32(field[4:], 1)
			binary.LittleEndian.PutUint32(field[8:], uint32(value))
			return out
		}
		at += 12
	}
	t.Fatalf("no tag %d", tag)
	return nil
}
