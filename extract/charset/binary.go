package charset

import (
	"bytes"
	"unicode/utf8"
)

// signatures start files that are not text and that people drop into the same
// folders. None of them can start a text in an encoding of this package, apart
// from a deliberate forgery.
var signatures = [][]byte{
	[]byte("%PDF-"),
	[]byte("PK\x03\x04"), []byte("PK\x05\x06"), // ZIP, and so DOCX, XLSX, OFD
	[]byte("\x89PNG\r\n\x1a\n"),
	[]byte("\xFF\xD8\xFF"), // JPEG
	[]byte("GIF87a"), []byte("GIF89a"),
	[]byte("II*\x00"), []byte("MM\x00*"), // TIFF
	[]byte("\x7FELF"),
	[]byte("\x1F\x8B\x08"), // gzip
	[]byte("Rar!\x1A\x07"),
	[]byte("7z\xBC\xAF\x27\x1C"),
	[]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), // OLE: DOC, XLS, WPS
	[]byte("SQLite format 3\x00"),
}

// Shares of the characters beyond which a decoded file is not text. Random bytes
// have some 10 % control bytes other than line ends; sound text has none, and the
// worst mojibake with replacement some 20 % U+FFFD.
const (
	maxControls = 0.04
	maxNULs     = 0.40
	maxLost     = 0.60
)

// isOtherKind reports a known signature of another kind of file.
func isOtherKind(b []byte) bool {
	b = bytes.TrimPrefix(b, utf8BOM)
	for _, s := range signatures {
		if bytes.HasPrefix(b, s) {
			return true
		}
	}
	return false
}

// isNoise reports text that can only come from bytes that are none. Padding at
// the end does not count.
func isNoise(s string) bool {
	n, controls, nuls, losses := 0, 0, 0, 0
	for len(s) > 0 && s[len(s)-1] == 0 {
		s = s[:len(s)-1]
	}
	for _, r := range s {
		n++
		switch {
		case r == 0:
			nuls++
		case r == lost:
			losses++
		case r < 0x20 && (r < '\b' || r > '\r') && r != 0x1A:
			controls++
		}
	}
	if n < utf8.UTFMax {
		return controls > 0
	}
	of := func(count int) float64 { return float64(count) / float64(n) }
	return of(controls) > maxControls || of(nuls) > maxNULs || of(losses) > maxLost
}
