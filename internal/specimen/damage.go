package specimen

import "slices"

// Damage is one way in which real reports break. A damage acts at one stage:
// on the typesetting, the grids, the flattened rows, the text or the bytes.
type Damage struct {
	Name  string
	Lossy bool // may take away something that the reading needs

	fits  func(Layout) bool // nil: every layout
	style func(*style)
	grid  func(*maker, *grid) bool
	rows  func(*maker, *grid) bool
	text  func(*maker, string) (string, bool)
	bytes func(*maker, string) ([]byte, bool)
}

// Fits reports whether the damage can befall a layout.
func (d Damage) Fits(l Layout) bool {
	if d.rows != nil && !l.flat {
		return false
	}
	return d.fits == nil || d.fits(l)
}

// Damages lists all damages.
func Damages() []Damage {
	return slices.Concat(typesettingDamages(), gridDamages(), rowDamages(), textDamages(), encodingDamages())
}

func typesettingDamages() []Damage {
	return []Damage{
		{Name: "aliases", style: func(s *style) { s.aliases = true }},
		{Name: "subtotal-column", style: func(s *style) { s.subtotal = true }, fits: notGlued},
		{Name: "units-in-cells", style: func(s *style) { s.units = true }},
		{Name: "thousands-separators", style: func(s *style) { s.thousands = true }, fits: notGlued},
		{Name: "full-width-digits", style: func(s *style) { s.fullWidth = true }},
		{Name: "split-digits", style: func(s *style) { s.split = true }, fits: func(l Layout) bool { return l.separated }},
	}
}

func notGlued(l Layout) bool { return !l.digitsOnly }

// applyStyle lets the chosen typesetting damages act and names them.
func (m *maker) applyStyle() []string {
	var applied []string
	for _, d := range typesettingDamages() {
		if m.chosen(d) {
			d.style(&m.style)
			applied = append(applied, d.Name)
		}
	}
	return applied
}

func (m *maker) damageGrids(r *report) []string {
	return m.damageEach(r, gridDamages(), func(d Damage, g *grid) bool { return d.grid(m, g) })
}

func (m *maker) damageRows(r *report) []string {
	return m.damageEach(r, rowDamages(), func(d Damage, g *grid) bool { return d.rows(m, g) })
}

func (m *maker) damageEach(r *report, damages []Damage, act func(Damage, *grid) bool) []string {
	var applied []string
	for _, d := range damages {
		if !m.chosen(d) {
			continue
		}
		took := false
		for _, p := range r.parts {
			if p.grid != nil && act(d, p.grid) {
				took = true
			}
		}
		if took {
			applied = append(applied, d.Name)
		}
	}
	return applied
}

func (m *maker) damageText(s string) (string, []string) {
	var applied []string
	for _, d := range textDamages() {
		if !m.chosen(d) {
			continue
		}
		if changed, took := d.text(m, s); took {
			s = changed
			applied = append(applied, d.Name)
		}
	}
	return s, applied
}

// encode writes the text in the first chosen encoding that can hold it, else in UTF-8.
func (m *maker) encode(s string) ([]byte, []string) {
	for _, d := range encodingDamages() {
		if !m.chosen(d) {
			continue
		}
		if b, took := d.bytes(m, s); took {
			return b, []string{d.Name}
		}
	}
	return []byte(s), nil
}

// lose marks every key of a row as not fixed by the file any more.
func (m *maker) lose(r gridRow) {
	for _, c := range r.cells {
		if c.key != "" {
			m.truth.Lost[c.key] = true
		}
	}
}
