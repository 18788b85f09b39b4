package hostile

import (
	"bytes"
	"fmt"
	"strings"
)

// one is a PDF with one readable page and more objects, which build adds. It may
// return entries for the catalogue.
func one(build func(p *pdf) (entries string)) []byte {
	p := newPDF()
	page := p.text(Sentence)
	p.objects[catalog-1] = fmt.Sprintf("<< /Type /Catalog /Pages %d 0 R %s >>", tree, build(p))
	return p.bytes(1, page)
}

// withTree is a PDF whose page tree is as written; %d stands for a good page.
func withTree(written string) []byte {
	p := newPDF()
	page := p.text(Sentence)
	b := p.bytes(1, page)
	good := fmt.Appendf(nil, "<< /Type /Pages /Count 1 /Kids [ %d 0 R ] >>", page)
	if strings.Contains(written, "%d") {
		written = fmt.Sprintf(written, page)
	}
	return bytes.Replace(b, good, []byte(written), 1)
}

// with replaces a part of a good PDF, so that its offsets are wrong behind it.
func with(old, replacement string) []byte {
	return bytes.Replace(PDF(1), []byte(old), []byte(replacement), 1)
}

// structures have a page tree or an outer form that is not what it ought to be.
func structures() []File {
	deep := newPDF()
	deepPage := deep.text(Sentence)
	for range 5000 {
		deepPage = deep.add(fmt.Sprintf("<< /Type /Pages /Count 1 /Kids [ %d 0 R ] >>", deepPage))
	}
	whole := PDF(1)
	return []File{
		read("tree-count-negative.pdf", "the count of pages is negative", withTree("<< /Type /Pages /Count -7 /Kids [ %d 0 R ] >>")),
		refused("tree-count-small.pdf", brokenPage, "more pages than are counted", withTree("<< /Type /Pages /Count 1 /Kids [ %[1]d 0 R %[1]d 0 R %[1]d 0 R ] >>")),
		read("tree-count-real.pdf", "the count is 1.0e9", withTree("<< /Type /Pages /Count 1.0e9 /Kids [ %d 0 R ] >>")),
		read("tree-kids-null.pdf", "a kid is null", withTree("<< /Type /Pages /Count 2 /Kids [ null %d 0 R ] >>")),
		refused("tree-kids-numbers.pdf", brokenPage, "the kids are numbers", withTree("<< /Type /Pages /Count 3 /Kids [ 1 2 3 ] >>")),
		refused("tree-kids-name.pdf", brokenPage, "the kids are a name", withTree("<< /Type /Pages /Count 1 /Kids /Kids >>")),
		refused("tree-kids-missing.pdf", brokenPage, "objects that are not in the file are kids", withTree("<< /Type /Pages /Count 2 /Kids [ 900 0 R 901 0 R ] >>")),
		read("tree-kids-catalogue.pdf", "the catalogue is a kid", withTree("<< /Type /Pages /Count 2 /Kids [ 1 0 R %d 0 R ] >>")),
		refused("tree-nulls.pdf", brokenPage, "100,000 kids that are null", withTree("<< /Type /Pages /Count 1 /Kids [ "+strings.Repeat("null ", 100_000)+"%d 0 R ] >>")),
		refused("tree-empty.pdf", brokenPDF, "there is no page", withTree("<< /Type /Pages /Count 0 /Kids [ ] >>")),
		refused("tree-array.pdf", brokenPDF, "the page tree is an array", withTree("[ %d 0 R ]")),
		refused("tree-deep.pdf", brokenPage, "the page lies 5,000 levels deep", deep.bytes(1, deepPage)),
		refused("root-missing.pdf", brokenPDF, "the trailer names no catalogue", with("/Root 1 0 R", "")),
		refused("root-page.pdf", noPages, "the catalogue is a page", with("/Root 1 0 R", "/Root 4 0 R")),
		silent("root-self.pdf", "the page tree is the catalogue", with("/Pages 2 0 R", "/Pages 1 0 R")),
		read("header-late.pdf", "1,000 bytes stand before the header", append(bytes.Repeat([]byte("\n"), 1000), whole...)),
		read("header-later.pdf", "60 KB stand before the header", append(bytes.Repeat([]byte("\n"), 60_000), whole...)),
		read("header-9.pdf", "a version that is not known", bytes.Replace(whole, []byte("%PDF-1.7"), []byte("%PDF-9.9"), 1)),
		read("end-again.pdf", "10,000 ends of file", append(bytes.Clone(whole), bytes.Repeat([]byte("%%EOF\n"), 10_000)...)),
		read("end-garbage.pdf", "zero bytes behind the end", append(bytes.Clone(whole), make([]byte, 1000)...)),
		read("end-megabyte.pdf", "a megabyte behind the end", append(bytes.Clone(whole), make([]byte, 1<<20)...)),
		read("comment.pdf", "a comment of a megabyte", with("endobj\n2 0 obj", "endobj\n%"+strings.Repeat("x", 1<<20)+"\n2 0 obj")),
		read("twice.pdf", "two whole files, one behind the other", append(bytes.Clone(whole), whole...)),
		read("returns.pdf", "carriage returns for line ends", bytes.ReplaceAll(whole, []byte("\n"), []byte("\r"))),
	}
}

// references have cross-references and objects that lead nowhere, or round.
func references() []File {
	whole := PDF(1)
	start := bytes.LastIndex(whole, []byte("xref\n0 "))
	table := func(s string) []byte {
		return append(bytes.Clone(whole[:start]), fmt.Appendf(nil, "%s\nstartxref\n%d\n%%%%EOF\n", s, start)...)
	}
	trailer := "trailer << /Size 5 /Root 1 0 R "
	again := func(prev int) []byte {
		return bytes.Replace(whole, []byte("/Root 1 0 R"), fmt.Appendf(nil, "/Root 1 0 R /Prev %d", prev), 1)
	}
	return []File{
		read("xref-many.pdf", "100,000 further entries of the cross-reference", one(func(p *pdf) string {
			for range 100_000 {
				p.add("null")
			}
			return ""
		})),
		survived("xref-billion.pdf", "the cross-reference claims 10⁹ entries", table("xref\n0 1000000000\n"+trailer+">>")),
		read("xref-negative.pdf", "the cross-reference begins at -5", table("xref\n-5 10\n"+trailer+">>")),
		read("xref-zeros.pdf", "all offsets are 0", table("xref\n0 5\n"+strings.Repeat("0000000000 00000 n \n", 5)+trailer+">>")),
		read("xref-same.pdf", "all offsets are the same", table("xref\n0 5\n"+strings.Repeat("0000000009 00000 n \n", 5)+trailer+">>")),
		read("xref-far.pdf", "all offsets lie behind the file", table("xref\n0 5\n"+strings.Repeat("9999999999 00000 n \n", 5)+trailer+">>")),
		read("xref-text.pdf", "the cross-reference is prose", table("xref\nnothing to see\n"+trailer+">>")),
		refused("xref-none.pdf", brokenPDF, "no cross-reference at all", whole[:start]),
		read("start-wrong.pdf", "the start of the cross-reference is wrong", bytes.Replace(whole, []byte("startxref\n"), []byte("startxref\n9"), 1)),
		read("start-negative.pdf", "the start of the cross-reference is negative", bytes.Replace(whole, []byte("startxref\n"), []byte("startxref\n-"), 1)),
		read("prev-self.pdf", "the cross-reference is its own predecessor", again(start)),
		read("prev-far.pdf", "the predecessor lies behind the file", again(1<<30)),
		read("prev-zero.pdf", "the predecessor is the header", again(0)),
		survived("size-huge.pdf", "the trailer claims 2³¹ objects", bytes.Replace(whole, []byte("/Size 5"), []byte("/Size 2147483647"), 1)),
		read("stream-xref-self.pdf", "a cross-reference stream precedes itself", xrefStream("/Prev %d", "")),
		survived("stream-xref-wide.pdf", "its columns are 10⁹ bytes wide", xrefStream("", "[1000000000 1000000000 1000000000]")),
		read("stream-xref-negative.pdf", "its columns have negative widths", xrefStream("", "[-1 -2 -1]")),
		read("stream-xref-index.pdf", "it claims objects up to 2³¹", xrefStream("/Index [0 2147483647]", "")),
		read("objects-extend.pdf", "an object stream extends itself", one(func(p *pdf) string {
			p.stream(fmt.Sprintf("/Type /ObjStm /N 1 /First 4 /Extends %d 0 R", len(p.objects)+1), []byte("9 0 null"))
			return ""
		})),
		read("objects-billion.pdf", "an object stream of 10⁹ objects", one(func(p *pdf) string {
			p.stream("/Type /ObjStm /N 1000000000 /First 999999999", []byte("9 0 null"))
			return ""
		})),
		read("loop-reference.pdf", "an object is a reference to itself", one(func(p *pdf) string {
			n := p.add("")
			p.objects[n-1] = fmt.Sprintf("%d 0 R", n)
			return fmt.Sprintf("/Metadata %d 0 R /Lang %d 0 R", n, n)
		})),
		read("loop-ring.pdf", "1,000 references in a ring", one(func(p *pdf) string {
			first := len(p.objects) + 1
			for i := range 1000 {
				p.add(fmt.Sprintf("%d 0 R", first+(i+1)%1000))
			}
			return fmt.Sprintf("/Names %d 0 R", first)
		})),
	}
}

// xrefStream is a PDF whose cross-reference is a stream with such entries; %d in
// them is its own offset.
func xrefStream(entries, widths string) []byte {
	whole := PDF(1)
	start := bytes.LastIndex(whole, []byte("xref\n0 "))
	if strings.Contains(entries, "%d") {
		entries = fmt.Sprintf(entries, start)
	}
	if widths == "" {
		widths = "[1 4 1]"
	}
	var table bytes.Buffer
	table.WriteString("\x00\x00\x00\x00\x00\x00")
	for n := 1; n <= 4; n++ {
		at := bytes.Index(whole, fmt.Appendf(nil, "%d 0 obj", n))
		table.Write([]byte{1, byte(at >> 24), byte(at >> 16), byte(at >> 8), byte(at), 0})
	}
	b := bytes.Clone(whole[:start])
	b = fmt.Appendf(b, "9 0 obj\n<< /Type /XRef /Size 5 /Root 1 0 R /W %s %s /Length %d >>\nstream\n", widths, entries, table.Len())
	b = append(b, table.Bytes()...)
	return fmt.Appendf(b, "\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n", start)
}

// truncated are the first tenths of a file.
func truncated() []File {
	whole := PDF(30)
	var files []File
	for tenth := 1; tenth < 10; tenth++ {
		f := refused(fmt.Sprintf("truncated-%d.pdf", tenth), brokenPDF, fmt.Sprintf("%d/10 of a file", tenth), whole[:len(whole)*tenth/10])
		files = append(files, f)
	}
	return files
}
