package raster

import (
	"bytes"
	"encoding/binary"
	"image"
)

// stated is what a file says about its picture besides the pixels.
type stated struct {
	x, y        float64 // pixels per inch of the picture as stored; 0: not said
	orientation int     // of TIFF 6.0, 1 to 8; anything else: not said
	photo       bool    // taken by a camera
}

const (
	leastStated, mostStated = 50, 1200 // pixels per inch
	inchesPerMetre          = 39.3701
	cmPerInch               = 2.54
	// Legal, with a margin, is the largest page that a resolution of 72 or 96 is
	// believed for: programs write those where they know none.
	legalLong, legalShort = 14.2, 8.8
	// A0 is the largest page that any resolution is believed for.
	largestPage = 47.0 // inches
	most        = 4    // times that one side may be finer than the other
)

// believable is the resolution across and down, or zeros if it is not said or
// cannot be true. Cameras do not know how far away the paper was.
func (s stated) believable(size image.Point) (x, y float64) {
	x, y = s.x, s.y
	if y == 0 {
		y = x
	}
	long, short := float64(size.X)/x, float64(size.Y)/y
	if long < short {
		long, short = short, long
	}
	isDefault := x == y && (near(x, 72) || near(x, 96))
	sane := !s.photo && min(x, y) >= leastStated && max(x, y) <= mostStated && max(x/y, y/x) <= most && long <= largestPage
	if !sane || isDefault && (long > legalLong || short > legalShort) {
		return 0, 0
	}
	return x, y
}

// near forgives the rounding of pixels per metre.
func near(dpi, of float64) bool { return dpi > of-0.1 && dpi < of+0.1 }

func statedByNothing([]byte) stated { return stated{} }

// statedByPNG reads pHYs and eXIf (PNG, third edition, 11.3.4.3 and 11.3.4.5),
// which may stand behind the pixels.
func statedByPNG(b []byte) (s stated) {
	const signature, overhead = 8, 12 // a chunk is length, type, data, checksum
	for b = b[signature:]; len(b) >= overhead; {
		length := binary.BigEndian.Uint32(b)
		if int64(length) > int64(len(b)-overhead) {
			return s
		}
		data := b[8:][:length]
		switch string(b[4:8]) {
		case "pHYs":
			if len(data) == 9 && data[8] == 1 { // per metre
				s.x = float64(binary.BigEndian.Uint32(data)) / inchesPerMetre
				s.y = float64(binary.BigEndian.Uint32(data[4:])) / inchesPerMetre
			}
		case "eXIf":
			s = s.or(statedByExif(data))
		}
		b = b[overhead+int(length):]
	}
	return s
}

// statedByWebP reads the EXIF chunk (RFC 9649, 2.7.1.5).
func statedByWebP(b []byte) stated {
	const header, overhead = 12, 8 // RIFF, size, WEBP; a chunk is type, length, data
	for b = b[header:]; len(b) >= overhead; {
		length := binary.LittleEndian.Uint32(b[4:])
		if int64(length) > int64(len(b)-overhead) {
			break
		}
		if string(b[:4]) == "EXIF" {
			return statedByExif(b[overhead:][:length])
		}
		b = b[min(overhead+int(length)+int(length&1), len(b)):]
	}
	return stated{}
}

// statedByBMP reads the pixels per metre of a BITMAPINFOHEADER.
func statedByBMP(b []byte) stated {
	const x, y, end = 38, 42, 46
	if len(b) < end {
		return stated{}
	}
	return stated{
		x: float64(int32(binary.LittleEndian.Uint32(b[x:]))) / inchesPerMetre,
		y: float64(int32(binary.LittleEndian.Uint32(b[y:]))) / inchesPerMetre,
	}
}

// Markers of JPEG (ITU T.81, table B.1).
const (
	markerSOF2 = 0xc2 // progressive
	markerSOI  = 0xd8
	markerEOI  = 0xd9
	markerSOS  = 0xda
	markerAPP0 = 0xe0
	markerAPP1 = 0xe1
)

// segments calls f with the marker and the data of each segment of a JPEG
// before its pixels, until f returns false.
func segments(b []byte, f func(marker byte, data []byte) bool) {
	for b = b[min(2, len(b)):]; len(b) >= 4; {
		if b[0] != 0xff || b[1] == 0xff || b[1] == 0 {
			b = b[1:] // padding
			continue
		}
		length := int(binary.BigEndian.Uint16(b[2:]))
		if b[1] == markerSOS || b[1] == markerEOI || length < 2 || length > len(b)-2 || !f(b[1], b[4:2+length]) {
			return
		}
		b = b[2+length:]
	}
}

func isProgressive(b []byte) (progressive bool) {
	segments(b, func(marker byte, _ []byte) bool {
		progressive = progressive || marker == markerSOF2
		return true
	})
	return progressive
}

// statedByJPEG reads the density of JFIF and, for what that does not say, EXIF.
func statedByJPEG(b []byte) (s stated) {
	segments(b, func(marker byte, data []byte) bool {
		jfif, isJFIF := bytes.CutPrefix(data, []byte("JFIF\x00"))
		exif, isExif := bytes.CutPrefix(data, []byte("Exif\x00"))
		switch {
		case marker == markerAPP0 && isJFIF && len(jfif) >= 7:
			unit := 0.0 // only a ratio
			switch jfif[2] {
			case 1:
				unit = 1
			case 2:
				unit = cmPerInch
			}
			s.x = float64(binary.BigEndian.Uint16(jfif[3:])) * unit
			s.y = float64(binary.BigEndian.Uint16(jfif[5:])) * unit
		case marker == markerAPP1 && isExif && len(exif) > 0:
			s = s.or(statedByExif(exif[1:])) // a byte of padding
		}
		return true
	})
	return s
}

// or adds what EXIF says. Its resolution only counts where there is no other,
// or only a default.
func (s stated) or(exif stated) stated {
	if s.x == 0 || near(s.x, 72) || near(s.x, 96) {
		if exif.x != 0 {
			s.x, s.y = exif.x, exif.y
		}
	}
	s.orientation, s.photo = exif.orientation, exif.photo
	return s
}
