package report

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/extract"
)

// maxContext bounds the text in which the names of places are counted.
const maxContext = 60_000 // bytes

// resolve finds the place that a report is about: the most specific one that
// the title and the issuer name, made sure by the places that the address and
// the text name. A name that several places share and nothing decides between
// is given up for the level above that is sure.
func (g *gazetteer) resolve(l *layout, t title, issuer, address string) *extract.Region {
	context := g.context(l)
	subject := t.subject()
	found := g.walk(nil, subject)
	found = g.walk(found, simple(issuer))
	if len(found) == 0 {
		found = g.walk(nil, simple(address))
	}
	if at := g.decide(found, context); at >= 0 && g.believable(at, subject, context) {
		return g.region(at)
	}
	if at := g.dominant(context); at >= 0 {
		return g.region(at)
	}
	return nil
}

// walk follows the names in s from left to right: each one narrows down what
// was found before, or is ignored where it does not fit.
func (g *gazetteer) walk(found []int32, s string) []int32 {
	begins := true
	for rest := s; rest != ""; {
		names, size := g.nameAt(rest, begins)
		begins = size > 0
		if size == 0 {
			if renamed, n := g.renamed(found, rest); n > 0 {
				found, rest, begins = renamed, rest[n:], true
				continue
			}
			_, n := utf8.DecodeRuneInString(rest)
			rest = rest[n:]
			continue
		}
		if narrowed := g.narrow(found, names); len(narrowed) > 0 {
			found = narrowed
		} else if renamed, n := g.renamed(found, rest); n > 0 {
			found, size = renamed, n
		}
		rest = rest[size:]
	}
	return found
}

// narrow keeps the places that agree with what was found before: those below
// it, or what was found as far as it lies below the new name.
func (g *gazetteer) narrow(found, names []int32) []int32 {
	if len(found) == 0 {
		return names
	}
	var below, kept []int32
	for _, f := range found {
		for _, n := range names {
			switch {
			case g.above(f, n):
				below = append(below, n)
			case g.above(n, f):
				kept = append(kept, f)
			}
		}
	}
	if len(below) > 0 {
		return below
	}
	return kept
}

// nameAt finds the longest name of a place at the start of s. Stems count
// only where a name may begin.
func (g *gazetteer) nameAt(s string, begins bool) (names []int32, size int) {
	end := 0
	for n := 1; n <= g.longest && end < len(s); n++ {
		_, width := utf8.DecodeRuneInString(s[end:])
		end += width
		if n < 2 {
			continue
		}
		if found := g.named(s[:end]); found != nil && !generic(s[:end]) {
			names, size = found, end
		} else if stems := g.byStem[s[:end]]; begins && stems != nil && !commonStem(s[:end], s[end:]) {
			names, size = stems, end
		}
	}
	return names, size
}

// generic reports whether a name is a common noun as well (城区, 开发区).
func generic(name string) bool {
	switch name {
	case "城区", "郊区", "矿区", "东区", "西区", "开发区", "工业园区", "经济开发区", "高新区", "工业区", "新区", "林场", "农场", "城镇", "乡镇":
		return true
	}
	return false
}

// commonStem reports whether a stem is rather a word: 公安 before 局.
func commonStem(s, after string) bool {
	return s == "公安" || s == "资源" || startsWithAny(after, "局", "厅", "委", "院", "所", "站")
}

// renamed finds a town of the county found so far by its stem, since towns
// change their kind (乡 to 镇, 镇 to 街道).
func (g *gazetteer) renamed(found []int32, s string) ([]int32, int) {
	if len(found) != 1 || g.places[found[0]].level() != county {
		return nil, 0
	}
	for _, kind := range []string{"街道", "镇", "乡"} {
		at := strings.Index(clip(s, 8, false), kind)
		if at < 6 {
			continue
		}
		for _, other := range []string{"街道", "镇", "乡"} {
			for _, n := range g.named(s[:at] + other) {
				if g.above(found[0], n) {
					return []int32{n}, at + len(kind)
				}
			}
		}
	}
	return nil, 0
}

// context counts the provinces, cities and counties that the text names.
func (g *gazetteer) context(l *layout) map[int32]int {
	counts := map[int32]int{}
	budget := maxContext
	for _, line := range l.lines {
		text := line.text[:min(len(line.text), budget)]
		g.count(text, counts)
		if budget -= len(text); budget <= 0 {
			break
		}
	}
	return counts
}

// count looks back from each sign that a division's name ends with.
func (g *gazetteer) count(text string, counts map[int32]int) {
	const longest = 12 // runes
	for i, r := range text {
		if !strings.ContainsRune("省市县区旗州盟", r) {
			continue
		}
		end := i + utf8.RuneLen(r)
		var names []int32
		for start, n := i, 1; start > 0 && n < longest; n++ {
			_, size := utf8.DecodeLastRuneInString(text[:start])
			start -= size
			if found, ok := g.byName[text[start:end]]; ok && g.places[found].level() < town && (n > 1 || r != '区') {
				names = g.named(text[start:end])
			}
		}
		for _, at := range names {
			if g.places[at].level() < town {
				counts[at]++
			}
		}
	}
}

// support tells how far the text speaks for a place by naming what lies above it.
func (g *gazetteer) support(at int32, context map[int32]int) int {
	weights := [...]int{province: 2, city: 3, county: 4}
	n := 0
	for up := g.places[at].parent; up >= 0; up = g.places[up].parent {
		if context[up] > 0 {
			n += weights[g.places[up].level()]
		}
	}
	return n
}

// decide chooses between places of the same name. It returns the place above
// them all where the text does not decide, and -1 where there is none.
func (g *gazetteer) decide(found []int32, context map[int32]int) int32 {
	if len(found) == 0 {
		return -1
	}
	best := slices.MaxFunc(found, func(a, b int32) int { return g.support(a, context) - g.support(b, context) })
	most := g.support(best, context)
	var equal []int32
	for _, at := range found {
		if g.support(at, context) == most {
			equal = append(equal, at)
		}
	}
	if len(equal) == 1 {
		return best
	}
	return g.common(equal)
}

// common returns the deepest place that lies above all of these, or -1.
func (g *gazetteer) common(places []int32) int32 {
	up := places[0]
	for up >= 0 {
		if !slices.ContainsFunc(places, func(at int32) bool { return !g.above(up, at) }) && !isPlaceholder(g.places[up]) {
			return up
		}
		up = g.places[up].parent
	}
	return -1
}

// believable doubts a town that the title names without its county when the
// text names other counties and nothing above the town.
func (g *gazetteer) believable(at int32, subject string, context map[int32]int) bool {
	p := g.places[at]
	if p.level() != town || g.support(at, context) > 0 {
		return true
	}
	if strings.Contains(subject, g.places[p.parent].name) || strings.Contains(subject, stem(g.places[p.parent].name)) {
		return true
	}
	return len(context) == 0
}

// dominant finds the place of a report whose title and issuer name none: the
// county, else the city, else the province that the text names most, if there
// is only one.
func (g *gazetteer) dominant(context map[int32]int) int32 {
	for _, lv := range []level{county, city, province} {
		best, most, equal := int32(-1), 0, false
		for at, n := range context {
			if g.places[at].level() != lv || lv == county && n < 2 {
				continue
			}
			score := 4*n + g.support(at, context)
			switch {
			case score > most:
				best, most, equal = at, score, false
			case score == most:
				equal = true
			}
		}
		if best >= 0 && !equal {
			return best
		}
	}
	return -1
}
