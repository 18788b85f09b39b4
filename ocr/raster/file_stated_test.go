package raster

import (
	"bytes"
	"context"
	"encoding/binary"
	"image"
	"math"
	"testing"
)

func TestBelievable(t *testing.T) {
	t.Parallel()
	a4 := image.Pt(2480, 3508) // at 300 dpi
	for name, c := range map[string]struct {
		stated stated
		size   image.Point
		x, y   float64
	}{
		"nothing":                      {stated{}, a4, 0, 0},
		"a scan":                       {stated{x: 300, y: 300}, a4, 300, 300},
		"only across":                  {stated{x: 300}, a4, 300, 300},
		"only down":                    {stated{y: 300}, a4, 0, 0},
		"a default of programs":        {stated{x: 72, y: 72}, a4, 0, 0},
		"a default, rounded":           {stated{x: 72.009, y: 72.009}, a4, 0, 0},
		"a default of Windows":         {stated{x: 96, y: 96}, a4, 0, 0},
		"a screenshot":                 {stated{x: 96, y: 96}, image.Pt(1920, 1080), 0, 0},
		"a page that really has 96":    {stated{x: 96, y: 96}, image.Pt(794, 1123), 96, 96},
		"a photo":                      {stated{x: 300, y: 300, photo: true}, a4, 0, 0},
		"too few":                      {stated{x: 1, y: 1}, a4, 0, 0},
		"too many":                     {stated{x: 30000, y: 30000}, a4, 0, 0},
		"less than nothing":            {stated{x: -300, y: -300}, a4, 0, 0},
		"a page larger than A0":        {stated{x: 60, y: 60}, a4, 0, 0},
		"fax of standard quality":      {stated{x: 204, y: 98}, image.Pt(1728, 1145), 204, 98},
		"far more across than down":    {stated{x: 1000, y: 60}, image.Pt(8270, 700), 0, 0},
		"not a number":                 {stated{x: math.NaN(), y: 300}, a4, 0, 0},
		"infinitely many":              {stated{x: math.Inf(1), y: math.Inf(1)}, a4, 0, 0},
		"200, the least of many scans": {stated{x: 200, y: 200}, image.Pt(1654, 2339), 200, 200},
	} {
		if x, y := c.stated.believable(c.size); x != c.x || y != c.y {
			t.Errorf("%s: %v by %v", name, x, y)
		}
	}
}

// exifOf is EXIF with a resolution in inches and, of a photo, an exposure time.
func exifOf(dpi uint32, photo bool) []byte {
	order := binary.LittleEndian
	entry := func(b []byte, tag, kind uint16, value uint32) []byte {
		b = order.AppendUint16(order.AppendUint16(b, tag), kind)
		return order.AppendUint32(order.AppendUint32(b, 1), value)
	}
	const values = 8 + 2 + 3*12 + 4
	b := order.AppendUint16([]byte("II*\x00\x08\x00\x00\x00"), 3)
	b = entry(b, tagXResolution, typeRational, values)
	b = entry(b, tagYResolution, typeRational, values)
	b = entry(b, tagExifIFD, typeLong, values+16)
	b = order.AppendUint32(b, 0)
	b = order.AppendUint32(order.AppendUint32(b, dpi*10), 10)
	b = order.AppendUint32(order.AppendUint32(b, 1), 125) // of a second
	tag := uint16(tagExposureTime)
	if !photo {
		tag = 1
	}
	b = order.AppendUint16(b, 1)
	return order.AppendUint32(entry(b, tag, typeRational, values+8), 0)
}

func TestStatedResolution(t *testing.T) {
	t.Parallel()
	jfif := func(unit byte, density uint16) []byte {
		b := append([]byte("JFIF\x00\x01\x01"), unit)
		b = binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16(b, density), density)
		return append(b, 0, 0)
	}
	phys := func(unit byte) []byte {
		b := binary.BigEndian.AppendUint32(nil, 11811)
		return chunk("pHYs", append(binary.BigEndian.AppendUint32(b, 11811), unit))
	}
	white := bytes.Repeat([]byte{0}, 300*301)
	page := image.NewGray(image.Rect(0, 0, 300, 300))
	exif := func(b []byte) []byte { return append([]byte("Exif\x00\x00"), b...) }
	for name, c := range map[string]struct {
		file []byte
		want float64
	}{
		"PNG":                     {pngOf(300, 300, white, phys(1)), 300},
		"PNG of a ratio":          {pngOf(300, 300, white, phys(0)), 0},
		"PNG with EXIF":           {pngOf(300, 300, white, chunk("eXIf", exifOf(200, false))), 200},
		"JPEG":                    {withSegment(t, page, markerAPP0, jfif(1, 200)), 200},
		"JPEG in centimetres":     {withSegment(t, page, markerAPP0, jfif(2, 118)), 118 * cmPerInch},
		"JPEG of a ratio":         {withSegment(t, page, markerAPP0, jfif(0, 200)), 0},
		"JPEG with EXIF":          {withSegment(t, page, markerAPP1, exif(exifOf(200, false))), 200},
		"JPEG of a camera":        {withSegment(t, page, markerAPP1, exif(exifOf(200, true))), 0},
		"JPEG with a faulty EXIF": {withSegment(t, page, markerAPP1, exif(exifOf(200, false)[:20])), 0},
		"JPEG with a short JFIF":  {withSegment(t, page, markerAPP0, []byte("JFIF\x00")), 0},
	} {
		f, err := Open(c.file, Limits{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if _, dpi, err := f.Page(context.Background(), 1); err != nil || math.Abs(dpi-c.want) > 0.1 {
			t.Errorf("%s: %v dpi, not %v; %v", name, dpi, c.want, err)
		}
	}
}

// A page of standard fax is stretched within the limit of pixels.
func TestStretchedWithinLimits(t *testing.T) {
	t.Parallel()
	f, err := Open(files(t)["fax.tif"], Limits{Pixels: 96 * 40})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := f.Page(context.Background(), 1); err == nil {
		t.Error("stretched beyond the limit")
	}
}
