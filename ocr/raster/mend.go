package raster

import (
	"math"
	"slices"
)

// mend joins the pieces of broken rules, lets rules reach those that they
// should meet, and closes the open edges of tables. It returns the strokes to
// be drawn in addition.
func mend(across, down []*stroke, ink bitmap, z scale) []*stroke {
	added := slices.Concat(bridge(across, ink, z), bridge(down, ink, z))
	across, down = with(across, added, false), with(down, added, true)
	reached := slices.Concat(reach(across, down, ink, z), reach(down, across, ink, z))
	added = append(added, reached...)
	across, down = with(across, reached, false), with(down, reached, true)
	return slices.Concat(added, edges(across, down, z), edges(down, across, z))
}

// with are the strokes of one direction and the added ones of the same.
func with(strokes, added []*stroke, down bool) []*stroke {
	out := slices.Clone(strokes)
	for _, s := range added {
		if s.down == down {
			out = append(out, s)
		}
	}
	return out
}

// evidence is the share of ink on the way between two pieces from which a rule
// may be supposed there, if it is spread over all quarters of the way:
// characters leave white above and below.
const evidence = 0.45

// bridge joins pieces that lie in one line: near ones anyhow, others if some of
// the rule is left between them and no writing is.
func bridge(strokes []*stroke, ink bitmap, z scale) []*stroke {
	slices.SortFunc(strokes, func(a, b *stroke) int { return a.from - b.from })
	var out []*stroke
	for i, a := range strokes {
		end, slope := a.at[len(a.at)-1], a.slope(true, 2*z.shortest)
		for _, b := range strokes[i+1:] {
			gap := b.from - a.to()
			if gap > z.far {
				break
			}
			drift := float64(b.at[0]-end) - slope*float64(max(gap, 0))
			if gap < -z.gap || math.Abs(drift) > float64(z.tol) {
				continue
			}
			s := line(a.down, a.to()-1, end, b.from, b.at[0], max(a.half, b.half))
			if s == nil || gap <= z.reach || s.seen(ink, z) {
				a.continued.end, b.continued.begin = true, true
				if s != nil {
					out = append(out, s)
				}
			}
			break // b is the next piece, if there is one
		}
	}
	return out
}

// line is a stroke between two points, nil if they are in the wrong order.
func line(down bool, from, begin, to, end, half int) *stroke {
	if to < from {
		return nil
	}
	s := &stroke{down: down, from: from, half: half, at: make([]int, to-from+1)}
	s.continued.begin, s.continued.end = true, true
	for i := range s.at {
		s.at[i] = begin + (end-begin)*i/max(1, to-from)
	}
	return s
}

// seen reports whether a supposed stroke has left traces.
func (s *stroke) seen(ink bitmap, z scale) bool {
	for quarter := range 4 {
		part := *s
		begin, end := quarter*len(s.at)/4, (quarter+1)*len(s.at)/4
		part.from, part.at = s.from+begin, s.at[begin:end]
		if len(part.at) == 0 || part.cover(ink) < evidence/2 {
			return false
		}
	}
	if s.cover(ink) < evidence {
		return false
	}
	before, after := s.beside(ink, z.near)
	return min(before, after) < written/2
}

// meets reports whether a stroke goes on at an end of its own, or meets one of
// the other direction there, be it that either shoots a little over.
func (s *stroke) meets(others []*stroke, atEnd bool, z scale) bool {
	if atEnd && s.continued.end || !atEnd && s.continued.begin {
		return true
	}
	along, aside := s.end(atEnd)
	return slices.ContainsFunc(others, func(o *stroke) bool {
		beyond := o.place(aside) - along // of the end
		if !atEnd {
			beyond = -beyond
		}
		return aside >= o.from-z.tol && aside < o.to()+z.tol && beyond <= o.half+z.tol && beyond >= -z.reach
	})
}

// reach lets strokes run on to the next one that they should meet.
func reach(strokes, others []*stroke, ink bitmap, z scale) []*stroke {
	var out []*stroke
	for _, s := range strokes {
		for _, atEnd := range []bool{false, true} {
			if s.meets(others, atEnd, z) {
				continue
			}
			if piece := s.toward(atEnd, others, ink, z); piece != nil {
				out = append(out, piece)
				s.continued.begin = s.continued.begin || !atEnd
				s.continued.end = s.continued.end || atEnd
			}
		}
	}
	return out
}

func (s *stroke) end(atEnd bool) (along, aside int) {
	if atEnd {
		return s.to() - 1, s.at[len(s.at)-1]
	}
	return s.from, s.at[0]
}

// toward is the missing piece from an end of the stroke to the nearest of the
// others that it would meet.
func (s *stroke) toward(atEnd bool, others []*stroke, ink bitmap, z scale) *stroke {
	along, aside := s.end(atEnd)
	slope := s.slope(atEnd, 2*z.shortest)
	next, distance := 0, z.far+1
	for _, o := range others {
		if aside < o.from-z.reach || aside >= o.to()+z.reach {
			continue
		}
		d := o.place(aside) - along
		if !atEnd {
			d = -d
		}
		if d > 0 && d < distance {
			next, distance = o.place(aside), d
		}
	}
	if distance > z.far {
		return nil
	}
	aim := aside + int(math.Round(slope*float64(next-along)))
	piece := line(s.down, along, aside, next, aim, s.half)
	if !atEnd {
		piece = line(s.down, next, aim, along, aside, s.half)
	}
	if distance > z.reach && !piece.seen(ink, z) {
		return nil
	}
	return piece
}

// edges closes a table whose edge is open, as at a page break: where the ends
// of two or more rules stand in one line but meet nothing.
func edges(strokes, others []*stroke, z scale) []*stroke {
	var out []*stroke
	for _, atEnd := range []bool{false, true} {
		var free []loose
		for _, s := range strokes {
			if !s.meets(others, atEnd, z) && s.crosses(others, atEnd, z) {
				along, aside := s.end(atEnd)
				free = append(free, loose{along, aside, s.half})
			}
		}
		slices.SortFunc(free, func(a, b loose) int { return a.along - b.along })
		for len(free) > 0 {
			n := 1
			for n < len(free) && free[n].along-free[n-1].along <= z.snap {
				n++
			}
			if n > 1 {
				out = append(out, edge(free[:n], len(strokes) > 0 && !strokes[0].down))
			}
			free = free[n:]
		}
	}
	return out
}

// loose is an end that meets no other stroke.
type loose struct{ along, aside, half int }

// edge is the stroke through some loose ends.
func edge(ends []loose, down bool) *stroke {
	sum, low, high, half := 0, ends[0].aside, ends[0].aside, 0
	for _, e := range ends {
		sum, low, high, half = sum+e.along, min(low, e.aside), max(high, e.aside), max(half, e.half)
	}
	at := sum / len(ends)
	spread := 0
	for _, e := range ends {
		spread = max(spread, abs(e.along-at))
	}
	return line(down, low, at, high, at, max(half, spread+1))
}

// crosses reports whether a stroke meets another one at least a box away from
// one of its ends: an underline of text does not.
func (s *stroke) crosses(others []*stroke, atEnd bool, z scale) bool {
	for _, o := range others {
		along := s.from
		if len(s.at) > 0 {
			along = o.place(s.at[len(s.at)/2])
		}
		aside := s.place(along)
		if aside < o.from-z.tol || aside >= o.to()+z.tol || along < s.from-z.tol || along > s.to()+z.tol {
			continue
		}
		end, _ := s.end(atEnd)
		if abs(end-along) >= 2*z.smallest {
			return true
		}
	}
	return false
}
