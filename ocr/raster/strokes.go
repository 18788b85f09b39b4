package raster

import (
	"cmp"
	"image"
	"slices"
)

// stroke is a straight, or slightly bent, run of ink across or down the page.
// Along is x for a stroke across and y for one down; aside is the other.
type stroke struct {
	down bool
	from int   // along
	at   []int // the middle aside, for each step along
	half int   // of the thickness
	// continued tells for both ends whether a piece has been added there.
	continued struct{ begin, end bool }
}

func (s *stroke) to() int { return s.from + len(s.at) }

// point is where a place along and aside lies on the page.
func point(along, aside int, down bool) (x, y int) {
	if down {
		return aside, along
	}
	return along, aside
}

// slope is how far the stroke moves aside per step along near one of its ends,
// as seen over so many steps.
func (s *stroke) slope(atEnd bool, over int) float64 {
	n := len(s.at)
	if over = min(over, n-1); over < 1 {
		return 0
	}
	if atEnd {
		return float64(s.at[n-1]-s.at[n-1-over]) / float64(over)
	}
	return float64(s.at[over]-s.at[0]) / float64(over)
}

// scale holds the lengths in pixels on which the search for rules depends.
type scale struct {
	shortest int // length of a run of ink that is a rule and no part of a character
	gap      int // what may be missing in it
	long     int // length of a run that no characters have
	thick    int // more is an area
	near     int // how far beside a rule to look for characters
	tol      int // how far aside the pieces of one rule may be
	reach    int // how far a rule may end before the one that it should meet
	far      int // the same, if there is some ink between
	snap     int // how far apart the ends of the rules at an open edge are
	smallest int // side of a box
	bow      int // how far a rule may be bent beside a box
}

// newScale has lengths in inches.
func newScale(dpi float64) scale {
	px := func(inches float64, least int) int { return max(least, int(inches*dpi+0.5)) }
	return scale{
		shortest: px(0.233, 16), gap: px(0.037, 3), long: px(1, 64), thick: px(0.06, 8), near: px(0.03, 4), tol: px(0.013, 3),
		reach: px(0.12, 8), far: px(1.2, 80), snap: px(0.04, 4), smallest: px(0.067, 5), bow: px(0.08, 4),
	}
}

// maxStrokes bounds the work on a page of hatching; the longest are kept.
const maxStrokes = 3000

// strokes traces the components of a mask of straight runs. Those that are
// strokes of characters, welded by closing gaps, are erased from the mask.
func strokes(mask pix, ink bitmap, down bool, z scale) []*stroke {
	found := mask.boxes(true)
	extent := func(r image.Rectangle) int { return max(r.Dx(), r.Dy()) }
	if len(found) > maxStrokes {
		slices.SortFunc(found, func(a, b image.Rectangle) int { return cmp.Compare(extent(b), extent(a)) })
		found = found[:maxStrokes]
	}
	bits := mask.bitmap()
	var traced []*stroke
	for _, r := range found {
		if s := trace(bits, r, down); 2*s.half <= z.thick { // else an area
			traced = append(traced, s)
		}
	}
	solid := solidity(traced, ink, z)
	rules := traced[:0]
	for _, s := range traced {
		if s.written(ink, solid, z) {
			s.erase(bits)
		} else {
			rules = append(rules, s)
		}
	}
	return rules
}

// trace follows a component from one end to the other.
func trace(mask bitmap, r image.Rectangle, down bool) *stroke {
	from, to, low, high := r.Min.X, r.Max.X, r.Min.Y, r.Max.Y
	if down {
		from, to, low, high = r.Min.Y, r.Max.Y, r.Min.X, r.Max.X
	}
	s := &stroke{down: down, from: from, at: make([]int, 0, to-from)}
	black := func(along, aside int) bool {
		x, y := point(along, aside, down)
		return mask.at(x, y)
	}
	total := 0
	for along := from; along < to; along++ {
		best, thick := -1, 0
		for aside := low; aside < high; aside++ {
			if !black(along, aside) {
				continue
			}
			begin := aside
			for aside < high && black(along, aside) {
				aside++
			}
			middle, n := (begin+aside-1)/2, len(s.at)
			if best < 0 || n > 0 && abs(middle-s.at[n-1]) < abs(best-s.at[n-1]) {
				best, thick = middle, aside-begin
			}
		}
		s.at = append(s.at, best)
		total += thick
	}
	s.half = total / len(s.at) / 2
	return s
}

func abs(v int) int { return max(v, -v) }

// written is the share of ink beside a line of characters; beside a rule it is
// far less, at least on one side.
const written = 0.12

// solidity is the share of the long rules that is there, as the median of those
// that have nothing beside them: about 1, less in a fax, half where they are
// dotted.
func solidity(strokes []*stroke, ink bitmap, z scale) float64 {
	var covers []float64
	for _, s := range strokes {
		if before, after := s.beside(ink, z.near); len(s.at) >= z.long && max(before, after) < written {
			covers = append(covers, s.cover(ink))
		}
	}
	if len(covers) == 0 {
		return 1
	}
	slices.Sort(covers)
	return covers[len(covers)/2]
}

// written reports whether a stroke runs through characters, or along their
// feet or heads: then it has gaps that rules of the page do not have, or other
// strokes stand on it. One of these may be so by chance, if it is long.
func (s *stroke) written(ink bitmap, solid float64, z scale) bool {
	before, after := s.beside(ink, z.near)
	if min(before, after) > written {
		return true
	}
	short := len(s.at) < z.long
	if max(before, after) < written {
		return short && s.bent(z)
	}
	cover := s.cover(ink)
	unlike := cover < solid-0.04 || cover > solid+0.1
	joined := s.joined(ink) > written/2
	return unlike && joined || short && (unlike || joined || s.bent(z))
}

// bent reports whether a stroke is an arc, as of the rim of a stamp.
func (s *stroke) bent(z scale) bool {
	n := len(s.at)
	sagitta := abs(2*s.at[n/2]-s.at[n/8]-s.at[n-1-n/8]) / 2
	return sagitta > z.tol*2/3 && 40*sagitta > n
}

// joined is the share of steps, but for the ends where rules cross, at which
// ink stands on the stroke.
func (s *stroke) joined(ink bitmap) float64 {
	margin := len(s.at) / 8
	most := 0
	for _, side := range [2]int{-1, 1} {
		n := 0
		for i := margin; i < len(s.at)-margin; i++ {
			on := true
			for k := max(1, s.half); on && k < s.half+4; k++ {
				x, y := point(s.from+i, s.at[i]+side*k, s.down)
				on = ink.at(x, y)
			}
			if on {
				n++
			}
		}
		most = max(most, n)
	}
	return float64(most) / float64(len(s.at)-2*margin)
}

// place is the middle of a stroke at a place along, continued beyond its ends.
func (s *stroke) place(along int) int {
	return s.at[min(max(along-s.from, 0), len(s.at)-1)]
}

// beside is the share of ink on both sides of the stroke.
func (s *stroke) beside(ink bitmap, near int) (before, after float64) {
	n := [2]int{}
	for i, middle := range s.at {
		for k := range near {
			for side, aside := range [2]int{middle - s.half - 2 - k, middle + s.half + 2 + k} {
				if x, y := point(s.from+i, aside, s.down); ink.at(x, y) {
					n[side]++
				}
			}
		}
	}
	all := float64(len(s.at) * near)
	return float64(n[0]) / all, float64(n[1]) / all
}

// cover is the share of the stroke that has ink on it or right beside it.
func (s *stroke) cover(ink bitmap) float64 {
	n := 0
	for i, middle := range s.at {
		for aside := middle - 1; aside <= middle+1; aside++ {
			if x, y := point(s.from+i, aside, s.down); ink.at(x, y) {
				n++
				break
			}
		}
	}
	return float64(n) / float64(len(s.at))
}

// draw paints the stroke.
func (s *stroke) draw(on bitmap) {
	half, last := max(1, s.half), s.at[0]
	for i, middle := range s.at {
		for aside := min(middle, last) - half; aside <= max(middle, last)+half; aside++ {
			x, y := point(s.from+i, aside, s.down)
			on.put(x, y, true)
		}
		last = middle
	}
}

// erase rubs the stroke out of the mask that it was traced in.
func (s *stroke) erase(from bitmap) {
	for i, middle := range s.at {
		for _, step := range [2]int{-1, 1} {
			for aside := middle; ; aside += step {
				x, y := point(s.from+i, aside, s.down)
				if aside != middle && !from.at(x, y) {
					break
				}
				from.put(x, y, false)
			}
		}
	}
}
