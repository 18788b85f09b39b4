package form

import (
	"slices"
	"strings"
	"unicode"

	"github.com/gouji/gouji/extract"
)

// reader's certainty about a row whose figures were put into columns.
type certainty int

const (
	sure     certainty = iota // the document's own columns or count fix the places
	inferred                  // a sum leaves exactly one reading
	doubtful                  // several readings are possible
)

// placed is a row of figures put into the columns of its block. A nil field is
// a cell that the row does not show.
type placed struct {
	fields    []*extract.Field
	certainty certainty
	note      string
	units     map[string]string // per column, the unit that the head names
	options   [][]string        // for glued figures: every reading that the row's sums allow
}

// NoteInferred is the note of a cell whose place the sums of its row have shown.
const NoteInferred = "按合计关系确定的读数"

// Notes for the person who looks at a doubtful cell.
const (
	noteSurplus = "本行数字比表头多，无法确定多出的是哪一格"
	noteShort   = "本行数字比表头少，无法确定缺的是哪一格"
	noteShift   = "本行有空格，无法确定数字属于哪一列"
	noteGlued   = "数字之间没有分隔，拆分方式不唯一"
	noteSplit   = "数字中间有空格，可能是两个数"
	noteDamaged = "本行有无法还原的字符"
	noteUnit    = "所标单位与表式不同，已换算"
	noteDash    = "数字前的横线可能不是负号"
	noteWords   = "此格不是数字"
	noteLabel   = "行标签与表式不一致，可能对错行"
	noteMissing = "原文未见此项"
)

// place puts the values of an item into n columns. The sums of the row judge
// between readings where the count alone does not decide.
func place(it *item, n int, h habits, sums rowSums) placed {
	if it.glued && len(it.values) != n {
		return splitGlued(it, n, sums)
	}
	values := it.values
	core, lead := trimBlank(values)
	strong, _ := trimBlank(dropWeak(values))
	switch {
	case it.grid && len(values) == n:
		return certain(values)
	case len(core) == n && !it.grid && (!h.spaced || !hasWeak(core)):
		return h.plausible(certain(core), len(values), sums)
	case len(strong) == n && !it.grid:
		return doubtRefuted(certain(strong), sums)
	case len(core) == 0 && len(dropWeak(values)) >= n:
		return certain(dropWeak(values)[:n])
	}
	if at, ok := h.base[baseKey{it.block, it.width, it.first}]; ok && len(core) <= n {
		if p, ok := placeAt(it, at, lead, n); ok {
			if h.blanks < 2 && !it.grid {
				p.certainty, p.note = doubtful, noteShift
			}
			return p
		}
	}
	if hasWeak(values) && len(dropWeak(values)) == n {
		return verify(certain(dropWeak(values)), sums)
	}
	switch {
	case h.spaced && hasWeak(core):
		return placed{fields: make([]*extract.Field, n), certainty: doubtful, note: noteShift}
	case len(core) <= n && len(values) >= n:
		return choose(windows(values, lead, len(core), n), noteShift, sums)
	case len(core) > n:
		return choose(shorter(core, n), noteSurplus, sums)
	case len(core) == n-1 && slices.ContainsFunc(core, func(f extract.Field) bool { return read(f.Text).split }):
		return choose(halved(core), noteShort, sums)
	}
	fields := make([]*extract.Field, n)
	copy(fields, pointers(core))
	return placed{fields: fields, certainty: doubtful, note: noteShort}
}

// doubtRefuted doubts a placing that a sum of the row speaks against.
func doubtRefuted(p placed, sums rowSums) placed {
	if ok, known := sums.holds(p.fields); known && !ok {
		p.certainty, p.note = doubtful, noteShift
	}
	return p
}

func certain(values []extract.Field) placed {
	p := placed{fields: make([]*extract.Field, len(values))}
	for i := range values {
		p.fields[i] = &values[i]
	}
	return p
}

// verify keeps a placing that its sums confirm, and doubts it otherwise.
func verify(p placed, sums rowSums) placed {
	if !sums.prove(p.fields) || allZero(p.fields) {
		p.certainty, p.note = doubtful, noteShift
	}
	return p
}

// placeAt puts the values of a row into the columns that its table's other
// rows have. It refuses when figures would fall outside of them.
func placeAt(it *item, at, lead, n int) (placed, bool) {
	offset := at - it.first
	core, _ := trimBlank(it.values)
	if offset < 0 || lead < offset || lead+len(core) > offset+n || offset+n > len(it.values) {
		return placed{}, false
	}
	return certain(it.values[offset : offset+n]), true
}

// windows are the ways to read n neighbouring values that contain all shown ones.
func windows(values []extract.Field, lead, core, n int) [][]*extract.Field {
	var out [][]*extract.Field
	for at := max(0, lead+core-n); at <= lead && at+n <= len(values); at++ {
		out = append(out, pointers(values[at:at+n]))
	}
	return out
}

// shorter are the ways to read too many values as n: one is surplus, or two
// are the halves of one number.
func shorter(core []extract.Field, n int) [][]*extract.Field {
	if len(core) > n+2 {
		return [][]*extract.Field{pointers(core[:n])}
	}
	frontier := [][]*extract.Field{pointers(core)}
	for range len(core) - n {
		var next [][]*extract.Field
		for _, fields := range frontier {
			for i := range fields {
				next = append(next, slices.Delete(slices.Clone(fields), i, i+1))
				if i > 0 && joinable(fields[i-1].Text, fields[i].Text) {
					joined := slices.Delete(slices.Clone(fields), i, i+1)
					f := *fields[i-1]
					f.Text += " " + fields[i].Text
					joined[i-1] = &f
					next = append(next, joined)
				}
			}
		}
		frontier = next
	}
	return append([][]*extract.Field{pointers(core[:n])}, frontier...)
}

func joinable(a, b string) bool {
	return plainNumber.MatchString(a) && plainNumber.MatchString(b) && a != "0" && b[0] != '-'
}

// halved are the ways to read a row that is one short when a field holds two
// numbers with a blank between them.
func halved(core []extract.Field) [][]*extract.Field {
	var out [][]*extract.Field
	for i := range core {
		if read(core[i].Text).split {
			out = append(out, halves(core, i)...)
		}
	}
	return out
}

func halves(core []extract.Field, i int) [][]*extract.Field {
	var out [][]*extract.Field
	text := core[i].Text
	for at, r := range text {
		if !unicode.IsSpace(r) {
			continue
		}
		left, right := core[i], core[i]
		left.Text, right.Text = strings.TrimSpace(text[:at]), strings.TrimSpace(text[at:])
		fields := pointers(core)
		fields[i] = &left
		out = append(out, slices.Insert(fields, i+1, &right))
	}
	return out
}

// choose keeps the readings that no sum of the row speaks against. If one
// remains of several and all sums prove it, it is inferred; otherwise the
// first is shown as doubtful. Sums of nothing but zeros prove nothing.
func choose(readings [][]*extract.Field, note string, sums rowSums) placed {
	var alive [][]*extract.Field
	refuted := false
	for _, fields := range readings {
		if ok, known := sums.holds(fields); known && !ok {
			refuted = true
			continue
		}
		if !slices.ContainsFunc(alive, func(d []*extract.Field) bool { return sameReading(d, fields) }) {
			alive = append(alive, fields)
		}
	}
	if len(alive) == 1 && refuted && sums.prove(alive[0]) && !allZero(alive[0]) {
		return placed{fields: alive[0], certainty: inferred, note: NoteInferred}
	}
	first := readings[0]
	if len(alive) > 0 {
		first = alive[0]
	}
	return placed{fields: first, certainty: doubtful, note: note}
}

func sameReading(a, b []*extract.Field) bool {
	for i := range a {
		if (a[i] == nil) != (b[i] == nil) || a[i] != nil && read(a[i].Text) != read(b[i].Text) {
			return false
		}
	}
	return true
}

func allZero(fields []*extract.Field) bool {
	for _, f := range fields {
		if f != nil {
			if r := read(f.Text); r.kind == figure && r.value != 0 {
				return false
			}
		}
	}
	return true
}

func pointers(values []extract.Field) []*extract.Field { return certain(values).fields }

// trimBlank cuts the empty fields at both ends and tells how many stood in front.
func trimBlank(values []extract.Field) (core []extract.Field, lead int) {
	end := len(values)
	for lead < end && values[lead].Text == "" {
		lead++
	}
	for end > lead && values[end-1].Text == "" {
		end--
	}
	return values[lead:end], lead
}

func dropWeak(values []extract.Field) []extract.Field {
	if !hasWeak(values) {
		return values
	}
	var out []extract.Field
	for _, v := range values {
		if !v.Weak {
			out = append(out, v)
		}
	}
	return out
}

func hasWeak(values []extract.Field) bool {
	return slices.ContainsFunc(values, func(f extract.Field) bool { return f.Weak })
}
