package handmade

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf16"
)

// Catalog is the first object of a PDF whose second is the page tree.
const Catalog = "<< /Type /Catalog /Pages 2 0 R >>"

// PDF writes objects, numbered from 1 with the catalogue first, their table and
// the trailer.
func PDF(objects []string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	offsets := make([]int, len(objects))
	for i, o := range objects {
		offsets[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	table := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, table)
	return b.Bytes()
}

// Stream is an object of these entries and data.
func Stream(entries, data string) string {
	return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", entries, len(data), data)
}

// Song is a Chinese font that is not in the file, as in many an office's PDF. It
// shows the UCS-2 of Hex in the direction H or V; entries are more of its
// dictionary. What is not Chinese is half as wide.
func Song(direction, entries string) string {
	return fmt.Sprintf("<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-%s %s /DescendantFonts [ << "+
		"/Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> "+
		"/FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /Ascent 880 /Descent -120 /CapHeight 700 "+
		"/ItalicAngle 0 /StemV 80 /FontBBox [-25 -254 1000 880] >> /DW 1000 /W [1 95 500] >> ] >>", direction, entries)
}

// Hex is a text for Song.
func Hex(text string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(text)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	return "<" + b.String() + ">"
}
