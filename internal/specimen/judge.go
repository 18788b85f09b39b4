package specimen

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/extract/han"
)

// Score compares a document with the truth, in the terms of the corpus's scorer.
type Score struct {
	Right   int      // value equals the truth, or both are null
	Doubted int      // of the right ones, those whose status is not ok
	Flagged []string // value differs, and the cell says that it is not sure
	Silent  []string // value differs and the cell says ok: the worst fault
	Missing []string // no such key
	Excused int      // flagged or missing where a damage really took something away
	Extra   []string // keys that the truth has not

	MissedFails []Violation // identities the report breaks that no finding names
	FalseFails  []string    // failed findings of identities that hold
	WrongMeta   []string    // "field=got, not truth"
}

// Judge scores doc. It does not look at keys that the truth calls ambiguous.
func Judge(truth Truth, doc *extract.Document) Score {
	var s Score
	got := map[string][]extract.Cell{}
	for _, t := range doc.Tables {
		for _, c := range t.Cells {
			got[c.Key] = append(got[c.Key], c)
		}
	}
	for _, key := range sortedKeys(truth.Cells) {
		if !truth.Ambiguous[key] {
			s.cell(truth, key, got[key])
		}
	}
	for _, key := range sortedKeys(got) {
		if _, known := truth.Cells[key]; !known {
			s.Extra = append(s.Extra, key)
		}
	}
	doubted := map[string]bool{}
	for key, cells := range got {
		doubted[key] = slices.ContainsFunc(cells, func(c extract.Cell) bool { return c.Status != extract.CellOK })
	}
	s.findings(truth, doc.Findings, doubted)
	s.meta(truth, doc.Meta)
	return s
}

func (s *Score) cell(truth Truth, key string, cells []extract.Cell) {
	want := truth.Cells[key]
	switch {
	case len(cells) == 1 && same(cells[0].Value, want):
		s.Right++
		if cells[0].Status != extract.CellOK {
			s.Doubted++
		}
	case len(cells) > 0 && !slices.ContainsFunc(cells, func(c extract.Cell) bool { return c.Status != extract.CellOK }):
		s.Silent = append(s.Silent, fmt.Sprintf("%s=%s, not %s", key, show(cells[0].Value), show(want)))
	case truth.Lost[key]:
		s.Excused++
	case len(cells) > 0:
		s.Flagged = append(s.Flagged, fmt.Sprintf("%s=%s, not %s", key, show(cells[0].Value), show(want)))
	default:
		s.Missing = append(s.Missing, key)
	}
}

// findings compares the failed findings with the violations. A violation whose
// operands the reader doubts may stay unknown.
func (s *Score) findings(truth Truth, findings []extract.Finding, doubted map[string]bool) {
	met := make([]bool, len(truth.Violations))
	for _, f := range findings {
		if f.Status != extract.Fail {
			continue
		}
		i := slices.IndexFunc(truth.Violations, func(v Violation) bool { return v.names(f) })
		if i >= 0 {
			met[i] = true
		} else if !truth.touches(f.Cells) {
			s.FalseFails = append(s.FalseFails, f.Rule+" "+strings.Join(f.Cells[:min(1, len(f.Cells))], "")+" "+f.Message)
		}
	}
	for i, v := range truth.Violations {
		unsure := slices.ContainsFunc(v.Cells, func(c string) bool { return doubted[c] })
		if !met[i] && !unsure && !truth.touches(v.Cells) {
			s.MissedFails = append(s.MissedFails, v)
		}
	}
}

// names reports whether f is about this violation: the same rule (or the same
// family, for a rule that ends in ".") and no cell outside of it.
func (v Violation) names(f extract.Finding) bool {
	if strings.HasSuffix(v.Rule, ".") {
		return strings.HasPrefix(f.Rule, v.Rule)
	}
	if f.Rule != v.Rule || len(f.Cells) == 0 {
		return false
	}
	return !slices.ContainsFunc(f.Cells, func(c string) bool { return !slices.Contains(v.Cells, c) })
}

// touches reports whether one of the cells cannot be read for sure, so that a
// finding about it proves nothing.
func (t Truth) touches(cells []string) bool {
	return slices.ContainsFunc(cells, func(c string) bool { return t.Lost[c] || t.Ambiguous[c] })
}

func (s *Score) meta(truth Truth, m extract.Meta) {
	check := func(field string, got *string, want string) {
		if want == "" {
			return
		}
		if got == nil || squeeze(*got) != squeeze(want) {
			s.WrongMeta = append(s.WrongMeta, fmt.Sprintf("%s=%s, not %s", field, deref(got), want))
		}
	}
	check("title", m.Title, truth.Title)
	check("issuer", m.Issuer, truth.Issuer)
	check("phone", m.Phone, truth.Phone)
	check("postcode", m.Postcode, truth.Postcode)
	check("published_on", m.PublishedOn, truth.Published)
	check("doc_number", m.DocNumber, truth.DocNumber)
	if m.Year == nil || *m.Year != truth.Year {
		s.WrongMeta = append(s.WrongMeta, fmt.Sprintf("year is not %d", truth.Year))
	}
}

// Add adds the counts and lists of o to s.
func (s *Score) Add(o Score) {
	s.Right += o.Right
	s.Doubted += o.Doubted
	s.Excused += o.Excused
	s.Flagged = append(s.Flagged, o.Flagged...)
	s.Silent = append(s.Silent, o.Silent...)
	s.Missing = append(s.Missing, o.Missing...)
	s.Extra = append(s.Extra, o.Extra...)
	s.MissedFails = append(s.MissedFails, o.MissedFails...)
	s.FalseFails = append(s.FalseFails, o.FalseFails...)
	s.WrongMeta = append(s.WrongMeta, o.WrongMeta...)
}

func same(a, b *float64) bool {
	if a == nil || b == nil {
		return a == b
	}
	return math.Abs(*a-*b) < 1e-4
}

func show(v *float64) string {
	if v == nil {
		return "null"
	}
	return plain(*v)
}

func deref(s *string) string {
	if s == nil {
		return "null"
	}
	return *s
}

// squeeze folds what the scorer folds, blanks, dashes and the brackets of a
// document number, and traditional characters: either face of a name is right.
func squeeze(s string) string {
	s = strings.Join(strings.Fields(han.Simplify(s)), "")
	return strings.NewReplacer("—", "-", "－", "-", "〔", "[", "〕", "]").Replace(s)
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
