package printer

import (
	"bytes"
	"strings"
	"testing"

	"github.com/gouji/gouji/internal/specimen"
)

// What the truth says stands in the PDF: every figure of a row in its order,
// every line of prose on its page, every page with its number. The same seed
// gives the same bytes.
func TestPrint(t *testing.T) {
	p, err := Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var printed []Report
	for _, o := range []Options{
		{Seed: 11, Form: "2019", Figures: specimen.Large, Paragraphs: 4},
		{Seed: 12, Form: "2021", Figures: specimen.Marks},
		{Seed: 12, Form: "2021", Figures: specimen.Marks},
	} {
		r, err := p.Print(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		printed = append(printed, r)
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	for _, r := range printed[:2] {
		t.Run(r.Name, func(t *testing.T) { checkTruth(t, r) })
	}
	if !bytes.Equal(printed[1].PDF, printed[2].PDF) {
		t.Error("the same seed printed two different PDFs")
	}
	checkSameScan(t, printed[1])
}

func checkTruth(t *testing.T, r Report) {
	text, err := pdfText(t.Context(), r.PDF, "-layout")
	if err != nil {
		t.Fatal(err)
	}
	pages := strings.Split(strings.TrimSuffix(text, "\f"), "\f")
	if len(pages) != len(r.Lines) || len(pages) != len(r.Plain) {
		t.Fatalf("%d pages, but lines for %d and kinds for %d", len(pages), len(r.Lines), len(r.Plain))
	}
	for i, lines := range r.Lines {
		for _, line := range lines {
			if !strings.Contains(solid(pages[i]), solid(line)) {
				t.Errorf("page %d: %q is not printed", i+1, line)
			}
		}
		if wrong, _ := Errors(pages[i], lines); r.Plain[i] != (wrong == 0) {
			t.Errorf("page %d: plain %v, but %d characters are not prose", i+1, r.Plain[i], wrong)
		}
	}
	for _, part := range r.Parts {
		if part.Table != nil {
			checkRows(t, strings.Split(text, "\n"), part.Table, r.Truth)
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

// checkSameScan compares the pictures: fpdf writes those of one width in any order.
func checkSameScan(t *testing.T, r Report) {
	d, _ := FindDamage("office150")
	var scans [2]Scan
	for i := range scans {
		var err error
		if scans[i], err = r.Scan(t.Context(), d, 5); err != nil {
			t.Fatal(err)
		}
	}
	for i, p := range scans[0].Pages {
		if !bytes.Equal(p.Bytes, scans[1].Pages[i].Bytes) {
			t.Errorf("page %d: the same seed made two different scans", i+1)
		}
	}
}
