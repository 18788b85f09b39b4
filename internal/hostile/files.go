package hostile

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"strings"
)

// Sentence is the text of the pages that can be read.
const Sentence = "Annual report 2020: 731 requests received"

// File is one of them.
type File struct {
	Name    string
	Content []byte
	Want    Outcome
	// Pages are those that must be read if the file is.
	Pages []int
	// Fails are those that must say why they could not be read.
	Fails []int
	// Reason is part of what is said of a file that is refused.
	Reason string
	// Tells says what is wrong with it.
	Tells string
	// Greedy files cost seconds, or as much memory as there is.
	Greedy bool
}

// Outcome is what must become of a file.
type Outcome int

// Outcomes.
const (
	// Refused: no page can be read, and the reason says why.
	Refused Outcome = iota
	// Read: with its Sentence.
	Read
	// Silent: read, but without the Sentence.
	Silent
	// Survived: read or refused, within the limits.
	Survived
)

// String says what is wrong with the file and what must happen.
func (f File) String() string {
	must := map[Outcome]string{Refused: "refused", Read: "read", Silent: "read", Survived: "read or refused"}[f.Want]
	if f.Reason != "" {
		must += " (" + f.Reason + ")"
	}
	if len(f.Pages) > 0 {
		must += fmt.Sprintf(", pages %v at least", f.Pages)
	}
	return fmt.Sprintf("%s: %s; must be %s", f.Name, f.Tells, must)
}

// PDF is a good file of n pages with the Sentence and a number on each.
func PDF(n int) []byte {
	p := newPDF()
	var pages []int
	for i := range n {
		pages = append(pages, p.text(fmt.Sprintf("%s, page %d", Sentence, i+1)))
	}
	return p.bytes(n, pages...)
}

// Files makes all files. limit is more pages than may be read.
func Files(limit int) []File {
	return append(append(damaged(), greedy(limit)...), pictures()...)
}

// damaged files are no whole files.
func damaged() []File {
	garbage := make([]byte, 64<<10)
	rng := rand.NewChaCha8([32]byte{7})
	_, _ = rng.Read(garbage)
	whole := PDF(3)
	return []File{
		{Name: "garbage.pdf", Content: append([]byte("%PDF-1.4\n"), garbage...)},
		{Name: "garbage.bin", Content: append([]byte{0x9d, 0}, garbage...)},
		{Name: "zero.pdf"},
		{Name: "zeros.pdf", Content: make([]byte, 4096)},
		{Name: "header.pdf", Content: before(whole, "endobj")},
		// Its first page is whole, and pdfium repairs what it can.
		{Name: "truncated.pdf", Content: whole[:len(whole)/2], Want: Survived},
		{Name: "cyclic-self.pdf", Content: cyclic(tree), Want: Survived, Greedy: true},
		{Name: "cyclic-ancestor.pdf", Content: ancestor(), Want: Survived, Greedy: true},
		{Name: "picture.pdf", Content: photo(), Want: Survived}, // it is white
		{Name: "report.jpg", Content: PDF(1), Want: Read},
	}
}

// cyclic has a page tree that is among its own kids.
func cyclic(kids ...int) []byte {
	p := newPDF()
	return p.bytes(3, append(kids, p.text(Sentence))...)
}

// ancestor has a page tree with a kid that has it as its kid.
func ancestor() []byte {
	p := newPDF()
	page := p.text(Sentence)
	kid := p.add(fmt.Sprintf("<< /Type /Pages /Parent %d 0 R /Count 2 /Kids [ %d 0 R %d 0 R ] >>", tree, tree, page))
	return p.bytes(3, kid, page)
}

// greedy PDFs want more of something than there is.
func greedy(limit int) []File {
	paths := newPDF()
	many := packed([]byte(writing(Sentence) + strings.Repeat("1 1 50 1 re f\n", 1_000_000)))
	tall := newPDF()
	vast := newPDF()
	return []File{
		{Name: "content-bomb.pdf", Content: contentBomb(), Want: Survived, Pages: []int{1, 3}, Greedy: true},
		{Name: "picture-bomb.pdf", Content: pictureBomb(), Want: Survived, Pages: []int{1, 3}, Fails: []int{2}, Greedy: true},
		{Name: "many-paths.pdf", Content: paths.bytes(1, paths.page(a4, paths.stream("/Filter /FlateDecode", many), "")), Want: Survived, Greedy: true},
		{Name: "vast-page.pdf", Content: vast.bytes(1, vast.page("[0 0 100000 100000]", vast.stream("", []byte(writing(Sentence))), "")), Want: Read},
		{Name: "vast-scan.pdf", Content: vastScan(), Want: Survived, Greedy: true},
		{Name: "tall-page.pdf", Content: tall.bytes(1, tall.page("[0 0 1 1000000]", tall.stream("", []byte(writing(Sentence))), ""))},
		{Name: "deep-forms.pdf", Content: deepForms(1000), Want: Survived},
		{Name: "deep-arrays.pdf", Content: deepArrays(100_000), Want: Survived},
		{Name: "declared.pdf", Content: declared(limit)},
		{Name: "many-pages.pdf", Content: manyPages(limit)},
	}
}

// contentBomb has a page between two good ones that unpacks to 4 GiB.
func contentBomb() []byte {
	p := newPDF()
	bad := p.page(a4, p.stream(twice, bomb(4<<10)), "")
	return p.bytes(3, p.text(Sentence), bad, p.text(Sentence))
}

// pictureBomb has a page between two good ones with a picture of 60,000 × 60,000.
func pictureBomb() []byte {
	p := newPDF()
	x := p.stream("/Type /XObject /Subtype /Image /Width 60000 /Height 60000 /BitsPerComponent 8 /ColorSpace /DeviceGray "+twice, bomb(60_000*60_000>>20+1))
	bad := p.page(a4, p.stream("", []byte("595 0 0 842 0 0 cm /X Do")), fmt.Sprintf("/XObject << /X %d 0 R >>", x))
	return p.bytes(3, p.text(Sentence), bad, p.text(Sentence))
}

// vastScan is a page of 100,000 × 100,000 pt that a small picture fills.
func vastScan() []byte {
	p := newPDF()
	x := p.stream("/Type /XObject /Subtype /Image /Width 64 /Height 64 /BitsPerComponent 8 /ColorSpace /DeviceGray /Filter /DCTDecode", photo())
	return p.bytes(1, p.page("[0 0 100000 100000]", p.stream("", []byte("100000 0 0 100000 0 0 cm /X Do")), fmt.Sprintf("/XObject << /X %d 0 R >>", x)))
}

// deepForms has forms that draw one another.
func deepForms(depth int) []byte {
	p := newPDF()
	content := writing(Sentence)
	var last string
	for range depth {
		n := p.stream("/Type /XObject /Subtype /Form /BBox [0 0 900 900] /Resources << "+last+" >>", []byte(content))
		content, last = "/X Do", fmt.Sprintf("/XObject << /X %d 0 R >>", n)
	}
	return p.bytes(1, p.page(a4, p.stream("", []byte(writing(Sentence)+content)), last))
}

// deepArrays has one in its catalogue's neighbour, in a page, and in a content.
func deepArrays(depth int) []byte {
	p := newPDF()
	deep := strings.Repeat("[ ", depth) + strings.Repeat("] ", depth)
	p.add(deep)
	page := p.page(a4, p.stream("/Filter /FlateDecode", packed([]byte(deep+" TJ "+writing(Sentence)))), "/Deep "+deep)
	return p.bytes(2, p.text(Sentence), page)
}

// declared has one page and declares more.
func declared(pages int) []byte {
	p := newPDF()
	return p.bytes(pages, p.text(Sentence))
}

// manyPages has one page again and again.
func manyPages(pages int) []byte {
	p := newPDF()
	kids := make([]int, pages)
	content := p.stream("", []byte(writing(Sentence)))
	for i := range kids {
		kids[i] = p.page(a4, content, "")
	}
	return p.bytes(pages, kids...)
}

const vastSide = 100_000

// pictures claim to be larger than any paper.
func pictures() []File {
	header := binary.BigEndian.AppendUint32([]byte("IHDR"), vastSide)
	header = append(binary.BigEndian.AppendUint32(header, vastSide), 8, 0, 0, 0, 0)
	png := binary.BigEndian.AppendUint32([]byte("\x89PNG\r\n\x1a\n"), uint32(len(header)-4))
	png = binary.BigEndian.AppendUint32(append(png, header...), crc32.ChecksumIEEE(header))
	tiff := []byte("II*\x00\x08\x00\x00\x00\x03\x00")
	for _, field := range [][2]uint32{{256, vastSide}, {257, vastSide}, {273, 0}} { // width, length, where the pixels are
		tiff = binary.LittleEndian.AppendUint16(tiff, uint16(field[0]))
		tiff = binary.LittleEndian.AppendUint16(tiff, 4) // a number of 32 bits
		tiff = binary.LittleEndian.AppendUint32(tiff, 1)
		tiff = binary.LittleEndian.AppendUint32(tiff, field[1])
	}
	return []File{
		{Name: "vast.png", Content: append(png, "\x00\x00\x00\x00IEND\xaeB`\x82"...)},
		{Name: "vast.tif", Content: append(tiff, 0, 0, 0, 0)},
		{Name: "vast.jpg", Content: []byte{0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0xff, 0xff, 0xff, 0xff, 1, 1, 0x11, 0, 0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0xff, 0xd9}},
	}
}

// photo is a small white JPEG.
func photo() []byte {
	img := image.NewGray(image.Rect(0, 0, 64, 64))
	for i := range img.Pix {
		img.Pix[i] = 0xff
	}
	var b bytes.Buffer
	_ = jpeg.Encode(&b, img, nil) // a buffer takes everything
	return b.Bytes()
}

// before is what stands in front of a word.
func before(content []byte, word string) []byte {
	head, _, _ := bytes.Cut(content, []byte(word))
	return head
}
