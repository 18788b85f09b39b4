package printer

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"

	"github.com/gouji/gouji/internal/specimen"
)

// Options choose a report to print.
type Options struct {
	Seed uint64
	Form string // edition of the form; drawn from the seed if empty
	// Figures is the sort of numbers in the tables; drawn from the seed if empty.
	Figures specimen.Figures
	// Paragraphs of prose to add to those that every specimen has.
	Paragraphs int
	Violate    bool // break some identities in the figures themselves
}

// Report is a printed report: a born-digital PDF and what stands in it.
type Report struct {
	Name  string // without an extension
	PDF   []byte
	Truth specimen.Truth
	Parts []specimen.Part
	// Lines are the printed lines outside of tables, page by page, page numbers included.
	Lines [][]string
}

// Print prints a report on A4 pages.
func Print(ctx context.Context, o Options) (Report, error) {
	fonts, err := fontFolder()
	if err != nil {
		return Report{}, err
	}
	rng := rand.New(rand.NewPCG(o.Seed, 0x7072696e74))
	composed := compose(rng, &o)
	t := drawTypesetting(rng)
	r := Report{Name: fmt.Sprintf("%s-%06x", o.Form, o.Seed&0xffffff), Truth: composed.Truth, Parts: composed.Parts}
	// Printed a second time with the tables left white, what remains is prose.
	var prose []byte
	for _, print := range []struct {
		withoutTables bool
		pdf           *[]byte
	}{{false, &r.PDF}, {true, &prose}} {
		page, err := t.page(fonts, composed.Parts, print.withoutTables)
		if err != nil {
			return Report{}, err
		}
		if *print.pdf, err = chromium(ctx, page); err != nil {
			return Report{}, err
		}
	}
	if r.Lines, err = printedLines(ctx, prose, composed.Parts, t); err != nil {
		return Report{}, err
	}
	return r, nil
}

// compose draws a report in a typesetting that paper knows.
func compose(rng *rand.Rand, o *Options) specimen.Report {
	if o.Form == "" {
		o.Form = pick(rng, "2019", "2021")
	}
	if o.Figures == "" {
		o.Figures = pick(rng, specimen.AllFigures()...)
	}
	s := specimen.Options{Seed: o.Seed, Form: o.Form, Figures: o.Figures, Violate: o.Violate}
	for _, d := range []string{"aliases", "subtotal-column", "thousands-separators", "units-in-cells"} {
		if rng.Float64() < 0.2 {
			s.Damages = append(s.Damages, d)
		}
	}
	r := specimen.Compose(s)
	more := make([]specimen.Part, o.Paragraphs)
	for i, text := range specimen.Paragraphs(rng, o.Paragraphs) {
		more[i].Text = text
	}
	heads := 0
	for i, p := range r.Parts {
		if p.Level == 2 {
			heads++
		}
		if heads == 2 { // at the end of the first section
			r.Parts = slices.Insert(r.Parts, i, more...)
			break
		}
	}
	return r
}

var dates = regexp.MustCompile(`/(CreationDate|ModDate) \(D:\d{14}`)

// chromium prints an HTML page to PDF.
func chromium(ctx context.Context, page string) ([]byte, error) {
	browser, err := exec.LookPath("chromium")
	if err != nil {
		return nil, errors.New("printer: chromium is not installed: run: apt-get install chromium")
	}
	dir, err := os.MkdirTemp("", "gouji-print-")
	if err != nil {
		return nil, fmt.Errorf("printer: %w", err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	in, out := filepath.Join(dir, "page.html"), filepath.Join(dir, "page.pdf")
	if err := os.WriteFile(in, []byte(page), 0o600); err != nil {
		return nil, fmt.Errorf("printer: %w", err)
	}
	cmd := exec.CommandContext(ctx, browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
		"--user-data-dir="+filepath.Join(dir, "profile"), "--no-pdf-header-footer", "--print-to-pdf="+out, "file://"+in)
	if said, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("printer: chromium: %w: %.300s", err, said)
	}
	pdf, err := os.ReadFile(out)
	if err != nil {
		return nil, fmt.Errorf("printer: chromium printed nothing: %w", err)
	}
	return dates.ReplaceAll(pdf, []byte("/$1 (D:20240131090000")), nil
}

func pick[T any](rng *rand.Rand, from ...T) T { return from[rng.IntN(len(from))] }
