package report

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/extract"
)

//go:embed gazetteer.txt.gz
var gazetteerData []byte

// level is the depth of a place in the administrative tree.
type level int

const (
	province level = iota
	city
	county
	town
)

// place is one division. Its strings are parts of one text, so that 45,000 of
// them stay small.
type place struct {
	code   string
	name   string
	parent int32 // -1 for a province
	next   int32 // next place of the same name, -1 at the end
}

func (p place) level() level {
	switch len(p.code) {
	case 2:
		return province
	case 4:
		return city
	case 6:
		return county
	}
	return town
}

// gazetteer finds places by their full names, and those above towns by their
// stems (平潭 for 平潭县) as well.
type gazetteer struct {
	places  []place
	byName  map[string]int32   // head of the chain of places of that name
	byStem  map[string][]int32 // provinces, cities and counties
	longest int                // runes of the longest name that is looked up
}

// loadGazetteer reads the embedded divisions, "CODE NAME" a line in the order
// of the codes.
func loadGazetteer() (*gazetteer, error) {
	z, err := gzip.NewReader(bytes.NewReader(gazetteerData))
	if err != nil {
		return nil, fmt.Errorf("report: gazetteer: %w", err)
	}
	var b strings.Builder
	b.Grow(1 << 20)
	if _, err := io.Copy(&b, z); err != nil {
		return nil, fmt.Errorf("report: gazetteer: %w", err)
	}
	g := &gazetteer{places: make([]place, 0, 45000), byName: make(map[string]int32, 42000), byStem: make(map[string][]int32, 4000), longest: 16}
	var parents [4]int32
	for row := range strings.Lines(b.String()) {
		code, name, ok := strings.Cut(strings.TrimSuffix(row, "\n"), " ")
		if !ok || code == "#" {
			continue
		}
		p := place{code: code, name: name, parent: -1, next: -1}
		if p.level() > province {
			p.parent = parents[p.level()-1]
		}
		parents[p.level()] = int32(len(g.places))
		g.add(p)
	}
	return g, nil
}

func (g *gazetteer) add(p place) {
	at := int32(len(g.places))
	if isPlaceholder(p) {
		g.places = append(g.places, p)
		return
	}
	if head, ok := g.byName[p.name]; ok {
		p.next = head
	}
	g.byName[p.name] = at
	g.places = append(g.places, p)
	if p.level() < town {
		if s := stem(p.name); utf8.RuneCountInString(s) >= 2 && s != p.name {
			g.byStem[s] = append(g.byStem[s], at)
		}
	}
}

// isPlaceholder reports whether a division is no place of its own: the level
// between a municipality and its districts (市辖区), and between a province
// and the counties it governs directly.
func isPlaceholder(p place) bool {
	return p.level() == city && (p.name == "市辖区" || p.name == "县" || strings.HasSuffix(p.name, "直辖县级行政区划"))
}

// named returns the places with exactly this name.
func (g *gazetteer) named(name string) []int32 {
	var out []int32
	for at, ok := g.byName[name]; ok && at >= 0; at = g.places[at].next {
		out = append(out, at)
	}
	return out
}

// above reports whether place a is b or one of b's ancestors.
func (g *gazetteer) above(a, b int32) bool {
	return strings.HasPrefix(g.places[b].code, g.places[a].code)
}

// region gives the place and its ancestors. A city that has no counties
// (东莞市) stands twice in the data and counts once.
func (g *gazetteer) region(at int32) *extract.Region {
	p := g.places[at]
	r := &extract.Region{Code: p.code + strings.Repeat("0", max(0, 6-len(p.code)))}
	for ; at >= 0; at = g.places[at].parent {
		p := g.places[at]
		if isPlaceholder(p) || p.level() == county && g.places[p.parent].name == p.name {
			continue
		}
		name := p.name
		switch p.level() {
		case province:
			r.Province = &name
		case city:
			r.City = &name
		case county:
			r.County = &name
		case town:
			r.Town = &name
		}
	}
	return r
}

// endings of division names, the long ones first.
var divisionEnds = []string{"特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "自治州", "自治县", "自治旗", "地区", "新区", "街道办事处", "街道", "苏木", "省", "市", "县", "区", "旗", "州", "盟", "镇", "乡"}

// stem is a name without its kind: 平潭 for 平潭县.
func stem(name string) string {
	for _, e := range divisionEnds {
		if s, ok := strings.CutSuffix(name, e); ok && s != "" {
			return s
		}
	}
	return name
}
