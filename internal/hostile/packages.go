package hostile

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
)

// zipped is an archive of these files, given as names and contents in turn.
func zipped(files ...string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		if w, err := z.Create(files[i]); err == nil { // a buffer takes everything
			_, _ = w.Write([]byte(files[i+1]))
		}
	}
	_ = z.Close()
	return b.Bytes()
}

// packages are what offices and downloads bring and nothing here unpacks.
func packages() []File {
	types := `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"></Types>`
	zeros := string(make([]byte, 64<<20))
	var packed, tarred bytes.Buffer
	g := gzip.NewWriter(&packed)
	_, _ = g.Write([]byte(zeros)) // a buffer takes everything
	_ = g.Close()
	t := tar.NewWriter(&tarred)
	_ = t.WriteHeader(&tar.Header{Name: "../../etc/cron.d/x", Mode: 0o777, Size: 3})
	_, _ = t.Write([]byte("x x"))
	_ = t.Close()
	ole := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
	office := func(name, folder, main string) File {
		return refused(name, notRead, "a file of an office program", zipped("[Content_Types].xml", types, "_rels/.rels", "<x/>", folder, main))
	}
	return []File{
		office("report.docx", "word/document.xml", "<x/>"),
		office("sheet.xlsx", "xl/workbook.xml", "<x/>"),
		office("slides.pptx", "ppt/presentation.xml", "<x/>"),
		office("bomb.docx", "word/document.xml", zeros),
		refused("report.odt", notRead, "a file of LibreOffice", zipped("mimetype", "application/vnd.oasis.opendocument.text", "content.xml", "<x/>")),
		refused("report.doc", notRead, "an old file of Word", append([]byte(ole), noise(4096)...)),
		refused("sheet.xls", notRead, "an old file of Excel", append([]byte(ole), make([]byte, 4096)...)),
		refused("bomb.zip", notRead, "an archive that unpacks to 64 MiB", zipped("zeros", zeros)),
		refused("nested.zip", notRead, "archives in archives", zipped("a.zip", string(zipped("b.zip", string(zipped("zeros", zeros)))))),
		refused("slip.zip", notRead, "an archive with a path that leads out", zipped("../../etc/cron.d/x", "x")),
		refused("cut.zip", notRead, "half an archive", zipped("a", "x")[:30]),
		refused("bomb.gz", notRead, "a stream that unpacks to 64 MiB", packed.Bytes()),
		refused("slip.tar", notRead, "an archive with a path that leads out", tarred.Bytes()),
		refused("a.rar", notRead, "an archive", append([]byte("Rar!\x1a\x07\x01\x00"), noise(500)...)),
		refused("a.7z", notRead, "an archive", append([]byte("7z\xbc\xaf\x27\x1c\x00\x04"), noise(500)...)),
		refused("a.exe", notRead, "a program", append([]byte("MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff"), noise(500)...)),
		refused("a.so", notRead, "a program", append([]byte("\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x03\x00\x3e\x00"), noise(500)...)),
		refused("a.mp3", noText, "a sound", append([]byte("ID3\x04\x00\x00\x00\x00\x00\x00"), noise(500)...)),
		refused("a.mp4", notRead, "a film", append([]byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"), noise(500)...)),
	}
}

// disguised have the wrong extension: the content decides.
func disguised() []File {
	html := []byte("<!DOCTYPE html><html><body><p>" + Sentence + "</p></body></html>")
	return []File{
		read("pdf.txt", "a PDF that is called a text", PDF(1)),
		read("pdf.docx", "a PDF that is called a file of Word", PDF(2)),
		read("pdf", "a PDF without an extension", PDF(3)),
		read("pdf.exe", "a PDF that is called a program", PDF(4)),
		read("pdf.pdf.pdf.html", "a PDF that is called a web page", PDF(5)),
		read("text.pdf", "a text that is called a PDF", []byte("text.pdf\n"+line)),
		read("text.jpg", "a text that is called a picture", []byte("text.jpg\n"+line)),
		read("text.docx", "a text that is called a file of Word", []byte("text.docx\n"+line)),
		read("text.zip", "a text that is called an archive", []byte("text.zip\n"+line)),
		read("page.txt", "a web page that is called a text", append(html, "<!-- txt -->"...)),
		read("page.pdf", "a web page that is called a PDF", append(bytes.Clone(html), "<!-- pdf -->"...)),
		read("page.doc", "a web page that is called a file of Word", append(bytes.Clone(html), "<!-- doc -->"...)),
		refused("zip.txt", notRead, "an archive that is called a text", zipped("txt", "x")),
		refused("zip.pdf", notRead, "an archive that is called a PDF", zipped("pdf", "x")),
		refused("program.pdf", notRead, "a program that is called a PDF", append([]byte("\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x3e\x00"), noise(600)...)),
		refused("sound.png", noText, "a sound that is called a picture", append([]byte("ID3\x04\x00\x00\x00\x00\x00\x00"), noise(600)...)),
		read("polyglot.pdf", "a PDF and a ZIP at once", append(PDF(6), zipped("x", "x")...)),
		refused("polyglot.html", brokenPDF, "a web page that tells of a PDF", append(bytes.Clone(html), "\n%PDF-1.7\n1 0 obj"...)),
		refused("polyglot.txt", brokenPDF, "a text that begins like a PDF", []byte("%PDF-1.7 is a version.\n"+line)),
	}
}
