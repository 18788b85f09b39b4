package pdf

import (
	"sync"
	"unicode"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"github.com/gouji/gouji/ocr"
)

// Thresholds of the test of what a page is made of, measured on born-digital,
// scanned, layered and outlined reports, all of which they told apart.
const (
	fewCharacters = 10   // fewer say nothing about the page
	somePicture   = 0.3  // share of a page that makes it a scan when it has no text
	mostlyPicture = 0.6  // share of a page that makes it a scan with text under it
	manyPaths     = 50   // drawn outlines that may be characters
	tracePicture  = 0.02 // a picture that may hold the page's only words
	maxBad        = 0.10 // share of characters that no sound layer has
	minGood       = 0.70 // share of common characters that a sound layer has
)

// traits are what the class of a page follows from.
type traits struct {
	text      counts
	cover     float64 // of pictures, 0 to 1
	invisible float64 // share of the characters
	paths     int
}

// classify decides how a page has to be read.
func classify(t traits) ocr.Class {
	picture := t.cover >= mostlyPicture
	switch {
	case t.text.all < fewCharacters:
		return sparse(t)
	case t.text.garbled() && picture:
		return ocr.Scan
	case t.text.garbled():
		return ocr.Outlines
	case picture && t.invisible > 0.5:
		return ocr.Layered
	}
	return ocr.Layer
}

// sparse is the class of a page with hardly any text: a page number may stand
// on a scan.
func sparse(t traits) ocr.Class {
	switch {
	case t.cover >= somePicture:
		return ocr.Scan
	case t.paths >= manyPaths:
		return ocr.Outlines
	case t.text.all > 0 && !t.text.garbled():
		return ocr.Layer
	case t.text.all > 0, t.cover >= tracePicture:
		return ocr.Scan
	}
	return ocr.Blank
}

// counts are numbers of characters.
type counts struct{ all, good, bad int }

// garbled reports whether a text layer's codes are not what its glyphs show.
func (c counts) garbled() bool {
	all := float64(c.all)
	return float64(c.bad) > maxBad*all || float64(c.good) < minGood*all
}

func quality(glyphs []ocr.Glyph) counts {
	c := counts{all: len(glyphs)}
	common := commonHan()
	for _, g := range glyphs {
		switch r := g.Rune; {
		case r == unicode.ReplacementChar, unicode.Is(unicode.Co, r), unicode.IsControl(r), unicode.Is(unicode.Cs, r):
			c.bad++
		case r < 0x7F, 0x3000 <= r && r <= 0x303F, 0xFF00 <= r && r <= 0xFFEF, unicode.IsPunct(r), common[r]:
			c.good++
		}
	}
	return c
}

// commonHan holds the common characters of simplified Chinese (GB 2312, level
// 1: rows 16 to 55) and of traditional Chinese (Big5, level 1: A440 to C67E).
// Together they are a third of the Han block, so that codes at random fail.
var commonHan = sync.OnceValue(func() map[rune]bool {
	common := map[rune]bool{}
	add := func(decode func([]byte) ([]byte, error), first, last, from byte) {
		for lead := first; lead <= last; lead++ {
			for trail := int(from); trail <= 0xFE; trail++ {
				b, err := decode([]byte{lead, byte(trail)})
				if r := []rune(string(b)); err == nil && len(r) == 1 && unicode.Is(unicode.Han, r[0]) {
					common[r[0]] = true
				}
			}
		}
	}
	add(simplifiedchinese.GBK.NewDecoder().Bytes, 0xB0, 0xD7, 0xA1)
	add(traditionalchinese.Big5.NewDecoder().Bytes, 0xA4, 0xC6, 0x40)
	return common
})
