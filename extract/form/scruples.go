package form

import (
	"regexp"
	"slices"
	"strings"

	"github.com/gouji/gouji/extract"
)

// Reasons to doubt a whole row although its figures could be placed.
const (
	noteRival  = "同名的行出现两次而数字不同，无法确定应取哪一行"
	noteHead   = "表头的列与表式不一致，数字可能属于别的列"
	noteLone   = "数字单独成行，可能是页码"
	noteGlue   = "行标签末尾带有数字，可能粘连了第一格"
	noteCut    = "文件在表格中间结束，末行可能不完整"
	noteForm   = "没有本表的表头，可能是别的表格"
	noteSplice = "本行与表格其余部分之间隔着别的内容，可能属于别的表格"
	noteSums   = "本表多数行的合计不成立，列可能错位"
)

// scruples marks the matched rows that a careful person would not trust. Taken
// are the items that some table of the document has.
func scruples(t *Table, matches []match, items []*item, taken map[*item]bool) {
	doubtCutEnd(matches, items)
	doubtRivals(matches, items, taken)
	doubtSplices(t, matches, items)
	pin(matches, items)
	for i := range matches {
		doubtRow(&matches[i])
	}
	if columnsNamed(matches, items) == 0 && !titled(t, matches, items) {
		doubtAll(matches, noteForm)
	}
}

// doubtCutEnd doubts the row that the document ends with, unless the form ends
// there too: a file that was cut off may have lost digits of it.
func doubtCutEnd(matches []match, items []*item) {
	m := &matches[len(matches)-1]
	if all := m.slot.others; m.data == items[len(items)-1] && m.slot != all[len(all)-1] {
		m.doubt = noteCut
	}
}

// doubtRivals doubts the rows that the document shows once more with other
// figures, as it does when it repeats the table of the year before.
func doubtRivals(matches []match, items []*item, taken map[*item]bool) {
	for _, it := range items {
		if taken[it] || it.prose || it.figures == 0 {
			continue
		}
		for i := range matches {
			m := &matches[i]
			if yearOnly.MatchString(strings.Join(it.labels, "")) && next(items, m.data) == it {
				m.doubt = noteRival
			}
			if m.slot.row.Label != "" && m.slot.best(it.candidates) >= rivalLabel && !sameFigures(it.values, m.data.values) {
				m.doubt = noteRival
			}
		}
	}
}

// next is the item behind it, nil at the end.
func next(items []*item, it *item) *item {
	if i := slices.Index(items, it) + 1; i > 0 && i < len(items) {
		return items[i]
	}
	return nil
}

// rivalLabel is the similarity from which another row is taken for the same:
// lower than that of a match, since a year or a note may stand behind it.
const rivalLabel = 0.8

// yearOnly is the label of a row that repeats the row above it for a year.
var yearOnly = regexp.MustCompile(`^\d{4}\s*年度?$`)

// doubtSplices doubts the smaller part of a table that something else divides:
// a paragraph, or the heading of another part.
func doubtSplices(t *Table, matches []match, items []*item) {
	at := map[*item]int{}
	for i, it := range items {
		at[it] = i
	}
	for i := 1; i < len(matches); i++ {
		before, after := matches[i-1].items, matches[i].items
		between := items[at[before[len(before)-1]]+1 : at[after[0]]]
		if !slices.ContainsFunc(between, func(it *item) bool { return it.prose || t.foreignHeading(it) }) {
			continue
		}
		if i <= len(matches)/2 {
			doubtAll(matches[:i], noteSplice)
		} else {
			doubtAll(matches[i:], noteSplice)
		}
	}
}

// foreignHeading reports whether a row is the heading of a part that the table
// does not belong to. The stub of a table may have numbered headings too.
func (t *Table) foreignHeading(it *item) bool {
	if it.figures > 0 || len(it.labels) != 1 || !sectionHead.MatchString(it.labels[0]) {
		return false
	}
	l := newLabel(it.labels[0])
	if newKnown(t.Title, nil).similarity(l) >= weakLabel {
		return false
	}
	for _, s := range t.slots() {
		if s.label.similarity(l) >= weakLabel || slices.ContainsFunc(s.groups, func(g known) bool { return g.similarity(l) >= weakLabel }) {
			return false
		}
	}
	return true
}

func sameFigures(a, b []extract.Field) bool {
	a, _ = trimBlank(dropWeak(a))
	b, _ = trimBlank(dropWeak(b))
	return slices.EqualFunc(a, b, func(x, y extract.Field) bool { return read(x.Text) == read(y.Text) })
}

var digitAtEnd = regexp.MustCompile(`\p{Han}\s*\d+$`)

func doubtRow(m *match) {
	if m.data.figures == 0 && m.similarity < sameColumn {
		m.doubt = noteLabel // the rest of a torn row looks like a blank one
	}
	lone := len(m.items) > 1 && len(m.data.labels) == 0 && m.data.width == 1
	if lone {
		m.doubt = noteLone
	}
	if n := len(m.data.labels); n > 0 && m.slot.row.Label != "" && digitAtEnd.MatchString(m.data.labels[n-1]) {
		m.doubt = noteGlue
	}
}

func doubtAll(matches []match, note string) {
	for i := range matches {
		matches[i].doubt = note
	}
}

// columnsNamed counts the columns of the matched rows whose labels stand in or
// right above the table.
func columnsNamed(matches []match, items []*item) int {
	text := tableText(matches, items)
	named := 0
	for _, b := range blocksOf(matches) {
		for _, c := range b.Columns {
			if strings.Contains(text, hanOnly(c.Label)) || slices.ContainsFunc(c.Aliases, func(a string) bool { return strings.Contains(text, hanOnly(a)) }) {
				named++
			}
		}
	}
	return named
}

func blocksOf(matches []match) []*Block {
	var blocks []*Block
	for _, m := range matches {
		if !slices.Contains(blocks, m.slot.block) {
			blocks = append(blocks, m.slot.block)
		}
	}
	return blocks
}

// tableText is the Han text of a table's rows and of the lines above it.
func tableText(matches []match, items []*item) string {
	first := slices.Index(items, matches[0].items[0])
	last := slices.Index(items, matches[len(matches)-1].items[0])
	var text strings.Builder
	for _, it := range items[max(0, first-rowHead) : last+1] {
		if !it.prose {
			text.WriteString(it.text)
		}
	}
	return text.String()
}

// titled reports whether the table's title stands above it.
func titled(t *Table, matches []match, items []*item) bool {
	first := slices.Index(items, matches[0].items[0])
	title := hanOnly(t.Title)
	return slices.ContainsFunc(items[max(0, first-rowHead):first+1], func(it *item) bool {
		return !it.prose && strings.Contains(it.text, title)
	})
}
