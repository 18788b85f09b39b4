package source

import (
	"os"
	"strings"
	"testing"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/ingest"
	"github.com/gouji/gouji/internal/hostile"
)

// tooMany is more pages than limits.pages allows.
const tooMany = 20_000

// read reads a file of the hostile set and counts the pages that were read.
func read(t *testing.T, name string) (doc *extract.Document, pages int, err error) {
	t.Helper()
	for _, f := range hostile.Files(tooMany) {
		if f.Name != name {
			continue
		}
		file, err := os.Open(write(t, name, string(f.Content)))
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		s := newSource(t, map[string]string{"ocr.workers": "1"})
		doc, err := s.Read(t.Context(), name, file, func(read, _ int) { pages = max(pages, read) })
		return doc, pages, err
	}
	t.Fatalf("no %s in the set", name)
	return nil, 0, nil
}

// A page that only looks empty says why it was not read, and names itself once.
func TestPagesThatLookEmpty(t *testing.T) {
	doc, _, err := read(t, "picture-bomb.pdf")
	if err != nil {
		t.Fatal(err)
	}
	if failure := doc.Pages[1].Failure; !strings.HasPrefix(failure, "第 2 页没有读出来：") || !strings.Contains(failure, "limits.pixels") || strings.Count(failure, "第 ") != 1 {
		t.Errorf("the bomb: %q", failure)
	}
	if doc.Pages[0].Failure+doc.Pages[2].Failure != "" {
		t.Errorf("its neighbours: %+v", doc.Pages)
	}
	_, _, err = read(t, "tall-page.pdf")
	if reason := ingest.ReasonOf(err); ingest.KindOf(err) != ingest.Refuse || !strings.Contains(reason, "尺寸异常") || strings.Count(reason, "第 ") != 1 {
		t.Errorf("a page without a width: %v, %s", err, reason)
	}
}

// Too many pages are noticed before the first is read.
func TestTooManyPages(t *testing.T) {
	for _, name := range []string{"many-pages.pdf", "declared.pdf"} {
		_, pages, err := read(t, name)
		if ingest.KindOf(err) != ingest.Refuse || pages > 0 {
			t.Errorf("%s: %d pages were read: %v", name, pages, err)
		}
		t.Log(ingest.ReasonOf(err))
	}
}
