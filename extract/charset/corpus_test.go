package charset

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// variant is an entry of the corpus's manifest.
type variant struct {
	File     string `json:"file"`
	Source   string `json:"source"`
	Kind     string `json:"kind"`
	Lossless bool   `json:"lossless"`
}

const corpus = "../../../shared/corpus/encodings"

func variants(t *testing.T) []variant {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(corpus, "manifest.json"))
	if err != nil {
		t.Skip("the corpus beside the repository (../shared/corpus) is absent")
	}
	var manifest struct{ Files []variant }
	if err := json.Unmarshal(b, &manifest); err != nil {
		t.Fatal(err)
	}
	return manifest.Files
}

func decodeFile(t *testing.T, name string) Text {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(corpus, name))
	if err != nil {
		t.Fatal(err)
	}
	text, err := Decode(b, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// withoutBlanks drops what a variant may add or change without harm.
func withoutBlanks(s string) string {
	return strings.NewReplacer(" ", "", "\f", "").Replace(s)
}

func TestCorpusLossless(t *testing.T) {
	for _, v := range variants(t) {
		if !v.Lossless || v.Kind == "thousands separators" {
			continue
		}
		t.Run(v.File, func(t *testing.T) {
			want, got := decodeFile(t, v.Source), decodeFile(t, v.File)
			if got.Lossy {
				t.Error("a lossless variant came out lossy")
			}
			compareLines(t, withoutBlanks(got.Clean), withoutBlanks(want.Clean))
			t.Log(got.Encodings, got.Repairs)
		})
	}
}

// compareLines reports the first few lines that differ.
func compareLines(t *testing.T, got, want string) {
	t.Helper()
	if got == want {
		return
	}
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	if len(g) != len(w) {
		t.Errorf("%d lines, want %d", len(g), len(w))
	}
	shown := 0
	for i := 0; i < min(len(g), len(w)) && shown < 5; i++ {
		if g[i] != w[i] {
			t.Errorf("line %d:\n got %q\nwant %q", i+1, g[i], w[i])
			shown++
		}
	}
}

func TestCorpusLossy(t *testing.T) {
	for _, v := range variants(t) {
		if v.Lossless || v.Kind == "big5" || v.Kind == "big5-hkscs" {
			continue
		}
		t.Run(v.File, func(t *testing.T) {
			want, got := decodeFile(t, v.Source), decodeFile(t, v.File)
			if !got.Lossy {
				t.Error("the loss does not show")
			}
			t.Log(got.Encodings, got.Repairs, strings.Count(got.Clean, "\uFFFD"))
			g, w := strings.Split(got.Clean, "\n"), strings.Split(want.Clean, "\n")
			if len(g) != len(w) {
				t.Fatalf("%d lines, want %d", len(g), len(w))
			}
			for i := range g {
				if strings.Contains(v.Kind, "invalid") && strings.Contains(g[i], "\uFFFD") {
					continue // which byte of a run is one too many cannot be known
				}
				if !explains(g[i], w[i]) {
					t.Errorf("line %d:\n got %q\nwant %q", i+1, g[i], w[i])
				}
			}
		})
	}
}

// explains reports whether a damaged line is the sound one but for the places
// that U+FFFD marks: what stands between the marks is in the sound line, in
// order, and not more than two characters are missing at each mark.
func explains(damaged, sound string) bool {
	const perMark = 8 // bytes: two characters and a swallowed sign
	parts := strings.Split(strings.ReplaceAll(damaged, " ", ""), "\uFFFD")
	rest, ok := strings.CutPrefix(strings.ReplaceAll(sound, " ", ""), parts[0])
	gap := 0
	for _, part := range parts[1:] {
		gap += perMark
		at := strings.Index(rest, part)
		if at < 0 || at > gap {
			return false
		}
		if part != "" {
			rest, gap = rest[at+len(part):], 0
		}
	}
	return ok && len(rest) <= gap
}

// A Big5 file has "?" for what Big5 lacks; nothing tells it from a real one.
func TestCorpusBig5(t *testing.T) {
	for _, v := range variants(t) {
		if v.Kind != "big5" && v.Kind != "big5-hkscs" {
			continue
		}
		t.Run(v.File, func(t *testing.T) {
			want, got := decodeFile(t, v.Source), decodeFile(t, v.File)
			t.Log(got.Encodings, got.Repairs)
			w, g := []rune(want.Clean), []rune(got.Clean)
			if len(w) != len(g) {
				t.Errorf("%d characters, want %d", len(g), len(w))
			}
			for i := range min(len(w), len(g)) {
				if g[i] != w[i] && g[i] != '?' {
					t.Fatalf("at %d: got %q, want %q", i, string(g[i:i+20]), string(w[i:i+20]))
				}
			}
		})
	}
}
