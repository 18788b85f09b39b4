package printer

import (
	"context"
	"fmt"
	"math/rand/v2"
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
	Dotted     bool // set the rules of tables as dots, else they are lines or, seldom, dashes
}

// Report is a printed report: a born-digital PDF and what stands in it.
type Report struct {
	Name  string // without an extension
	PDF   []byte
	Truth specimen.Truth
	Parts []specimen.Part
	// Lines are the printed lines outside of tables, page by page, page numbers included.
	Lines [][]string
	// Plain says of each page that it has no part of a table.
	Plain []bool
}

// Print prints a report on A4 pages.
func (p *Press) Print(ctx context.Context, o Options) (Report, error) {
	rng := rand.New(rand.NewPCG(o.Seed, 0x7072696e74))
	composed := compose(rng, &o)
	t := drawTypesetting(rng, o.Dotted)
	page, err := t.page(p.fonts, composed.Parts)
	if err != nil {
		return Report{}, err
	}
	if err := p.load(page); err != nil {
		return Report{}, err
	}
	r := Report{Name: fmt.Sprintf("%s-%06x", o.Form, o.Seed&0xffffff), Truth: composed.Truth, Parts: composed.Parts}
	if r.PDF, err = p.print(); err != nil {
		return Report{}, err
	}
	// Printed a second time with the tables left white, what remains is prose.
	if err := p.run("document.body.className = 'prose'"); err != nil {
		return Report{}, err
	}
	prose, err := p.print()
	if err != nil {
		return Report{}, err
	}
	if r.Lines, err = printedLines(ctx, prose, composed.Parts, t); err != nil {
		return Report{}, err
	}
	r.Plain, err = plainPages(ctx, r.PDF, prose)
	return r, err
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

func pick[T any](rng *rand.Rand, from ...T) T { return from[rng.IntN(len(from))] }
