package report

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/extract/han"
)

// TestCorpus reads the metadata of the real reports that are plain text.
func TestCorpus(t *testing.T) {
	truths, _ := filepath.Glob("../../../shared/corpus/reports/*.truth.json")
	if len(truths) == 0 {
		t.Skip("../shared/corpus is absent")
	}
	r := newReader(t)
	for _, path := range truths {
		base := strings.TrimSuffix(path, ".truth.json")
		text := readFirst(base+".txt", base+".md")
		if text == "" {
			continue
		}
		t.Run(filepath.Base(base), func(t *testing.T) {
			var truth struct {
				Meta         map[string]any      `json:"meta"`
				Alternatives map[string][]string `json:"meta_alternatives"`
			}
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(b, &truth); err != nil {
				t.Fatal(err)
			}
			in := Input{Pages: []extract.Page{{Number: 1, Text: han.StripPinyin(text)}}}
			got := asMap(t, r.Meta(in))
			for key, want := range truth.Meta {
				if want == nil && key == "title" {
					continue
				}
				right := append([]string{normal(want)}, truth.Alternatives[key]...)
				if !slices.Contains(right, normal(got[key])) {
					t.Errorf("%s = %v, want %v or %v", key, got[key], want, truth.Alternatives[key])
				}
			}
			t.Log(got)
			for _, s := range r.Sections(in) {
				t.Logf("%s | %s | %d runes", s.Number, s.Title, len([]rune(s.Text)))
			}
		})
	}
}

func newReader(t testing.TB) *Reader {
	t.Helper()
	r, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func readFirst(paths ...string) string {
	for _, p := range paths {
		if b, err := os.ReadFile(p); err == nil {
			return string(b)
		}
	}
	return ""
}

func asMap(t testing.TB, m extract.Meta) map[string]any {
	t.Helper()
	b, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal(b, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// normal compares as the acceptance does: without blanks, dashes alike.
func normal(v any) string {
	b, _ := json.Marshal(v)
	s := strings.Trim(strings.Join(strings.Fields(string(b)), ""), `"`)
	return strings.NewReplacer("—", "-", "－", "-").Replace(s)
}
