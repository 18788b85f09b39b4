package document

import (
	"cmp"
	"slices"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/index/web/wording"
)

// checks are the checks of a document by their outcome.
type checks struct {
	Failed  []check // what nobody has decided about comes first
	Unknown []check
	Passed  int
}

// check is a failed or undecided check as it is shown.
type check struct {
	*extract.Finding
	Sentence []wording.Phrase
	Cells    []figure // those that the document has
	Page     string   // address of its page; empty where it is not known
}

// fewCells is how many figures of a check are shown at once.
const fewCells = 4

// First and Rest are the figures of a check, the total first.
func (c check) First() []figure { return c.Cells[:min(fewCells, len(c.Cells))] }
func (c check) Rest() []figure  { return c.Cells[len(c.First()):] }

// checks puts the findings into order.
func (v *view) checks() checks {
	var out checks
	for i := range v.Findings {
		f := &v.Findings[i]
		switch f.Status {
		case extract.Fail:
			out.Failed = append(out.Failed, v.check(f))
		case extract.Unknown:
			out.Unknown = append(out.Unknown, v.check(f))
		default:
			out.Passed++
		}
	}
	rank := map[extract.Severity]int{extract.Error: 0, extract.Warning: 1, extract.Info: 2}
	slices.SortStableFunc(out.Failed, func(a, b check) int {
		return cmp.Or(cmp.Compare(decided(a), decided(b)), cmp.Compare(rank[a.Severity], rank[b.Severity]))
	})
	return out
}

func decided(c check) int {
	if c.Review != nil {
		return 1
	}
	return 0
}

func (v *view) check(f *extract.Finding) check {
	c := check{Finding: f, Sentence: v.wording.Finding(f)}
	for _, key := range f.Cells {
		if v.cells[key] != nil {
			c.Cells = append(c.Cells, v.figure(key, 1))
		}
	}
	if f.Page > 0 {
		c.Page = v.address(f.Page, "")
	}
	return c
}
