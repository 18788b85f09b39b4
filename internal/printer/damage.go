package printer

// Damage is what happens to pages between the printer and the file.
type Damage struct {
	Name   string
	DPI    float64 // of the scan
	Turn   int     // clockwise quarter turns, in degrees, that the pages lie askew
	Bleeds bool    // the other side shines through
	// Hard is the kind whose figures a good reader may lose, but never silently.
	Hard bool

	steps []func(*sheet)
}

// Damages lists all damages.
func Damages() []Damage {
	return []Damage{
		{Name: "clean300", DPI: 300, steps: []func(*sheet){keep}},
		{Name: "clean200", DPI: 200, steps: []func(*sheet){keep}},
		{Name: "office300", DPI: 300, steps: office()},
		{Name: "office200", DPI: 200, steps: office()},
		{Name: "office150", DPI: 150, steps: office()},
		{Name: "bleed300", DPI: 300, Bleeds: true, steps: append([]func(*sheet){bleed}, office()...)},
		{Name: "stamp300", DPI: 300, steps: append([]func(*sheet){redStamp}, office()...)},
		{Name: "greystamp300", DPI: 300, Hard: true, steps: append([]func(*sheet){greyStamp}, office()...)},
		{Name: "bilevel300", DPI: 300, Hard: true, steps: []func(*sheet){skew(1), blur(0.25), noise(10), threshold(135, 160), saltAndPepper(0.0005, 0.003)}},
		{Name: "shading200", DPI: 200, Hard: true, steps: []func(*sheet){skew(1.2), paper, blur(0.5), shade(0.55), noise(5), save(70)}},
		{Name: "fax200", DPI: 200, Hard: true, steps: []func(*sheet){skew(1.2), blur(0.5), noise(24), threshold(110, 145), saltAndPepper(0.003, 0.012)}},
		{Name: "broken300", DPI: 300, steps: append([]func(*sheet){breakRules}, office()...)},
		{Name: "curved300", DPI: 300, steps: append([]func(*sheet){bow(1.2)}, office()...)},
		{Name: "scaled200", DPI: 200, steps: append([]func(*sheet){stretch(0.93, 1.04)}, office()...)},
		{Name: "turned90", DPI: 200, Turn: 90, steps: append(office(), turn(90))},
		{Name: "turned180", DPI: 200, Turn: 180, steps: append(office(), turn(180))},
		{Name: "turned270", DPI: 200, Turn: 270, steps: append(office(), turn(270))},
	}
}

// FindDamage looks a damage up by name.
func FindDamage(name string) (Damage, bool) {
	for _, d := range Damages() {
		if d.Name == name {
			return d, true
		}
	}
	return Damage{}, false
}

// office is the usual copier: slightly askew, lit unevenly, grey paper, soft
// edges, noise and JPEG.
func office() []func(*sheet) {
	return []func(*sheet){skew(1.2), blur(0.45), paper, shade(0.12), noise(4), save(75)}
}

func keep(*sheet) {}

func save(quality int) func(*sheet) { return func(s *sheet) { s.quality = quality } }
