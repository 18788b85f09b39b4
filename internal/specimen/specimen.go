package specimen

import (
	"fmt"
	"math/rand/v2"
	"sync"

	"github.com/gouji/gouji/configs"
	"github.com/gouji/gouji/extract/form"
)

// Specimen is one invented report.
type Specimen struct {
	Name     string // a file name with the extension of the layout
	Bytes    []byte
	Truth    Truth
	Layout   string
	Damages  []string // those that really took effect
	Lossless bool     // every cell can be read with certainty
}

// officialForms are the forms of the program, loaded once: labels stay in one place.
var officialForms = sync.OnceValue(func() *form.Set {
	set, err := form.Load(configs.Forms)
	if err != nil {
		panic(fmt.Sprintf("specimen: %v", err))
	}
	return set
})

// maker holds what the steps of one report share.
type maker struct {
	rng    *rand.Rand
	forms  *form.Set
	opt    Options
	layout Layout
	style  style
	place  place
	truth  Truth
	shown  map[string]float64 // figures before zeros are hidden
}

// Make writes the report that o describes. It panics on a name of a form,
// layout or damage that does not exist: that is a mistake in a test.
func Make(o Options) Specimen {
	m := newMaker(o)
	m.style = m.drawStyle()
	applied := m.applyStyle()
	m.place = m.drawPlace()
	m.drawFigures()
	m.showFigures()
	m.truth.Violations = Violations(m.forms, m.truth.Forms, m.truth.Cells)

	r := m.write()
	applied = append(applied, m.damageGrids(&r)...)
	if m.layout.flat {
		m.flatten(&r)
		applied = append(applied, m.damageRows(&r)...)
	}
	text := m.layout.print(m, r)
	text, more := m.damageText(text)
	applied = append(applied, more...)
	b, more := m.encode(text)
	applied = append(applied, more...)

	return Specimen{
		Name:     fmt.Sprintf("%s-%s-%016x%s", m.opt.Form, m.layout.Name, m.opt.Seed, m.layout.ext),
		Bytes:    b,
		Truth:    m.truth,
		Layout:   m.layout.Name,
		Damages:  applied,
		Lossless: len(m.truth.Lost) == 0 && len(m.truth.Ambiguous) == 0,
	}
}

func newMaker(o Options) *maker {
	o, layout := o.settle()
	m := &maker{
		rng:    rand.New(rand.NewPCG(o.Seed, 0x9e3779b97f4a7c15)),
		forms:  officialForms(),
		opt:    o,
		layout: layout,
		truth: Truth{
			Cells: map[string]*float64{}, Raw: map[string]string{},
			Ambiguous: map[string]bool{}, Lost: map[string]bool{}, Forms: map[string]string{},
		},
		shown: map[string]float64{},
	}
	for _, id := range tableOrder {
		m.truth.Forms[id] = o.Form
		if f := o.Tables[id]; f != "" {
			m.truth.Forms[id] = f
		}
	}
	return m
}

func (m *maker) chance(p float64) bool { return m.rng.Float64() < p }

func (m *maker) table(id string) *form.Table {
	t := m.forms.Table(m.truth.Forms[id], id)
	if t == nil {
		panic(fmt.Sprintf("specimen: form %q has no table %s", m.truth.Forms[id], id))
	}
	return t
}
