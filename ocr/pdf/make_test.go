package pdf

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/gouji/gouji/internal/handmade"
)

// maker writes small PDFs by hand. Object 1 is the catalog, 2 the page tree,
// 3 to 6 are fonts; what a test adds follows.
type maker struct {
	objects []string // from object 1
	kids    []string
}

const (
	latin     = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
	drawnFont = "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1000 1000] /FontMatrix [0.001 0 0 0.001 0 0] /FirstChar 65 /LastChar 65 /Widths [1000] " +
		"/Encoding << /Type /Encoding /Differences [65 /A] >> /CharProcs << /A 7 0 R >> /Resources << >> >>"
	drawnGlyph = "1000 0 0 0 1000 1000 d1 100 0 800 700 re f"
)

func newMaker() *maker {
	return &maker{objects: []string{
		handmade.Catalog, "", latin, handmade.Song("H", ""), handmade.Song("V", ""), drawnFont, handmade.Stream("", drawnGlyph),
	}}
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
	body := m.add(handmade.Stream("", content))
	if !strings.Contains(extra, "/MediaBox") {
		extra += " /MediaBox [0 0 595 842]"
	}
	n := m.add(fmt.Sprintf("<< /Type /Page /Parent 2 0 R /Contents %d 0 R /Resources << %s /XObject << %s >> >> %s >>", body, resources, xobjects, extra))
	m.kids = append(m.kids, fmt.Sprintf("%d 0 R", n))
	return m
}

func (m *maker) bytes() []byte {
	m.objects[1] = fmt.Sprintf("<< /Type /Pages /Count %d /Kids [ %s ] >>", len(m.kids), strings.Join(m.kids, " "))
	return handmade.PDF(m.objects)
}

// han draws a line of Chinese text, 12 points, from a place in user space.
func han(text string, x, y float64) string {
	return fmt.Sprintf("BT /S 12 Tf %g %g Td %s Tj ET\n", x, y, handmade.Hex(text))
}

// scanOf adds a grey picture of w by h pixels and returns its resource.
func (m *maker) scanOf(w, h int) string {
	pixels := bytes.Repeat([]byte{0xC0}, w*h)
	n := m.add(handmade.Stream(fmt.Sprintf("/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8", w, h), string(pixels)))
	return fmt.Sprintf("/I %d 0 R", n)
}

// sentence is more than fewCharacters of invented text.
const sentence = "云溪县人民政府办公室二〇三一年度工作情况"

func onePage(content string) []byte { return newMaker().page(content, "", "").bytes() }
