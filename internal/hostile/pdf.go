package hostile

import (
	"bytes"
	"compress/flate"
	"fmt"
	"hash/adler32"
	"strings"

	"github.com/gouji/gouji/internal/handmade"
)

// pdf is a PDF in the making: objects, numbered from 1 in their order.
type pdf struct{ objects []string }

// The first two objects of every PDF.
const (
	catalog = 1
	tree    = 2
)

// newPDF has a catalogue and room for the page tree.
func newPDF() *pdf {
	return &pdf{[]string{handmade.Catalog, ""}}
}

// add returns the object's number.
func (p *pdf) add(object string) int {
	p.objects = append(p.objects, object)
	return len(p.objects)
}

// stream adds a stream whose data is packed as the entries say.
func (p *pdf) stream(entries string, data []byte) int {
	return p.add(handmade.Stream(entries, string(data)))
}

const a4 = "[0 0 595 842]"

// page adds a page of the content stream with this number.
func (p *pdf) page(box string, content int, resources string) int {
	return p.add(fmt.Sprintf("<< /Type /Page /Parent %d 0 R /MediaBox %s /Contents %d 0 R "+
		"/Resources << /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> %s >> >>", tree, box, content, resources))
}

// text is a page with one line of text.
func (p *pdf) text(line string) int {
	return p.page(a4, p.stream("", []byte(writing(line))), "")
}

func writing(line string) string { return fmt.Sprintf("BT /F 12 Tf 72 700 Td (%s) Tj ET\n", line) }

// bytes is the file with these pages, of which count are declared.
func (p *pdf) bytes(count int, pages ...int) []byte {
	var kids strings.Builder
	for _, n := range pages {
		fmt.Fprintf(&kids, "%d 0 R ", n)
	}
	p.objects[tree-1] = fmt.Sprintf("<< /Type /Pages /Count %d /Kids [ %s] >>", count, kids.String())
	return handmade.PDF(p.objects)
}

// packed is what the Flate filter unpacks to data.
func packed(data []byte) []byte {
	var b bytes.Buffer
	b.WriteString("\x78\x9c")
	w, _ := flate.NewWriter(&b, flate.BestCompression) // the level is right
	_, _ = w.Write(data)                               // a buffer takes everything
	_ = w.Close()
	sum := adler32.Checksum(data)
	return append(b.Bytes(), byte(sum>>24), byte(sum>>16), byte(sum>>8), byte(sum))
}

// bomb is what the Flate filter, applied twice, unpacks to n MiB of zeros. One
// block is repeated: it refers to nothing before it.
func bomb(n int) []byte {
	var block bytes.Buffer
	w, _ := flate.NewWriter(&block, flate.BestCompression)
	_, _ = w.Write(make([]byte, 1<<20))
	_ = w.Flush()
	const modulus = 65521 // of Adler-32, whose first half stays 1
	high := n * (1 << 20) % modulus
	data := append([]byte("\x78\x9c"), bytes.Repeat(block.Bytes(), n)...)
	return packed(append(data, 3, 0, byte(high>>8), byte(high), 0, 1)) // an empty last block, and the sum
}

const twice = "/Filter [ /FlateDecode /FlateDecode ]"
