package reader_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"unicode"

	"github.com/gouji/gouji/configs"
	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/extract/form"
	"github.com/gouji/gouji/extract/reader"
	"github.com/gouji/gouji/ingest"
	"github.com/gouji/gouji/internal/specimen"
)

func newReader(t testing.TB) *reader.Reader {
	t.Helper()
	forms, err := form.Load(configs.Forms)
	if err != nil {
		t.Fatal(err)
	}
	r, err := reader.New(forms, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func zipped(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	if _, err := w.Create("a.txt"); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRefusedFiles(t *testing.T) {
	r := newReader(t)
	for name, tc := range map[string]struct {
		bytes []byte
		want  error
	}{
		"zero bytes.txt":     {nil, reader.ErrEmpty},
		"only blanks.txt":    {[]byte(" \n\t\u200b\r\n"), reader.ErrEmpty},
		"only NUL.txt":       {make([]byte, 4096), nil},
		"pdf named text.txt": {[]byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), reader.ErrUnsupported},
		"picture.html":       {[]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), reader.ErrUnsupported},
		"photo.txt":          {[]byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00"), reader.ErrUnsupported},
		"archive.md":         {zipped(t), reader.ErrUnsupported},
		"archive.rar":        {[]byte("Rar!\x1a\x07\x01\x00"), reader.ErrUnsupported},
		"library.so":         {[]byte("\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x03\x00\x3e\x00"), reader.ErrUnsupported},
		"program.txt":        {[]byte("\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x3e\x00"), reader.ErrUnsupported},
		"noise.txt":          {bytes.Repeat([]byte{1, 2, 3, 4, 5, 6, 7, 8, 14, 15}, 500), reader.ErrBinary},
		"too large.txt":      {bytes.Repeat([]byte("政"), 1<<20), reader.ErrTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			doc, err := r.Read(t.Context(), name, tc.bytes)
			if err == nil {
				t.Fatalf("read as %s", doc.Kind)
			}
			if tc.want != nil && !errors.Is(err, tc.want) {
				t.Errorf("error %v is not %v", err, tc.want)
			}
			if kind := ingest.KindOf(err); kind != ingest.Refuse {
				t.Errorf("kind %v, want refuse", kind)
			}
			if reason := ingest.ReasonOf(err); !strings.ContainsFunc(reason, func(c rune) bool { return unicode.Is(unicode.Han, c) }) {
				t.Errorf("the reason %q is no Chinese", reason)
			}
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("the message has more than one line: %q", err)
			}
		})
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := newReader(t).Read(ctx, "a.txt", []byte("文字")); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func TestOddFilesAreRead(t *testing.T) {
	r := newReader(t)
	for name, tc := range map[string]struct {
		bytes string
		media string
		kind  extract.Kind
	}{
		"note.txt":             {"关于开会的通知\n明天上午开会。\n", "text/plain", extract.Other},
		"page without tags":    {"一段文字", "text/plain", extract.Other},
		"wrong extension.html": {"没有标签的文字，只是文字。", "text/plain", extract.Other},
		"page.txt":             {"<html><head><title>通知</title></head><body><p>甲</p><p>乙</p></body></html>", "text/html", extract.Other},
		"notes.md":             {"# 通知\n\n- 甲\n- 乙\n", "text/markdown", extract.Other},
		"title only.txt":       {"丙县2023年政府信息公开工作年度报告\n\n本年无事。\n", "text/plain", extract.AnnualReport},
		"NUL and invalid.txt":  {"甲\x00乙丙丁\xff\n戊己庚辛。\n", "text/plain", extract.Other},
		"\xff\xfename.txt":     {"名字不是合法编码的文件", "text/plain", extract.Other},
	} {
		t.Run(name, func(t *testing.T) {
			doc, err := r.Read(t.Context(), name, []byte(tc.bytes))
			if err != nil {
				t.Fatal(err)
			}
			if doc.Source.MediaType != tc.media || doc.Kind != tc.kind {
				t.Errorf("media type %s, kind %s", doc.Source.MediaType, doc.Kind)
			}
			if len(doc.ID) != 32 || !strings.HasPrefix(doc.Source.SHA256, doc.ID) || doc.Source.Bytes != int64(len(tc.bytes)) {
				t.Errorf("source %+v", doc.Source)
			}
			for _, table := range doc.Tables {
				if len(table.Cells) > 0 {
					t.Errorf("table %s has canonical cells", table.ID)
				}
			}
		})
	}
}

func TestPagesAndOriginal(t *testing.T) {
	doc, err := newReader(t).Read(t.Context(), "a.txt", []byte("第一頁（yè），１２件。\n\f第二頁。\n"))
	if err != nil {
		t.Fatal(err)
	}
	if len(doc.Pages) != 2 || doc.Pages[1].Number != 2 || doc.Pages[1].Text != "第二頁。\n" {
		t.Fatalf("pages %+v", doc.Pages)
	}
	if doc.Pages[0].Text != "第一頁，12件。\n" || doc.Pages[0].Original != "第一頁（yè），１２件。\n" {
		t.Errorf("text %q, original %q", doc.Pages[0].Text, doc.Pages[0].Original)
	}
}

func TestHTMLTableInsideText(t *testing.T) {
	doc, err := newReader(t).Read(t.Context(), "a.md", []byte("# 二、主动公开政府信息情况\n\n<table><tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td><td>现行有效件数</td></tr><tr><td>规章</td><td>1</td><td></td><td>3</td></tr><tr><td>行政规范性文件</td><td>4</td><td>5</td><td>6</td></tr></table>\n\n| 行政许可 | 7 |\n| 行政处罚 | 8 |\n| 行政强制 | 9 |\n| 行政事业性收费 | 1.5 |\n"))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]float64{}
	for _, c := range doc.Tables[0].Cells {
		if c.Value != nil && c.Status == extract.CellOK {
			got[c.Key] = *c.Value
		}
	}
	if len(got) != 9 || got["article20/rules/in_force"] != 3 || got["article20/fees/amount"] != 1.5 {
		t.Errorf("cells %v", got)
	}
}

func TestDocumentOfACleanReport(t *testing.T) {
	s := specimen.Make(specimen.Options{Seed: 11, Form: "2021", Layout: "tab", Figures: "small"})
	doc, err := newReader(t).Read(t.Context(), s.Name, s.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	if doc.Status != extract.OK || doc.Kind != extract.AnnualReport || len(doc.Tables) < 3 || len(doc.Sections) != 6 {
		t.Errorf("status %s, kind %s, %d tables, %d sections", doc.Status, doc.Kind, len(doc.Tables), len(doc.Sections))
	}
}

func TestDocumentThatBreaksItsSumsNeedsReview(t *testing.T) {
	s := specimen.Make(specimen.Options{Seed: 12, Form: "2019", Layout: "pipe-outer", Figures: "small", Violate: true})
	doc, err := newReader(t).Read(t.Context(), s.Name, s.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	if doc.Status != extract.Review {
		t.Errorf("status %s", doc.Status)
	}
}

func FuzzRead(f *testing.F) {
	for i, layout := range specimen.Layouts() {
		f.Add(specimen.Make(specimen.Options{Seed: uint64(i), Form: "2019", Layout: layout.Name}).Bytes)
	}
	for _, s := range []string{"", "\x00", "%PDF", "<table><tr><td>", "\xff\xfe甲"} {
		f.Add([]byte(s))
	}
	r := newReader(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		doc, err := r.Read(t.Context(), "a.txt", b)
		if err != nil {
			if ingest.KindOf(err) != ingest.Refuse {
				t.Errorf("not refused: %v", err)
			}
			return
		}
		if len(doc.Pages) == 0 {
			t.Error("a document without pages")
		}
	})
}
