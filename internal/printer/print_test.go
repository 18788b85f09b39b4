package printer

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/gouji/gouji/internal/specimen"
)

// press starts one Chromium for a test.
func press(t *testing.T) *Press {
	t.Helper()
	p, err := Start(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	return p
}

// What the truth says stands in the PDF: every figure of a row in its order,
// every line of prose on its page, every page with its number.
func TestPrintSaysTheTruth(t *testing.T) {
	p := press(t)
	for _, o := range []Options{{Seed: 11, Form: "2019", Figures: specimen.Large, Paragraphs: 4}, {Seed: 12, Form: "2021", Figures: specimen.Marks}} {
		r, err := p.Print(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		text, err := pdfText(t.Context(), r.PDF, "-layout")
		if err != nil {
			t.Fatal(err)
		}
		pages := strings.Split(strings.TrimSuffix(text, "\f"), "\f")
		if len(pages) != len(r.Lines) {
			t.Fatalf("seed %d: %d pages, but lines for %d", o.Seed, len(pages), len(r.Lines))
		}
		for i, lines := range r.Lines {
			for _, line := range lines {
				if !strings.Contains(solid(pages[i]), solid(line)) {
					t.Errorf("seed %d, page %d: %q is not printed", o.Seed, i+1, line)
				}
			}
		}
		for _, part := range r.Parts {
			if part.Table != nil {
				checkRows(t, strings.Split(text, "\n"), part.Table, r.Truth)
			}
		}
	}
}

// checkRows looks for the figures of every row of a table side by side on one line.
func checkRows(t *testing.T, lines []string, table *specimen.Table, truth specimen.Truth) {
	t.Helper()
	for _, row := range table.Rows {
		var figures []string
		for _, c := range row.Cells {
			if c.Key != "" && c.Text != truth.Raw[c.Key] {
				t.Errorf("%s shows %q, the truth is %q", c.Key, c.Text, truth.Raw[c.Key])
			}
			if c.Figure && c.Text != "" {
				figures = append(figures, c.Text)
			}
		}
		want := strings.Join(figures, " ")
		found := false
		for _, line := range lines {
			fields := strings.Fields(line)
			found = found || strings.HasSuffix(strings.Join(fields, " "), want)
		}
		if !found {
			t.Errorf("%s: no line ends in %q", table.ID, want)
		}
	}
}

func TestSameSeedSameBytes(t *testing.T) {
	p := press(t)
	o := Options{Seed: 3, Figures: specimen.Small}
	first, err := p.Print(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	again, err := p.Print(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first.PDF, again.PDF) {
		t.Error("the same seed printed two different PDFs")
	}
	d, _ := FindDamage("office150")
	var scans [2][]byte
	for i := range scans {
		s, err := first.Scan(t.Context(), d, 5)
		if err != nil {
			t.Fatal(err)
		}
		if scans[i], err = s.PDF(); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(scans[0], scans[1]) {
		t.Error("the same seed made two different scans")
	}
}
