package form

import "github.com/gouji/gouji/extract"

// Limits of the search for the numbers in glued digits. Rows of real reports
// need a few thousand steps; what needs more stays doubtful.
const (
	maxSteps        = 30_000
	maxOptions      = 64
	maxDigits       = 40
	maxCombinations = 4_000
)

// splitGlued reads figures that stand next to each other without a divider,
// like "270020130" for 27 0 0 2 0 1 30. Every way to cut the digits into n
// numbers that obeys the row's sums is an option.
func splitGlued(it *item, n int, sums rowSums) placed {
	var tokens []string
	digits := 0
	for _, v := range it.values {
		tokens = append(tokens, v.Text)
		digits += len(v.Text)
	}
	p := placed{fields: make([]*extract.Field, n), certainty: doubtful, note: noteGlued}
	if len(tokens) == 0 || digits > maxDigits {
		return p
	}
	c := &cutter{n: n, holds: sums.holds, ends: sums.ends, fields: make([]*extract.Field, n)}
	c.cut(tokens, 0)
	if c.steps >= maxSteps || len(c.options) == 0 || len(c.options) >= maxOptions {
		return p
	}
	p.options = c.options
	if len(c.options) == 1 {
		p.fields = fieldsOf(c.options[0])
		switch {
		case digits == n && c.known:
			p.certainty, p.note = sure, ""
		case c.known:
			p.certainty, p.note = inferred, NoteInferred
		case digits == n && (n == 1 || uniform(p.fields)):
			p.certainty, p.note = sure, ""
		}
	}
	return p
}

// cutter searches the ways to cut tokens into n numbers.
type cutter struct {
	n       int
	holds   func([]*extract.Field) (ok, known bool)
	ends    []bool           // a sum can be judged once this column is chosen
	fields  []*extract.Field // the numbers chosen so far
	options [][]string
	known   bool // the row has a sum that judged the options
	steps   int
}

// cut chooses number number from the first token on. A token's end is always
// the end of a number.
func (c *cutter) cut(tokens []string, number int) {
	c.steps++
	if c.steps >= maxSteps || len(c.options) >= maxOptions {
		return
	}
	if number == c.n || len(tokens) == 0 {
		if number == c.n && len(tokens) == 0 {
			c.accept()
		}
		return
	}
	rest := 0
	for _, t := range tokens {
		rest += len(t)
	}
	if rest < c.n-number {
		return
	}
	token := tokens[0]
	for size := 1; size <= len(token); size++ {
		head := token[:size]
		if !wellFormed(head) {
			continue
		}
		c.fields[number] = &extract.Field{Text: head}
		if c.ends[number] {
			if ok, known := c.holds(c.fields[:number+1]); known && !ok {
				continue
			}
		}
		next := tokens[1:]
		if size < len(token) {
			next = append([]string{token[size:]}, next...)
		}
		c.cut(next, number+1)
	}
}

func (c *cutter) accept() {
	_, known := c.holds(c.fields)
	c.known = c.known || known
	option := make([]string, c.n)
	for i, f := range c.fields {
		option[i] = f.Text
	}
	c.options = append(c.options, option)
}

// wellFormed reports whether a piece can be a number of its own: no leading
// zero, no dangling point; or a lone mark that stands for nothing.
func wellFormed(s string) bool {
	if len(s) > 1 && s[0] == '0' && s[1] != '.' {
		return false
	}
	point := false
	for i := range len(s) {
		switch {
		case s[i] >= '0' && s[i] <= '9':
		case s[i] == '.' && !point && i > 0 && i < len(s)-1:
			point = true
		default:
			return blankMark.MatchString(s)
		}
	}
	return true
}

func fieldsOf(option []string) []*extract.Field {
	fields := make([]*extract.Field, len(option))
	for i, t := range option {
		fields[i] = &extract.Field{Text: t}
	}
	return fields
}

// settle decides between the options of several rows by the sums over columns.
// agree reports whether the current fields of all rows obey them. Where one
// combination remains, its rows are inferred.
func settle(rows []*placed, agree func() (ok, known bool)) {
	var open []*placed
	combinations := 1
	for _, p := range rows {
		if len(p.options) > 1 {
			open = append(open, p)
			if combinations *= len(p.options); combinations > maxCombinations {
				return
			}
		}
	}
	if len(open) == 0 {
		return
	}
	chosen := make([]int, len(open))
	var found [][]int
	for range combinations {
		for i, p := range open {
			p.fields = fieldsOf(p.options[chosen[i]])
		}
		if ok, known := agree(); ok && known {
			found = append(found, append([]int(nil), chosen...))
		}
		for i := range chosen {
			if chosen[i]++; chosen[i] < len(open[i].options) {
				break
			}
			chosen[i] = 0
		}
	}
	for i, p := range open {
		p.fields = make([]*extract.Field, len(p.options[0]))
		if same(found, i) {
			p.fields = fieldsOf(p.options[found[0][i]])
			p.certainty, p.note = inferred, NoteInferred
		}
	}
}

// same reports whether all found combinations choose alike for row i.
func same(found [][]int, i int) bool {
	for _, f := range found {
		if f[i] != found[0][i] {
			return false
		}
	}
	return len(found) > 0
}
