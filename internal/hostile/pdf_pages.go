package hostile

import (
	"fmt"
	"strings"
)

// fonts have tables that are too large, go round, or are garbage. Their page
// writes one line in the font and the sentence in a good one.
func fonts() []File {
	font := func(name, tells, written string, more ...string) File {
		p := newPDF()
		n := p.add("")
		for _, o := range more {
			p.add(strings.ReplaceAll(o, "SELF", fmt.Sprintf("%d 0 R", len(p.objects)+1)))
		}
		p.objects[n-1] = strings.NewReplacer("SELF", fmt.Sprintf("%d 0 R", n), "MORE", fmt.Sprintf("%d 0 R", n+1)).Replace(written)
		bad := p.page(a4, p.stream("", []byte("BT /B 12 Tf 72 600 Td (ABC) Tj <414243> Tj ET\n")), "")
		p.objects[bad-1] = strings.Replace(p.objects[bad-1], "/Font <<", fmt.Sprintf("/Font << /B %d 0 R", n), 1)
		return File{Name: name, Content: p.bytes(3, p.text(Sentence), bad, p.text(Sentence)), Want: Read, Pages: []int{1, 3}, Tells: tells}
	}
	stream := func(entries, data string) string {
		return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", entries, len(data), data)
	}
	helvetica := "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica "
	truetype := "<< /Type /Font /Subtype /TrueType /BaseFont /Odd /FirstChar 65 /LastChar 67 /Widths [500 500 500] /FontDescriptor << /Type /FontDescriptor /FontName /Odd /Flags 4 /FontFile2 MORE >> >>"
	return []File{
		font("font-widths.pdf", "10⁶ widths", helvetica+"/FirstChar 0 /LastChar 999999 /Widths ["+strings.Repeat("500 ", 1_000_000)+"] >>"),
		font("font-differences.pdf", "10⁵ different glyphs", helvetica+"/Encoding << /Differences [0 "+strings.Repeat("/A ", 100_000)+"] >> >>"),
		font("font-last.pdf", "characters up to 2³¹", helvetica+"/FirstChar -2147483648 /LastChar 2147483647 /Widths [1] >>"),
		font("font-unicode-range.pdf", "one range of 2³² characters", helvetica+"/ToUnicode MORE >>",
			stream("", "begincmap 1 begincodespacerange <00000000> <ffffffff> endcodespacerange 1 beginbfrange <00000000> <ffffffff> <0041> endbfrange endcmap")),
		font("font-unicode-long.pdf", "a character that is 10⁵ others", helvetica+"/ToUnicode MORE >>", stream("", "begincmap 1 beginbfchar <41> <"+strings.Repeat("0041", 100_000)+"> endbfchar endcmap")),
		font("font-unicode-self.pdf", "a map that uses itself", helvetica+"/ToUnicode MORE >>", stream("/UseCMap SELF", "begincmap endcmap")),
		font("font-unicode-garbage.pdf", "a map of garbage", helvetica+"/ToUnicode MORE >>", stream("", string(noise(5000)))),
		font("font-file.pdf", "a font of garbage", truetype, stream("/Length1 5000", string(noise(5000)))),
		font("font-tables.pdf", "a font with 65,535 tables", truetype, stream("/Length1 5012", "\x00\x01\x00\x00\xff\xff\x00\x00\x00\x00\x00\x00"+string(noise(5000)))),
		font("font-bomb.pdf", "a font of 256 MiB", truetype, stream(twice, string(bomb(256)))),
		font("font-type3-self.pdf", "a glyph that writes itself", "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1 1] /FontMatrix [1 0 0 1 0 0] /FirstChar 65 /LastChar 67 /Widths [1 1 1] /Encoding << /Differences [65 /a /a /a] >> /CharProcs << /a MORE >> /Resources << /Font << /B SELF >> >> >>",
			stream("", "1 0 d0 BT /B 1 Tf (ABC) Tj ET")),
		font("font-descendant-self.pdf", "a font is its own descendant", "<< /Type /Font /Subtype /Type0 /BaseFont /Odd /Encoding /Identity-H /DescendantFonts [ SELF ] >>"),
		font("font-cid-widths.pdf", "widths of 2³¹ characters", "<< /Type /Font /Subtype /Type0 /BaseFont /Odd /Encoding /Identity-H /DescendantFonts [ << /Type /Font /Subtype /CIDFontType2 /BaseFont /Odd /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 999 >> /W [ 0 2147483647 500 ] >> ] >>"),
	}
}

// contents are operators without end or sense.
func contents() []File {
	page := func(name, tells, content string) File {
		return between(name, tells, "/Filter /FlateDecode", packed([]byte(content)))
	}
	pattern := newPDF()
	n := pattern.add("")
	pattern.objects[n-1] = fmt.Sprintf("<< /Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] /XStep 9 /YStep 9 "+
		"/Resources << /Pattern << /P %d 0 R >> >> /Length 34 >>\nstream\n/Pattern cs /P scn 0 0 9 9 re f    \nendstream", n)
	selfish := pattern.page(a4, pattern.stream("", []byte("/Pattern cs /P scn 0 0 500 500 re f\n")), fmt.Sprintf("/Pattern << /P %d 0 R >>", n))
	tiles := newPDF()
	tile := tiles.stream("/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] /XStep 0.001 /YStep 0.001 /Resources << >>", []byte("0 0 1 1 re f\n"))
	tiled := tiles.page(a4, tiles.stream("", []byte("/Pattern cs /P scn 0 0 500 500 re f\n")), fmt.Sprintf("/Pattern << /P %d 0 R >>", tile))
	around := func(name, tells string, p *pdf, bad int) File {
		return File{Name: name, Content: p.bytes(3, p.text(Sentence), bad, p.text(Sentence)), Want: Read, Pages: []int{1, 3}, Tells: tells}
	}
	return []File{
		page("save-deep.pdf", "10⁵ states saved", strings.Repeat("q ", 100_000)+writing(Sentence)),
		page("restore.pdf", "10⁵ states restored that were not saved", strings.Repeat("Q ", 100_000)+writing(Sentence)),
		page("texts.pdf", "10⁵ lines on one spot", strings.Repeat("BT /F 12 Tf 72 700 Td (A) Tj ET\n", 100_000)),
		page("kerning.pdf", "10⁵ shifts in one array", "BT /F 12 Tf 72 700 Td ["+strings.Repeat("(A) -9 ", 100_000)+"] TJ ET"),
		page("operands.pdf", "10⁶ operands for one operator", strings.Repeat("1 ", 1_000_000)+"re f"),
		page("size-infinite.pdf", "letters of 10³⁰ points", "BT /F 1e30 Tf 99999999999999999999999999999 0 Td (A) Tj ET"),
		page("matrix.pdf", "a matrix that overflows", strings.Repeat("1e30 0 0 1e30 0 0 cm ", 100)+writing(Sentence)),
		page("number.pdf", "a number of 10⁵ digits", strings.Repeat("9", 100_000)+" 0 m "+writing(Sentence)),
		page("string-deep.pdf", "10⁵ brackets in one text", "BT /F 12 Tf ("+strings.Repeat("(", 100_000)+strings.Repeat(")", 100_000)+") Tj ET"),
		page("name.pdf", "a name of a megabyte", "/"+strings.Repeat("x", 1<<20)+" Do"),
		page("operators.pdf", "operators that do not exist", strings.Repeat("frobnicate xyzzy ", 10_000)+writing(Sentence)),
		page("inline.pdf", "a picture in the content that does not end", "BI /W 100000 /H 100000 /BPC 8 /CS /G ID "+string(noise(1000))),
		page("marked.pdf", "10⁵ marks that are not closed", strings.Repeat("/P BMC ", 100_000)+writing(Sentence)),
		page("clip.pdf", "10⁴ clippings of one another", strings.Repeat("0 0 500 500 re W n ", 10_000)+writing(Sentence)),
		page("dashes.pdf", "dashes of no length", "[0.0000001 0.0000001] 0 d 0 0 m 500 500 l S "+writing(Sentence)),
		around("pattern-self.pdf", "a pattern that is painted with itself", pattern, selfish),
		around("pattern-tiles.pdf", "10¹¹ tiles", tiles, tiled),
	}
}

// boxes are pages of no size, or too much of it.
func boxes() []File {
	box := func(name, tells, mediaBox, more string) File {
		p := newPDF()
		bad := p.page(mediaBox+" "+more, p.stream("", []byte(writing(Sentence))), "")
		return File{Name: name, Content: p.bytes(2, p.text(Sentence), bad), Want: Read, Tells: tells}
	}
	return []File{
		box("box-none.pdf", "a box of no numbers", "[]", ""),
		box("box-zero.pdf", "a box without an area", "[0 0 0 0]", ""),
		box("box-negative.pdf", "a box that ends before it begins", "[595 842 0 0]", ""),
		box("box-names.pdf", "a box of names", "[/A /B /C /D]", ""),
		box("box-far.pdf", "a box far away", "[1e9 1e9 1000000595 1000000842]", ""),
		box("box-infinite.pdf", "a box of 10³⁰⁰ points", "[0 0 1"+strings.Repeat("0", 300)+" 842]", ""),
		box("box-sliver.pdf", "a box of 10⁶ × 0.001 points", "[0 0 1000000 0.001]", ""),
		box("box-crop.pdf", "cropped to nothing", a4, "/CropBox [9000 9000 9001 9001]"),
		box("box-unit.pdf", "a unit of 10⁹", a4, "/UserUnit 1000000000"),
		box("rotate-odd.pdf", "turned by 45.5 degrees", a4, "/Rotate 45.5"),
		box("rotate-far.pdf", "turned by -2³¹ degrees", a4, "/Rotate -2147483648"),
	}
}
