package search

import (
	"fmt"
	"strings"

	"github.com/gouji/gouji/index"
)

const deepestLevel = 4 // province, city, county, town

// regions lead from the province down to the town.
type regions struct {
	Path   []place // the chosen place and those it lies in
	All    string  // address without a place
	Level  string  // attribute of the places below; empty where there are none
	Places []place
	Box    string
	Text   string
	More   int

	next  []string // the facet to count
	asked values
}

type place struct {
	Name, Within string
	Address      string
	Count        int
	Current      bool
}

func regionLevels() []string {
	levels := make([]string, deepestLevel)
	for i := range levels {
		levels[i] = fmt.Sprintf("region_%d", i+1)
	}
	return levels
}

// newRegions finds out which places to count: those below the chosen one.
func newRegions(q *index.Query, asked values) *regions {
	r := &regions{All: asked.without("region", "").address(), Box: boxOf("region"), Text: asked.get(boxOf("region")), asked: asked}
	level := 1
	for i, attribute := range regionLevels() {
		if q.Filtered(attribute) {
			level = i + 2
		}
	}
	if level <= deepestLevel {
		r.Level = fmt.Sprintf("region_%d", level)
		r.next = []string{r.Level}
	}
	return r
}

func (r *regions) fill(s *index.Survey, asked values) {
	if chosen := asked["region"]; len(chosen) == 1 {
		parts := strings.Split(chosen[0], index.RegionSeparator)
		for i, name := range parts {
			path := strings.Join(parts[:i+1], index.RegionSeparator)
			r.Path = append(r.Path, place{Name: name, Address: r.address(path), Current: i == len(parts)-1})
		}
	}
	f := facet{Name: r.Level}
	for value, count := range s.Facets[r.Level] {
		f.add(value, count)
	}
	f.check(nil)
	for _, c := range f.Values {
		r.Places = append(r.Places, place{Name: index.LastPlace(c.Value), Address: r.address(c.Value), Count: c.Count})
	}
	r.cut()
}

// found shows places of any level with those they lie in.
func (r *regions) found(values []index.Value) {
	r.Places = nil
	for _, v := range values {
		name := index.LastPlace(v.Value)
		within := strings.TrimSuffix(strings.TrimSuffix(v.Value, name), index.RegionSeparator)
		r.Places = append(r.Places, place{Name: name, Within: within, Address: r.address(v.Value), Count: v.Count})
	}
	r.cut()
}

func (r *regions) cut() {
	shown := min(len(r.Places), shownValues)
	r.More = len(r.Places) - shown
	r.Places = r.Places[:shown]
}

func (r *regions) address(path string) string {
	return r.asked.with("region", path).without(boxOf("region"), "").address()
}
