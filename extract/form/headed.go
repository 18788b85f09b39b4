package form

import (
	"regexp"
	"slices"
	"strings"

	"github.com/gouji/gouji/extract"
)

const (
	// headWindow is the number of rows that a printed head may be torn over,
	// its title included: a head printed one cell a line has about twenty-five.
	headWindow = 32
	// minHead is the share of the head's words that must be seen above figures.
	minHead = 0.5
)

// headed finds a table of one row that has no label of its own: the row is
// known by the head above it. It returns nil when the head is not there.
func headed(slots []slot, d *stream) *alignment {
	items := d.items
	s := &slots[0]
	words := s.head()
	var best *alignment
	var all []match
	for i := range items {
		if items[i].prose || !mentions(items[i].text, s.block.Columns[0].Group) {
			continue
		}
		rows, seen := headSpan(s, items[i:], words)
		if rows == nil || seen < minHead {
			continue
		}
		m := joinSpan(s, rows)
		all = append(all, m)
		if score := seen * perfectLabel; best == nil || score > best.score {
			best = &alignment{score: score, matches: []match{m}}
		}
	}
	if best != nil {
		doubtOtherTables(&best.matches[0], all, items)
	}
	return best
}

// doubtOtherTables doubts a table that the document shows again with other
// figures, or that goes on with a second row.
func doubtOtherTables(m *match, all []match, items []*item) {
	for _, other := range all {
		if !sameFigures(other.data.values, m.data.values) {
			m.doubt = noteRival
		}
	}
	end := slices.Index(items, m.items[len(m.items)-1]) + 1
	if end < len(items) && items[end].figures >= len(m.slot.block.Columns) && !items[end].prose {
		m.doubt = noteRival
	}
}

// head lists the words of a head that may be torn apart, each with its other
// spellings: the groups, and the last two characters of the column labels.
func (s *slot) head() [][]string {
	seen, words := map[string]bool{}, [][]string(nil)
	add := func(key string, spellings []string) {
		if key != "" && !seen[key] {
			seen[key] = true
			words = append(words, spellings)
		}
	}
	for _, c := range s.block.Columns {
		add(hanOnly(c.Group), s.groupSpellings(hanOnly(c.Group)))
		tails := []string{tail(c.Label)}
		for _, a := range c.Aliases {
			tails = append(tails, tail(a))
		}
		add(tails[0], tails)
	}
	return words
}

func (s *slot) groupSpellings(group string) []string {
	for _, g := range s.groups {
		if g.spellings[0].text != group {
			continue
		}
		var out []string
		for _, l := range g.spellings {
			out = append(out, l.text)
		}
		return out
	}
	return []string{group}
}

func tail(label string) string {
	r := []rune(hanOnly(label))
	return string(r[max(0, len(r)-2):])
}

func mentions(text, word string) bool {
	return word == "" || strings.Contains(text, hanOnly(word))
}

// headSpan collects the rows from the first word of the head to the last
// figure, and tells which share of the head's words stands in them.
func headSpan(s *slot, items []*item, words [][]string) ([]*item, float64) {
	n := len(s.block.Columns)
	figures, last := 0, -1
	var text strings.Builder
	for i, it := range items {
		if it.prose || i-last > headWindow && last >= 0 || last < 0 && i > headWindow {
			break
		}
		if last >= 0 && figures >= n || i > 0 && s.ends(it) {
			break
		}
		text.WriteString(it.text)
		if it.figures > 0 || len(it.values) >= n {
			figures += max(it.figures, len(it.values)/n*n)
			last = i
		}
	}
	if last < 0 {
		return nil, 0
	}
	seen := 0
	for _, spellings := range words {
		if slices.ContainsFunc(spellings, func(w string) bool { return strings.Contains(text.String(), w) }) {
			seen++
		}
	}
	return items[:last+1], float64(seen) / float64(len(words))
}

// sectionHead is the heading of a part of a report.
var sectionHead = regexp.MustCompile(`^\s*[一二三四五六七八九十]{1,3}\s*、`)

// plainLabel is what people write before a row that needs no label.
var plainLabel = regexp.MustCompile(`数量|件数|案件|合计|总计|本年|^\d{4}年`)

// ends reports whether a row below a head belongs to something else: it is the
// heading of another part, or a row of figures under a label of its own.
func (s *slot) ends(it *item) bool {
	if len(it.labels) == 0 {
		return false
	}
	if it.figures == 0 {
		return sectionHead.MatchString(it.labels[0]) && !mentions(it.text, s.block.Columns[0].Group)
	}
	label := newLabel(it.labels[len(it.labels)-1])
	column := slices.ContainsFunc(s.block.Columns, func(c Column) bool {
		return c.labels().own.similarity(label) >= weakLabel || mentions(label.text, c.Group)
	})
	group := slices.ContainsFunc(s.groups, func(g known) bool { return g.similarity(label) >= weakLabel })
	return !column && !group && len(label.core) > 1 && !plainLabel.MatchString(it.labels[len(it.labels)-1])
}

// joinSpan makes one row of the figures of a span. When a page shows each
// group of columns as a table of its own, the groups follow in the form's
// order; they are joined with certainty when every one is complete.
func joinSpan(s *slot, items []*item) match {
	m := match{slot: s, span: span{items: items}, similarity: 1}
	var parts []*item
	for _, it := range items {
		if it.figures > 0 || len(it.values) >= len(s.block.Columns) {
			parts = append(parts, it)
		}
	}
	if i := slices.IndexFunc(parts, func(it *item) bool { return it.grid && len(it.values) == len(s.block.Columns) }); i >= 0 && withoutDigits(parts, i) {
		parts = parts[i : i+1] // marks in the cells of the head are no figures
	}
	joined := *parts[0]
	if len(parts) > 1 {
		joined.values, joined.grid, joined.first, joined.width = nil, true, 0, 0
		for _, it := range parts {
			values, whole := wholeGroup(s.block, it.values)
			joined.values = append(joined.values, values...)
			joined.figures += it.figures
			joined.damaged = joined.damaged || it.damaged || !whole
		}
	}
	m.data = &joined
	return m
}

// withoutDigits reports whether no row but one shows a digit.
func withoutDigits(rows []*item, but int) bool {
	for i, it := range rows {
		if i != but && slices.ContainsFunc(it.values, func(f extract.Field) bool { return strings.ContainsAny(f.Text, "0123456789") }) {
			return false
		}
	}
	return true
}

// wholeGroup returns the values of one group of columns, and whether they are
// as many as the group has.
func wholeGroup(b *Block, values []extract.Field) ([]extract.Field, bool) {
	size := 0
	for _, c := range b.Columns {
		if c.Group == b.Columns[0].Group {
			size++
		}
	}
	if core, _ := trimBlank(values); len(values)%size != 0 && len(core)%size == 0 {
		values = core
	}
	return values, len(values)%size == 0
}
