package pdf

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf16"
)

// maker writes small PDFs by hand. Object 1 is the catalog, 2 the page tree,
// 3 to 6 are fonts; what a test adds follows.
type maker struct {
	objects []string // from object 1
	kids    []string
}

const (
	catalog = "<< /Type /Catalog /Pages 2 0 R >>"
	latin   = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
	// Neither font is in the file, as in many an office's PDF.
	song = "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-%s /DescendantFonts [ << " +
		"/Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> " +
		"/FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /Ascent 880 /Descent -120 /CapHeight 700 /ItalicAngle 0 /StemV 80 /FontBBox [-25 -254 1000 880] >> /DW 1000 >> ] >>"
	drawnFont = "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1000 1000] /FontMatrix [0.001 0 0 0.001 0 0] /FirstChar 65 /LastChar 65 /Widths [1000] " +
		"/Encoding << /Type /Encoding /Differences [65 /A] >> /CharProcs << /A 7 0 R >> /Resources << >> >>"
	drawnGlyph = "1000 0 0 0 1000 1000 d1 100 0 800 700 re f"
)

func newMaker() *maker {
	return &maker{objects: []string{
		catalog, "", latin, fmt.Sprintf(song, "H"), fmt.Sprintf(song, "V"), drawnFont, stream("", drawnGlyph),
	}}
}

func stream(dict, body string) string {
	return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(body), body)
}

// add adds an object and returns its number.
func (m *maker) add(object string) int {
	m.objects = append(m.objects, object)
	return len(m.objects)
}

const resources = "/Font << /F 3 0 R /S 4 0 R /V 5 0 R /D 6 0 R >>"

// page adds an A4 page; extra are more entries of its dictionary, xobjects of
// its resources.
func (m *maker) page(content, extra, xobjects string) *maker {
	body := m.add(stream("", content))
	if !strings.Contains(extra, "/MediaBox") {
		extra += " /MediaBox [0 0 595 842]"
	}
	n := m.add(fmt.Sprintf("<< /Type /Page /Parent 2 0 R /Contents %d 0 R /Resources << %s /XObject << %s >> >> %s >>", body, resources, xobjects, extra))
	m.kids = append(m.kids, fmt.Sprintf("%d 0 R", n))
	return m
}

func (m *maker) bytes() []byte {
	m.objects[1] = fmt.Sprintf("<< /Type /Pages /Count %d /Kids [ %s ] >>", len(m.kids), strings.Join(m.kids, " "))
	return assemble(m.objects)
}

// assemble writes objects, their table and the trailer.
func assemble(objects []string) []byte {
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

// hex is a text for the fonts S and V.
func hex(text string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(text)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	return "<" + b.String() + ">"
}

// han draws a line of Chinese text, 12 points, from a place in user space.
func han(text string, x, y float64) string {
	return fmt.Sprintf("BT /S 12 Tf %g %g Td %s Tj ET\n", x, y, hex(text))
}

// scanOf adds a grey picture of w by h pixels and returns its resource.
func (m *maker) scanOf(w, h int) string {
	pixels := bytes.Repeat([]byte{0xC0}, w*h)
	n := m.add(stream(fmt.Sprintf("/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8", w, h), string(pixels)))
	return fmt.Sprintf("/I %d 0 R", n)
}

// sentence is more than fewCharacters of invented text.
const sentence = "云溪县人民政府办公室二〇三一年度工作情况"

func onePage(content string) []byte { return newMaker().page(content, "", "").bytes() }
