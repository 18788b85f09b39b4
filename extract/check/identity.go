package check

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/extract/form"
)

// checker checks one table against its form.
type checker struct {
	table *form.Table
	cells figures
	names map[string]string // labels as messages write them
}

// equation is an identity for one row or column: the keys of both sides.
type equation struct {
	rule        string
	at, unit    string // the row or column that is checked, and what its operands are (栏 or 行)
	equals, sum []string
}

// equations spells an identity out along its axis.
func (c checker) equations(id form.Identity) []equation {
	var out []equation
	if id.Over == form.EachRow {
		for _, b := range c.table.Blocks {
			sum, equals := matching(id.Sum, columnKeys(b)), matching(id.Equals, columnKeys(b))
			if len(sum) == 0 || len(equals) == 0 {
				continue
			}
			for _, row := range b.Rows {
				key := func(column string) string { return form.Key(c.table.ID, row.Key, column) }
				out = append(out, equation{id.Rule, row.Label, "栏", apply(key, equals), apply(key, sum)})
			}
		}
		return out
	}
	for _, b := range c.table.Blocks {
		sum, equals := matching(id.Sum, rowKeys(b)), matching(id.Equals, rowKeys(b))
		if len(sum) == 0 || len(equals) == 0 {
			continue
		}
		for _, column := range b.Columns {
			key := func(row string) string { return form.Key(c.table.ID, row, column.Key) }
			out = append(out, equation{id.Rule, column.Label, "行", apply(key, equals), apply(key, sum)})
		}
	}
	return out
}

// side is one side of an identity.
type side struct {
	keys   []string
	total  float64
	states map[state]int
}

func (c checker) side(keys []string) side {
	s := side{keys: keys, states: map[state]int{}}
	var values []float64
	for _, k := range keys {
		v, st := c.cells.value(k)
		s.states[st]++
		if st == known || st == doubted {
			values = append(values, v)
		}
	}
	s.total = add(values)
	return s
}

// compare checks that both sides are equal.
func (c checker) compare(e equation) extract.Finding {
	equals, sum, unit := e.equals, e.sum, e.unit
	left, right := c.side(sum), c.side(equals)
	f := extract.Finding{
		Rule: e.rule, Severity: extract.Error, Cells: slices.Concat(equals, sum),
		Page: c.cells.page(slices.Concat(equals, sum)...),
	}
	place := c.place(e.at, unit, equals[0])
	_, first := c.cells.value(equals[0])
	switch {
	case left.states[absent]+right.states[absent] > 0:
		f.Status = extract.Unknown
		f.Message = fmt.Sprintf("%s有 %d 个单元格没有读到，无法核对%s。", place, left.states[absent]+right.states[absent], c.naming(equals, unit))
		return f
	case first == blank:
		f.Status = extract.Unknown
		f.Message = fmt.Sprintf("%s%s为空白，无法核对。", place, c.naming(equals[:1], unit))
		return f
	case left.states[blank] == len(sum):
		f.Status = extract.Unknown
		f.Message = fmt.Sprintf("%s%s全部空白，无法核对%s。", place, c.naming(sum, unit), c.naming(equals, unit))
		return f
	}
	f.Expected, f.Actual = &left.total, &right.total
	f.Status = extract.Pass
	verdict := "相符"
	if left.total != right.total {
		f.Status, verdict = extract.Fail, "不符"
		if left.states[doubted]+right.states[doubted] > 0 {
			f.Status, verdict = extract.Unknown, "不符，但其中有单元格可能读错"
		}
	}
	f.Message = fmt.Sprintf("%s%s为 %s，%s %s，%s%s。", place, total(c.naming(sum, unit), len(sum)), decimal(left.total),
		stated(c.naming(equals, unit), len(equals)), decimal(right.total), verdict, blanks(left.states[blank]+right.states[blank]))
	return f
}

func total(names string, n int) string {
	if n > 1 {
		return names + "合计"
	}
	return names
}

func stated(names string, n int) string {
	if n > 1 {
		return names + "合计为"
	}
	return names + "写的是"
}

func blanks(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("（%d 个空白未计入）", n)
}

// place names the row or column that is checked, or the group of columns in a
// table of one row.
func (c checker) place(at, unit, key string) string {
	switch {
	case at != "" && unit == "栏":
		return fmt.Sprintf("“%s”一行：", c.name(at))
	case at != "":
		return fmt.Sprintf("“%s”一列：", c.name(at))
	}
	if _, column := c.find(key); column != nil && column.Group != "" {
		return fmt.Sprintf("“%s”：", column.Group)
	}
	return ""
}

// naming names the operands: up to two by their labels, more by the first and the last.
func (c checker) naming(keys []string, unit string) string {
	label := func(key string) string {
		row, column := c.find(key)
		if unit == "栏" && column != nil {
			return "“" + c.name(column.Label) + "”"
		}
		if unit == "行" && row != nil {
			return "“" + c.name(row.Label) + "”"
		}
		return "“" + key + "”"
	}
	switch len(keys) {
	case 1:
		return label(keys[0]) + unit
	case 2:
		return label(keys[0]) + "与" + label(keys[1]) + "两" + unit
	}
	return fmt.Sprintf("%s至%s %d %s", label(keys[0]), label(keys[len(keys)-1]), len(keys), unit)
}

// find returns the row and the column of a key.
func (c checker) find(key string) (*form.Row, *form.Column) {
	part := strings.SplitN(key, "/", 3)
	if len(part) < 3 {
		return nil, nil
	}
	for _, b := range c.table.Blocks {
		r := slices.IndexFunc(b.Rows, func(r form.Row) bool { return r.Key == part[1] })
		k := slices.IndexFunc(b.Columns, func(k form.Column) bool { return k.Key == part[2] })
		if r >= 0 && k >= 0 {
			return &b.Rows[r], &b.Columns[k]
		}
	}
	return nil, nil
}

func columnKeys(b form.Block) []string {
	out := make([]string, len(b.Columns))
	for i, c := range b.Columns {
		out[i] = c.Key
	}
	return out
}

func rowKeys(b form.Block) []string {
	out := make([]string, len(b.Rows))
	for i, r := range b.Rows {
		out[i] = r.Key
	}
	return out
}

// matching returns the keys that the patterns of an identity name, in the
// order of the form.
func matching(patterns, keys []string) []string {
	var out []string
	for _, p := range patterns {
		for _, k := range keys {
			if form.Match(p, k) && !slices.Contains(out, k) {
				out = append(out, k)
			}
		}
	}
	return out
}

func apply(f func(string) string, keys []string) []string {
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = f(k)
	}
	return out
}

// name is a label as messages write it.
func (c checker) name(label string) string {
	s, ok := c.names[label]
	if !ok {
		s = clean(label)
		c.names[label] = s
	}
	return s
}

// numbering is what stands before a label: 二、, （一）, 3.
var numbering = regexp.MustCompile(`^(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|\d{1,2}[.．、])`)

// clean drops a label's numbering and what stands in brackets behind it.
func clean(label string) string {
	s := label[len(numbering.FindString(label)):]
	if i := strings.Index(s, "（"); i > 0 {
		s = s[:i]
	}
	return strings.NewReplacer("“", "‘", "”", "’").Replace(strings.TrimSpace(s))
}
