package check

import (
	"fmt"
	"strings"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/extract/form"
	"github.com/gouji/gouji/extract/han"
)

// The prose that is read is bounded, in bytes: the whole of it and a sentence.
const (
	maxProse    = 200_000
	maxSentence = 3_000
)

// comparison says which figures of the tables a kind of statement may mean.
type comparison struct {
	kind kind
	name string
	// sums are the readings that are right: each is a list of keys that add up.
	// The first one is the plain meaning, which messages and findings use.
	sums [][]string
}

func key(table, row, column string) string { return form.Key(table, row, column) }

var (
	receivedTotal = key("applications", "received", "total")
	carriedTotal  = key("applications", "carried_in", "total")
	answeredTotal = key("applications", "total", "total")
	leftTotal     = key("applications", "carried_out", "total")
	reviewTotal   = key("litigation", "cases", "reconsideration.total")
	directTotal   = key("litigation", "cases", "direct.total")
	afterTotal    = key("litigation", "cases", "after.total")
)

var comparisons = []comparison{
	{received, "收到（受理）政府信息公开申请", [][]string{{receivedTotal}, {receivedTotal, carriedTotal}}},
	{carriedIn, "上年结转申请", [][]string{{carriedTotal}}},
	{answered, "答复（办结）申请", [][]string{{answeredTotal}}},
	{carriedOut, "结转下年度申请", [][]string{{leftTotal}}},
	{reconsideration, "行政复议", [][]string{{reviewTotal}, {reviewTotal, directTotal, afterTotal}}},
	{litigation, "行政诉讼", [][]string{{directTotal, afterTotal}, {directTotal}, {afterTotal}, {reviewTotal, directTotal, afterTotal}}},
}

// prose compares the figures that the sentences state with the tables. A kind
// of figure passes when one statement agrees; it fails only when statements of
// the table's own scope disagree.
func prose(doc *extract.Document, cells figures) []extract.Finding {
	var out []extract.Finding
	all := readProse(doc)
	for _, c := range comparisons {
		var said []statement
		for _, s := range all {
			if s.kind == c.kind {
				said = append(said, s)
			}
		}
		if len(said) > 0 {
			if f, ok := c.judge(said, cells); ok {
				out = append(out, f)
			}
		}
	}
	return out
}

// judge compares all statements of one kind with the tables.
func (c comparison) judge(said []statement, cells figures) (extract.Finding, bool) {
	keys := c.sums[0]
	f := extract.Finding{Rule: "prose." + string(c.kind), Severity: extract.Warning, Cells: keys}
	expected, sure, shown := cells.sum(keys)
	if !shown {
		return f, false
	}
	f.Expected = &expected
	var against *statement
	for i, s := range said {
		if same := c.agrees(s, cells); same != nil {
			f.Cells = same
			expected, _, _ = cells.sum(same)
			return c.finding(f, s, extract.Pass, "与表格一致"), true
		}
		if !s.scoped && against == nil {
			against = &said[i]
		}
	}
	switch {
	case against == nil:
		f.Severity = extract.Info
		return c.finding(f, said[0], extract.Unknown, "范围可能与表格不同，未作比较"), true
	case !sure:
		return c.finding(f, *against, extract.Unknown, "与表格不符，但表格的数字可能读错"), true
	}
	return c.finding(f, *against, extract.Fail, "两者不符"), true
}

// agrees returns the keys of the reading that a statement equals, or nil.
func (c comparison) agrees(s statement, cells figures) []string {
	sums := c.sums
	if s.newly {
		sums = sums[:1]
	}
	if s.handle {
		sums = append(append([][]string{}, sums...), []string{receivedTotal}, []string{receivedTotal, carriedTotal})
	}
	for _, keys := range sums {
		if v, _, shown := cells.sum(keys); shown && v == float64(s.value) {
			return keys
		}
	}
	return nil
}

func (c comparison) finding(f extract.Finding, s statement, status extract.FindingStatus, verdict string) extract.Finding {
	actual := float64(s.value)
	f.Status, f.Actual, f.Page = status, &actual, s.page
	f.Message = fmt.Sprintf("正文称%s %d 件，表格为 %s 件，%s。", c.name, s.value, decimal(*f.Expected), verdict)
	return f
}

// sum adds the figures of the keys; a blank counts as nothing. shown is false
// where one was not read or none holds a figure, sure where one is doubted.
func (f figures) sum(keys []string) (total float64, sure, shown bool) {
	sure = true
	for _, k := range keys {
		v, st := f.value(k)
		switch st {
		case absent:
			return 0, false, false
		case doubted:
			sure = false
		case blank:
			continue
		}
		shown = true
		total += v
	}
	return total, sure, shown
}

// readProse reads the sentences of the parts that speak of the year's figures:
// all before the tables, and what stands beside the tables 三 and 四.
func readProse(doc *extract.Document) []statement {
	year := 0
	if doc.Meta.Year != nil {
		year = *doc.Meta.Year
	}
	var out []statement
	budget := maxProse
	for _, s := range doc.Sections {
		part := partOf(s.Title)
		if part == 2 || part > 4 || budget <= 0 {
			continue
		}
		text := s.Text[:min(len(s.Text), budget)]
		budget -= len(text)
		for paragraph := range strings.SplitSeq(flow(text), "\n") {
			about := false
			for sentence := range strings.FieldsFuncSeq(paragraph, func(r rune) bool { return strings.ContainsRune("。;!?", r) }) {
				sentence = sentence[:min(len(sentence), maxSentence)]
				for _, st := range statements(sentence, about, year) {
					st.page = s.Page
					out = append(out, st)
				}
				about = hasAny(sentence, aboutRequests) || about && !strings.HasPrefix(sentence, "(")
			}
		}
	}
	return out
}

// flow makes one line of each paragraph: simplified, width-folded, without
// blanks and without rows of tables.
func flow(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if strings.ContainsAny(line, "\t|") {
			continue
		}
		s := compact(line)
		b.WriteString(s)
		if s == "" || strings.ContainsAny(s[len(s)-1:], ";!?:") || strings.HasSuffix(s, "。") {
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// compact simplifies, folds widths and drops blanks, marks and the separators
// of thousands.
func compact(s string) string {
	if strings.Contains(s, ",") {
		s = thousands.ReplaceAllString(s, "$1$2")
	}
	return han.Simplify(strings.Map(func(r rune) rune {
		switch {
		case r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == '\u3000' || r == '\u00a0' || r == '*' || r == '#' || r == '>':
			return -1
		case r >= '！' && r <= '～':
			return r - 0xfee0
		case r == '—' || r == '–' || r == '―':
			return '-'
		}
		return r
	}, s))
}
