package specimen

import (
	"slices"

	"github.com/gouji/gouji/extract/form"
)

// Truth is what a report says, whatever happened to its file.
type Truth struct {
	Cells     map[string]*float64 // by canonical key; nil where the report shows no number
	Raw       map[string]string   // what each cell shows
	Ambiguous map[string]bool     // the file does not fix the value: not judged
	Lost      map[string]bool     // a damage took away something: doubt is right, silence is not
	Forms     map[string]string   // edition by table id
	// Violations are the identities that the report's own figures break. Each
	// must come back as a failed finding.
	Violations []Violation

	Title     string
	Issuer    string
	Year      int
	Phone     string // as Meta.Phone: digits, one "-"
	Postcode  string
	Published string // ISO 8601
	DocNumber string
}

// Violation is one broken identity. Cells are all the keys that take part.
type Violation struct {
	Rule  string
	Cells []string
}

// Violations evaluates the identities of the forms over cells. A nil cell
// counts as nothing in a sum; an identity with no number on its Equals side, or
// none at all on its Sum side, is unknown and not listed.
func Violations(forms *form.Set, formOf map[string]string, cells map[string]*float64) []Violation {
	var broken []Violation
	for _, id := range tableOrder {
		t := forms.Table(formOf[id], id)
		if t == nil {
			continue
		}
		for _, identity := range t.Identities {
			broken = append(broken, brokenIn(t, identity, cells)...)
		}
		broken = append(broken, outOfRange(t, cells)...)
	}
	return broken
}

var tableOrder = []string{"article20", "applications", "litigation"}

func brokenIn(t *form.Table, identity form.Identity, cells map[string]*float64) []Violation {
	var broken []Violation
	for i := range t.Blocks {
		rows, columns := axisKeys(&t.Blocks[i])
		along, across := columns, rows
		if identity.Over == form.EachColumn {
			along, across = rows, columns
		}
		for _, line := range across {
			keyOf := func(k string) string {
				if identity.Over == form.EachColumn {
					return form.Key(t.ID, k, line)
				}
				return form.Key(t.ID, line, k)
			}
			left, leftKeys, leftSeen := sum(identity.Sum, along, keyOf, cells)
			right, rightKeys, rightSeen := sum(identity.Equals, along, keyOf, cells)
			if leftSeen && rightSeen && left != right {
				broken = append(broken, Violation{Rule: identity.Rule, Cells: append(rightKeys, leftKeys...)})
			}
		}
	}
	return broken
}

func axisKeys(b *form.Block) (rows, columns []string) {
	for _, r := range b.Rows {
		rows = append(rows, r.Key)
	}
	for _, c := range b.Columns {
		columns = append(columns, c.Key)
	}
	return rows, columns
}

func sum(patterns, keys []string, keyOf func(string) string, cells map[string]*float64) (total float64, used []string, seen bool) {
	for _, k := range keys {
		if !slices.ContainsFunc(patterns, func(p string) bool { return form.Match(p, k) }) {
			continue
		}
		key := keyOf(k)
		used = append(used, key)
		if v := cells[key]; v != nil {
			total += *v
			seen = true
		}
	}
	return total, used, seen
}

func outOfRange(t *form.Table, cells map[string]*float64) []Violation {
	var broken []Violation
	eachCell(t, func(key string, c form.Column) {
		if v := cells[key]; v != nil && *v < 0 && c.Type != form.Signed {
			broken = append(broken, Violation{Rule: "values.range", Cells: []string{key}})
		}
	})
	return broken
}

// eachCell calls f with every canonical key of a table, row by row.
func eachCell(t *form.Table, f func(key string, c form.Column)) {
	for _, b := range t.Blocks {
		for _, r := range b.Rows {
			for _, c := range b.Columns {
				f(form.Key(t.ID, r.Key, c.Key), c)
			}
		}
	}
}
