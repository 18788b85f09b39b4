package specimen

import (
	"math/rand/v2"
	"slices"
)

// Figures is the sort of numbers that a report holds and how it shows a zero.
type Figures string

// The sorts of figures. Zeros of Dashes, Blanks and Marks have no value in the
// truth, because the report does not show a number there.
const (
	Zeros  Figures = "zeros"  // nearly every figure is 0
	Small  Figures = "small"  // a town's report: figures below 100
	Large  Figures = "large"  // a province's report: up to six digits
	Dashes Figures = "dashes" // zeros of the applicant columns are "-", totals are numbers
	Blanks Figures = "blanks" // every zero of tables three and four is blank
	Marks  Figures = "marks"  // zeros are now 0, now -, —, / or 无
)

// AllFigures lists the sorts of figures.
func AllFigures() []Figures { return []Figures{Zeros, Small, Large, Dashes, Blanks, Marks} }

// Options choose a report. The zero value is a plain tab-separated report in
// the 2021 form with small figures.
type Options struct {
	Seed    uint64
	Form    string            // edition of the form, "2021" if empty
	Tables  map[string]string // editions of single tables that differ from Form, by table id
	Layout  string            // name of a Layout, "tab" if empty
	Damages []string          // names of Damages; those that cannot befall the layout are left out
	Figures Figures           // Small if empty
	Violate bool              // break some identities in the figures themselves
	Differ  bool              // let the prose state other figures than the tables
}

// Random draws options: any layout, up to four damages that suit it.
func Random(rng *rand.Rand) Options {
	o := Options{Seed: rng.Uint64(), Form: "2021"}
	if rng.IntN(2) == 0 {
		o.Form = "2019"
	}
	if rng.IntN(5) == 0 {
		o.Tables = map[string]string{"applications": otherForm(o.Form)}
	}
	if rng.IntN(10) == 0 {
		o.Tables = map[string]string{"article20": otherForm(o.Form)}
	}
	layouts := Layouts()
	layout := layouts[rng.IntN(len(layouts))]
	o.Layout = layout.Name
	o.Figures = pick(rng, AllFigures())
	o.Violate = rng.IntN(8) == 0
	o.Differ = rng.IntN(12) == 0

	var fitting []string
	for _, d := range Damages() {
		if d.Fits(layout) {
			fitting = append(fitting, d.Name)
		}
	}
	for range rng.IntN(5) {
		if d := pick(rng, fitting); !slices.Contains(o.Damages, d) {
			o.Damages = append(o.Damages, d)
		}
	}
	return o
}

func otherForm(id string) string {
	if id == "2019" {
		return "2021"
	}
	return "2019"
}

func pick[T any](rng *rand.Rand, from []T) T { return from[rng.IntN(len(from))] }

// settle fills in defaults and resolves choices that contradict each other.
func (o Options) settle() (Options, Layout) {
	if o.Form == "" {
		o.Form = "2021"
	}
	if o.Layout == "" {
		o.Layout = "tab"
	}
	if o.Figures == "" {
		o.Figures = Small
	}
	layout, ok := findLayout(o.Layout)
	if !ok {
		panic("specimen: no layout " + o.Layout)
	}
	if layout.digitsOnly { // glued cells: only small numbers can be told apart
		o.Violate = false
		if o.Figures != Zeros {
			o.Figures = Small
		}
	}
	if layout.noBlanks && o.Figures == Blanks {
		o.Figures = Marks
	}
	if o.Figures == Blanks || o.Figures == Dashes || o.Figures == Marks {
		o.Violate = false // a sum with unshown operands is often unknown, not broken
	}
	return o, layout
}
