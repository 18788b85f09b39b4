package form

import (
	"regexp"
	"slices"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/extract/han"
)

// sameColumn is the similarity from which a text of a head is a column's label.
const sameColumn = 0.9

// maxForeign is how many columns a document may add before its table is another.
const maxForeign = 2

// foreignHeads are columns that the forms do not have and that people add.
var foreignHeads = []string{
	"行次", "序号", "编号", "备注", "说明", "小计", "法人小计", "上年", "上年数", "上年同期", "去年", "同比", "增减", "增长", "环比",
	"占比", "比例", "当面", "信函", "邮寄", "网络", "传真", "其他渠道",
}

// headVerdict is what the printed head says about the columns below it.
type headVerdict int

const (
	headSilent   headVerdict = iota // no head, a torn one, or one in the form's order
	headForeign                     // it has a column that the form does not have
	headPermuted                    // it names the form's columns in another order
)

// readHead judges the head of a block by its labels in reading order. A head
// of two levels names the last column (总计) before the columns of the group.
func (b *Block) readHead(heads [][]string, groups []known) headVerdict {
	foreign := 0
	for _, labels := range heads {
		if b.startsLate(labels) {
			return headPermuted
		}
		previous, count, grouped := -1, 0, false
		for _, text := range labels {
			l := newLabel(text)
			if b.isGroup(l) { // or the subtotal of the group
				grouped = true
				continue
			}
			at := b.columnAt(l, previous)
			switch {
			case at >= 0 && at < previous && (previous != len(b.Columns)-1 || !grouped):
				return headPermuted
			case at == len(b.Columns)-1 && count == 0 && len(labels) > 2 && b.follows(labels[1:]):
				return headPermuted
			case at >= 0:
				previous, count = at, count+1
			case slices.Contains(foreignHeads, l.text):
				foreign++
			}
		}
	}
	switch {
	case b.groupsPermuted(heads, groups) || foreign > maxForeign:
		return headPermuted
	case foreign > 0:
		return headForeign
	}
	return headSilent
}

// startsLate reports whether a head that repeats the same labels in every group
// begins a group with another label than the form.
func (b *Block) startsLate(labels []string) bool {
	if !b.shared(0) {
		return false
	}
	first, count := -1, 0
	for _, text := range labels {
		l := newLabel(text)
		at := slices.IndexFunc(b.Columns, func(c Column) bool { return c.labels().own.similarity(l) >= sameColumn })
		if at >= 0 && first < 0 {
			first = at
		}
		if at >= 0 {
			count++
		}
	}
	return first > 0 && count >= 5
}

// columnAt is the place of the column that a label names, -1 for none. A label
// that several groups of columns share names the next of them.
func (b *Block) columnAt(l label, previous int) int {
	found := -1
	for i, c := range b.Columns {
		if c.labels().own.similarity(l) < sameColumn {
			continue
		}
		if i > previous {
			return i
		}
		if found < 0 {
			found = i
		}
	}
	if found >= 0 && b.shared(found) {
		return -1
	}
	return found
}

// shared reports whether other columns have the same label.
func (b *Block) shared(i int) bool {
	return slices.ContainsFunc(b.Columns, func(c Column) bool { return c.Key != b.Columns[i].Key && c.Label == b.Columns[i].Label })
}

func (b *Block) isGroup(l label) bool {
	return slices.ContainsFunc(b.Columns, func(c Column) bool {
		return c.Group != "" && similarity(c.labels().group, l) >= sameColumn
	})
}

// follows reports whether the first column of the block stands among the labels.
func (b *Block) follows(labels []string) bool {
	first := b.Columns[0].labels().own
	return slices.ContainsFunc(labels, func(s string) bool { return first.similarity(newLabel(s)) >= sameColumn })
}

// groupsPermuted reports whether the groups of columns are named in another
// order than the form's. A text that names several groups is a title.
func (b *Block) groupsPermuted(heads [][]string, groups []known) bool {
	previous := -1
	for _, labels := range heads {
		for _, text := range labels {
			at := groupAt(newLabel(text), groups)
			if at < 0 {
				continue
			}
			if at < previous {
				return true
			}
			previous = at
		}
	}
	return false
}

func groupAt(l label, groups []known) int {
	best, at := sameColumn, -1
	for i, g := range groups {
		if v := g.similarity(l); v >= best {
			best, at = v, i
		}
	}
	return at
}

// headsAbove collects the labels of the rows without figures above a matched
// row, and those that one run of lines has joined in front of its own label.
func headsAbove(m *match, items []*item) [][]string {
	at := slices.Index(items, m.items[0])
	var heads [][]string
	for i := at - 1; i >= 0 && at-i <= rowHead && items[i].figures == 0 && !items[i].prose; i-- {
		heads = append(heads, items[i].labels)
	}
	slices.Reverse(heads)
	if own := m.items[0].labels; len(own) > 1 {
		heads = append(heads, own[:len(own)-1])
	}
	return heads
}

// heads collects the head above the first matched row of the block; the head
// of a row without a label is part of its match.
func (b *Block) heads(matches []match, items []*item) [][]string {
	for i := range matches {
		m := &matches[i]
		if m.slot.block != b {
			continue
		}
		if m.slot.row.Label != "" {
			return headsAbove(m, items)
		}
		var heads [][]string
		for _, it := range m.items {
			heads = append(heads, it.labels)
		}
		return heads
	}
	return nil
}

func groupsOf(matches []match) []known { return matches[0].slot.groups }

var headUnit = regexp.MustCompile(`[（(：:]\s*([万萬亿億]?元)\s*[)）]?`)

// units finds the units that a head names beside its columns, by column key.
func (b *Block) units(heads [][]string) map[string]string {
	units := map[string]string{}
	for _, c := range b.Columns {
		if c.Unit == "" {
			continue
		}
		for _, labels := range heads {
			for _, text := range labels {
				m := headUnit.FindStringSubmatch(text)
				if m != nil && c.labels().own.similarity(newLabel(headUnit.ReplaceAllString(text, ""))) >= weakLabel {
					units[c.Key] = han.Simplify(m[1])
				}
			}
		}
	}
	return units
}

// distrust doubts the rows of a block whose columns are not those of the form:
// the head says so, or most of the rows that can tell break their sums. Rows of
// one and the same figure read alike in any order.
func distrust(rows map[string]*placed, sums rowSums, verdict headVerdict) {
	failed, told := 0, 0
	for _, p := range rows {
		if ok, known := sums.holds(p.fields); known && !allZero(p.fields) {
			told++
			if !ok {
				failed++
			}
		}
	}
	var note string
	switch {
	case verdict != headSilent:
		note = noteHead
	case failed >= 3 && failed*2 > told:
		note = noteSums
	default:
		return
	}
	for _, p := range rows {
		proven := verdict == headForeign && sums.prove(p.fields) && !allZero(p.fields)
		if !proven && !uniform(p.fields) {
			p.certainty, p.note = doubtful, note
		}
	}
}

// uniform reports whether all fields read the same.
func uniform(fields []*extract.Field) bool {
	return len(fields) > 1 && !slices.ContainsFunc(fields[1:], func(f *extract.Field) bool {
		return f == nil || fields[0] == nil || read(f.Text) != read(fields[0].Text)
	})
}
