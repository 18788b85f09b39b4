package pdf

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
)

// Glyphs of the invisible font, by their index, and its measures in thousandths
// of the font size.
const (
	glyphFull = 1 // as wide as high
	glyphHalf = 2
	emSize    = 1000
	descent   = 200 // below the base line; the ascent is the rest of the em
)

// glyphless is a TrueType font that draws nothing, as small as one can be, for
// text that is to be found and copied but not seen. Ascent and descent make one
// em, so that the font's box is the text's box.
func glyphless() []byte {
	be := binary.BigEndian
	head := be.AppendUint32(be.AppendUint32(nil, 0x00010000), 0x00010000)
	head = be.AppendUint32(be.AppendUint32(head, 0), 0x5F0F3CF5)
	head = append(words(head, 0, emSize), make([]byte, 16)...) // dates
	head = words(head, 0, -descent, emSize, emSize-descent, 0, 8, 2, 0, 0)

	hhea := words(nil, 1, 0, emSize-descent, -descent, 0, emSize, 0, 0, emSize, 1, 0, 0, 0, 0, 0, 0, 0, 3)
	maxp := words(nil, 1, 0, 3, 2, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0)
	hmtx := words(nil, emSize, 0, emSize, 0, emSize/2, 0)
	cmap := words(nil, 0, 1, 3, 1, 0, 12) // one table, for Windows and Unicode, that maps
	cmap = words(cmap, 4, 24, 0, 2, 2, 0, 0, 0xFFFF, 0, 0xFFFF, 1, 0)

	tables := []struct {
		tag  string
		data []byte
	}{
		{"cmap", cmap}, {"glyf", append(diagonal(emSize), diagonal(emSize/2)...)}, {"head", head}, {"hhea", hhea}, {"hmtx", hmtx},
		{"loca", words(nil, 0, 0, len(diagonal(emSize))/2, len(diagonal(emSize)))}, {"maxp", maxp}, {"name", nameTable("Glyphless")},
	}
	font := words(nil, 1, 0, len(tables), 128, 3, 16*len(tables)-128)
	offset := len(font) + 16*len(tables)
	var body []byte
	for _, t := range tables {
		padded := append(slices.Clone(t.data), make([]byte, -len(t.data)&3)...)
		font = append(font, t.tag...)
		var sum uint32
		for i := 0; i < len(padded); i += 4 {
			sum += be.Uint32(padded[i:])
		}
		font = be.AppendUint32(font, sum)
		font = be.AppendUint32(font, uint32(offset+len(body)))
		font = be.AppendUint32(font, uint32(len(t.data)))
		body = append(body, padded...)
	}
	return append(font, body...)
}

// diagonal is a glyph whose one outline runs from corner to corner of its box
// and back: no area to fill, but a box, without which pdfium ignores the text.
func diagonal(width int) []byte {
	glyph := words(nil, 1, 0, -descent, width, emSize-descent) // one outline; its box
	glyph = words(glyph, 1, 0, 0x0101)                         // last point, no instructions, both on the curve
	return words(glyph, 0, width, -descent, emSize)            // steps in x, then in y
}

// words appends 16-bit numbers.
func words(b []byte, vs ...int) []byte {
	for _, v := range vs {
		b = binary.BigEndian.AppendUint16(b, uint16(v))
	}
	return b
}

// nameTable names family, style, font and PostScript font.
func nameTable(name string) []byte {
	ids := []int{1, 4, 6}
	text := words(nil, 0)[:0]
	for _, u := range utf16.Encode([]rune(name)) {
		text = words(text, int(u))
	}
	table := words(nil, 0, len(ids), 6+12*len(ids))
	for _, id := range ids {
		table = words(table, 3, 1, 0x409, id, len(text), 0)
	}
	return append(table, text...)
}

// charset numbers the characters of a document for a font: the codes that its
// text is written in, from 1.
type charset struct {
	codes map[rune]uint32
	runes []rune
}

// maxCodes is the most that two bytes tell apart.
const maxCodes = 0xFFFF

func (c *charset) encode(s string) []uint32 {
	codes := make([]uint32, 0, len(s))
	for _, r := range s {
		code, known := c.codes[r]
		if !known {
			if len(c.runes) >= maxCodes || !unicode.IsGraphic(r) {
				continue
			}
			if c.codes == nil {
				c.codes = map[rune]uint32{}
			}
			c.runes = append(c.runes, r)
			code = uint32(len(c.runes))
			c.codes[r] = code
		}
		codes = append(codes, code)
	}
	return codes
}

// half reports whether a character is set half as wide as high.
func half(r rune) bool { return r < 0x2000 }

// glyphs maps codes to the font's glyphs (a PDF's CIDToGIDMap).
func (c *charset) glyphs() []byte {
	table := words(nil, 0)
	for _, r := range c.runes {
		if half(r) {
			table = words(table, glyphHalf)
		} else {
			table = words(table, glyphFull)
		}
	}
	return table
}

// toUnicode maps codes to characters (a PDF's ToUnicode CMap).
func (c *charset) toUnicode() string {
	var b strings.Builder
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n" +
		"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	const most = 100 // entries of one block, by Adobe's rule
	for start := 0; start < len(c.runes); start += most {
		block := c.runes[start:min(start+most, len(c.runes))]
		fmt.Fprintf(&b, "%d beginbfchar\n", len(block))
		for i, r := range block {
			fmt.Fprintf(&b, "<%04X> <", start+i+1)
			for _, u := range utf16.Encode([]rune{r}) {
				fmt.Fprintf(&b, "%04X", u)
			}
			b.WriteString(">\n")
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return b.String()
}
