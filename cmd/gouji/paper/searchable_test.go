package paper

import (
	"bytes"
	"encoding/xml"
	"errors"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/gouji/gouji/internal/printer"
)

// word is a word that pdftotext finds on a page, in points.
type word struct {
	Left   float64 `xml:"xMin,attr"`
	Top    float64 `xml:"yMin,attr"`
	Right  float64 `xml:"xMax,attr"`
	Bottom float64 `xml:"yMax,attr"`
	Text   string  `xml:",chardata"`
}

// glyph is a character and its middle.
type glyph struct {
	rune
	x, y float64
}

// How far, in points, a character may lie from where it was printed: prose lies
// on its line, a figure in its cell. A label lies in its cell as well, but in
// one line in the middle, however it was printed; so labels are not compared.
const (
	onLine = 8
	inCell = 20
)

// A scan that is written as a searchable PDF has its text where the PDF that
// was printed has it.
func TestSearchablePDF(t *testing.T) {
	press := newPress(t)
	const seed = 300
	report, err := press.Print(t.Context(), printer.Options{Seed: seed})
	if err != nil {
		t.Fatal(err)
	}
	damage, _ := printer.FindDamage("clean300")
	scan, err := report.Scan(t.Context(), damage, seed)
	if err != nil {
		t.Fatal(err)
	}
	scanned, err := scan.PDF()
	if err != nil {
		t.Fatal(err)
	}
	last := len(scan.Pages) - 1
	tiff, err := scan.Pages[last].TIFF()
	if err != nil {
		t.Fatal(err)
	}
	want := pages(t, report.PDF)
	if found := pages(t, scanned); len(found) != len(want) || len(found[0]) > 0 || !report.Plain[last] {
		t.Fatalf("the scan has %d pages and text on them: %v", len(found), found)
	}
	t.Run("pdf", func(t *testing.T) { compare(t, report.Plain, want, pages(t, searchable(t, "scan.pdf", scanned))) })
	t.Run("tiff", func(t *testing.T) {
		compare(t, report.Plain[last:], want[last:], pages(t, searchable(t, "scan.tiff", tiff)))
	})
	t.Run("born", func(t *testing.T) {
		again := pages(t, searchable(t, "born.pdf", report.PDF))
		if !slices.EqualFunc(again, want, slices.Equal) {
			t.Error("a born-digital PDF was changed")
		}
	})
}

// compare looks for every printed character near its place. A plain page has
// no table.
func compare(t *testing.T, plain []bool, want, got [][]glyph) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d pages, want %d", len(got), len(want))
	}
	for i := range want {
		near := float64(inCell)
		if plain[i] {
			near = onLine
		}
		var missing []rune
		compared := 0
		for _, w := range want[i] {
			if !plain[i] && !unicode.IsDigit(w.rune) {
				continue
			}
			compared++
			if !slices.ContainsFunc(got[i], func(g glyph) bool { return g.rune == w.rune && math.Hypot(g.x-w.x, g.y-w.y) < near }) {
				missing = append(missing, w.rune)
			}
		}
		if 20*len(missing) > compared {
			t.Errorf("page %d: %d of %d characters are not where they were printed: %q", i+1, len(missing), compared, missing)
		}
	}
}

// searchable has gouji write a file as a searchable PDF.
func searchable(t *testing.T, name string, content []byte) []byte {
	t.Helper()
	dir := t.TempDir()
	path, out := filepath.Join(dir, name), filepath.Join(dir, "out.pdf")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	if said, err := exec.CommandContext(t.Context(), gouji, "extract", "--format", "pdf", "-o", out, path).CombinedOutput(); err != nil || len(said) > 0 {
		t.Fatalf("gouji extract: %v: %s", err, said)
	}
	b, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// pages are the characters of each page, as another program finds them: what
// is no space and no punctuation, spread evenly over its word.
func pages(t *testing.T, pdf []byte) [][]glyph {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "pdftotext", "-bbox", "-", "-")
	cmd.Stdin = bytes.NewReader(pdf)
	out, err := cmd.Output()
	if errors.Is(err, exec.ErrNotFound) {
		t.Fatal("pdftotext is not installed: run: make tools")
	}
	if err != nil {
		t.Fatal(err)
	}
	var read struct {
		Pages []struct {
			Words []word `xml:"word"`
		} `xml:"body>doc>page"`
	}
	decoder := xml.NewDecoder(bytes.NewReader(out))
	decoder.Strict, decoder.Entity = false, xml.HTMLEntity
	if err := decoder.Decode(&read); err != nil {
		t.Fatal(err)
	}
	all := make([][]glyph, len(read.Pages))
	for i, p := range read.Pages {
		for _, w := range p.Words {
			all[i] = append(all[i], w.glyphs()...)
		}
	}
	return all
}

func (w word) glyphs() []glyph {
	var all []glyph
	text := norm.NFKC.String(strings.TrimSpace(w.Text))
	em := (w.Right - w.Left) / ems(text)
	x := w.Left
	for _, r := range text {
		width := em * ems(string(r))
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			all = append(all, glyph{r, x + width/2, (w.Top + w.Bottom) / 2})
		}
		x += width
	}
	return all
}

// ems is the width of a text if a Chinese character is as wide as two others.
func ems(text string) float64 {
	sum := 0.0
	for _, r := range text {
		if sum += 0.5; r >= 0x2e80 {
			sum += 0.5
		}
	}
	return sum
}
