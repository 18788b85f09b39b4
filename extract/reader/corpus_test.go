package reader_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/extract/reader"
)

// corpus is the folder of real reports beside the checkout. It is not part of
// the project, so the tests that need it are skipped where it is absent.
const corpus = "../../../shared/corpus"

type truth struct {
	Cells      map[string]*float64 `json:"cells"`
	Ambiguous  []string            `json:"ambiguous"`
	Violations []json.RawMessage   `json:"violations"`
}

func readTruth(t *testing.T, path string) truth {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var v truth
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func readFile(t *testing.T, r *reader.Reader, path string) *extract.Document {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := r.Read(t.Context(), filepath.Base(path), b)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func cellsOf(doc *extract.Document) map[string]extract.Cell {
	cells := map[string]extract.Cell{}
	for _, table := range doc.Tables {
		for _, c := range table.Cells {
			cells[c.Key] = c
		}
	}
	return cells
}

func sameValue(a, b *float64) bool { return (a == nil) == (b == nil) && (a == nil || *a == *b) }

func needCorpus(t *testing.T) {
	t.Helper()
	if _, err := os.Stat(corpus); err != nil {
		t.Skip("the corpus of real reports is not beside this checkout")
	}
}

func TestCorpusReports(t *testing.T) {
	needCorpus(t)
	r := newReader(t)
	files, err := filepath.Glob(filepath.Join(corpus, "reports", "*.truth.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no truth files: %v", err)
	}
	for _, path := range files {
		base := strings.TrimSuffix(path, ".truth.json")
		source := ""
		for _, ext := range []string{".txt", ".md", ".html"} {
			if _, err := os.Stat(base + ext); err == nil {
				source = base + ext
			}
		}
		if source == "" {
			continue // a PDF or a picture
		}
		t.Run(filepath.Base(source), func(t *testing.T) {
			want, doc := readTruth(t, path), readFile(t, r, source)
			cells := cellsOf(doc)
			for key, value := range want.Cells {
				c, ok := cells[key]
				switch {
				case slices.Contains(want.Ambiguous, key):
				case !ok:
					t.Errorf("%s is missing", key)
				case !sameValue(c.Value, value):
					t.Errorf("%s is wrong (status %s)", key, c.Status)
				}
			}
			if len(want.Cells) == 0 && len(cells) > 0 {
				t.Errorf("%d canonical cells in a report that has none", len(cells))
			}
			fails := 0
			for _, f := range doc.Findings {
				if f.Status == extract.Fail {
					fails++
				}
			}
			if fails != len(want.Violations) {
				t.Errorf("%d checks fail, the document breaks %d", fails, len(want.Violations))
			}
		})
	}
}

func TestCorpusEncodings(t *testing.T) {
	needCorpus(t)
	dir := filepath.Join(corpus, "encodings")
	b, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	var manifest struct {
		Files []struct {
			File, Source string
			Lossless     bool
		}
	}
	if err := json.Unmarshal(b, &manifest); err != nil {
		t.Fatal(err)
	}
	r := newReader(t)
	sources := map[string]map[string]extract.Cell{}
	for _, f := range manifest.Files {
		if sources[f.Source] == nil {
			sources[f.Source] = cellsOf(readFile(t, r, filepath.Join(dir, f.Source)))
		}
		want := sources[f.Source]
		t.Run(f.File, func(t *testing.T) {
			got := cellsOf(readFile(t, r, filepath.Join(dir, f.File)))
			for key, w := range want {
				g, ok := got[key]
				if sameValue(g.Value, w.Value) && ok {
					continue
				}
				if f.Lossless || ok && g.Status == extract.CellOK {
					t.Errorf("%s differs from the source (status %q)", key, g.Status)
				}
			}
		})
	}
}
