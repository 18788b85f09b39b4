package reader

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/ocr"
)

func TestRecognisedFiguresOfAFailingSumAreDoubted(t *testing.T) {
	eight, nine := 8.0, 9.0
	cell := func(key string, origin ocr.Origin) extract.Cell {
		return extract.Cell{Key: key, Origin: origin, Status: extract.CellOK}
	}
	doc := &extract.Document{
		Tables: []extract.Table{{Cells: []extract.Cell{
			cell("a", ocr.Recognised), cell("b", ocr.Text), cell("c", ocr.Recognised), cell("d", ocr.Recognised), cell("e", ocr.Inferred),
		}}},
		Findings: []extract.Finding{
			{Status: extract.Fail, Severity: extract.Error, Cells: []string{"a", "b"}, Expected: &eight, Actual: &nine, Message: "行一不符。"},
			{Status: extract.Pass, Severity: extract.Error, Cells: []string{"c"}, Expected: &eight, Actual: &eight},
			{Status: extract.Fail, Severity: extract.Warning, Cells: []string{"d"}, Expected: &eight, Actual: &nine},
			// One of them is in doubt already, which does not make the other sure.
			{Status: extract.Unknown, Severity: extract.Error, Cells: []string{"e"}, Expected: &eight, Actual: &nine, Message: "行二不符。"},
		},
	}
	doubtRecognised(doc)
	want := map[string]string{"a": "行一不符。", "e": "行二不符。"}
	for _, c := range doc.Tables[0].Cells {
		note, doubted := want[c.Key]
		if (c.Status == extract.Suspect) != doubted || !strings.Contains(c.Note, note) {
			t.Errorf("%+v", c)
		}
	}
}

func TestSniff(t *testing.T) {
	for name, tt := range map[string]struct{ head, media string }{
		"pdf":               {"%PDF-1.7\n", "application/pdf"},
		"pdf behind a mail": {"X-Mailer: gateway\r\n\r\n%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", "application/pdf"},
		"about pdf":         {"The header of such a file is %PDF-1.7 and no more.", "text/plain"},
		"png":               {"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "image/png"},
		"jpeg":              {"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "image/jpeg"},
		"tiff":              {"II*\x00\x08\x00\x00\x00", "image/tiff"},
		"webp":              {"RIFF\x24\x00\x00\x00WEBPVP8 ", "image/webp"},
		"bmp":               {"BM\x46\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00\x28\x00\x00\x00", "image/bmp"},
		"gif":               {"GIF89a\x01\x00\x01\x00", "image/gif"},
		"heic":              {"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "image/heic"},
		"html":              {"<!DOCTYPE html><html><body>", "text/html"},
		"text":              {"一、总体情况", "text/plain"},
	} {
		media, err := Sniff(name, []byte(tt.head))
		if err != nil || media != tt.media {
			t.Errorf("%s: %s, %v, want %s", name, media, err, tt.media)
		}
		if Paged(media) != (media == mediaPDF || strings.HasPrefix(media, "image/")) {
			t.Errorf("%s: paged %v", name, Paged(media))
		}
	}
	for name, head := range map[string]string{"psd": "8BPS\x00\x01", "svg": `<svg xmlns="http://www.w3.org/2000/svg">`} {
		if media, err := Sniff(name, []byte(head)); err == nil {
			t.Errorf("%s: read as %s", name, media)
		}
	}
}
