package document_test

import (
	"bytes"
	"mime"
	"net/http"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/internal/specimen"
)

func TestOriginal(t *testing.T) {
	d := report(t, specimen.Options{Seed: 7, Layout: "html"})
	h := serve(t, d)
	w := get(t, h, "/documents/"+d.doc.ID+"/original")
	if w.Code != http.StatusOK || !bytes.Equal(w.Body.Bytes(), d.original) {
		t.Fatalf("status %d, %d bytes of %d", w.Code, w.Body.Len(), len(d.original))
	}
	if got := w.Header().Get("Content-Type"); got != "application/octet-stream" {
		t.Errorf("Content-Type %s", got)
	}
	w = get(t, h, "/documents/"+d.doc.ID+"/original", "Range", "bytes=10-19", "Accept-Encoding", "gzip")
	if w.Code != http.StatusPartialContent || !bytes.Equal(w.Body.Bytes(), d.original[10:20]) {
		t.Errorf("a part of the file: status %d, %q", w.Code, w.Body)
	}
}

func TestText(t *testing.T) {
	d := report(t, specimen.Options{Seed: 7})
	d.doc.Pages = append(d.doc.Pages, extract.Page{Number: 2, Text: "第二页"})
	w := get(t, serve(t, d), "/documents/"+d.doc.ID+"/text")
	if got := w.Header().Get("Content-Type"); w.Code != http.StatusOK || got != "text/plain; charset=utf-8" {
		t.Errorf("status %d, Content-Type %s", w.Code, got)
	}
	if got := strings.Split(w.Body.String(), "\f"); len(got) != 2 || got[0] != d.doc.Pages[0].Text || got[1] != "第二页" {
		t.Errorf("%d pages of text", len(got))
	}
	disposition(t, w.Header())
}

// disposition returns the file name of an attachment.
func disposition(t *testing.T, header http.Header) string {
	t.Helper()
	kind, parameters, err := mime.ParseMediaType(header.Get("Content-Disposition"))
	if err != nil || kind != "attachment" {
		t.Errorf("Content-Disposition %q: %v", header.Get("Content-Disposition"), err)
	}
	return parameters["filename"]
}

// FuzzName downloads files of any name.
func FuzzName(f *testing.F) {
	for _, name := range []string{"年报.pdf", `a"b\c.txt`, "a\r\nSet-Cookie: x=1.txt", "../../etc/passwd", "\xff\xfe.pdf", "", "...", ".", "\u202Efdp.exe", strings.Repeat("长", 300) + ".pdf", "x." + strings.Repeat("y", 300), "a%00b.txt", "CON", " "} {
		f.Add(name)
	}
	s := specimen.Make(specimen.Options{})
	f.Fuzz(func(t *testing.T, name string) {
		doc := &extract.Document{ID: strings.Repeat("a", 32), Source: extract.Source{Name: name}}
		h := serve(t, stored{doc, s.Bytes})
		for _, what := range []string{"original", "text"} {
			w := get(t, h, "/documents/"+doc.ID+"/"+what)
			if w.Code != http.StatusOK || strings.ContainsAny(w.Header().Get("Content-Disposition"), "\r\n\x00") || w.Header().Get("Set-Cookie") != "" {
				t.Errorf("%q: status %d, header %q", name, w.Code, w.Header())
			}
			got := disposition(t, w.Header())
			if got == "" || len(got) > 4*90 || !utf8.ValidString(got) || strings.ContainsAny(got, `/\`) || strings.HasPrefix(got, ".") || strings.ContainsFunc(got, unicode.IsControl) {
				t.Errorf("%q is saved as %q", name, got)
			}
		}
	})
}
