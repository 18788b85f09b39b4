package specimen

import (
	"strings"
)

// Layout is a way in which tables appear in a file.
type Layout struct {
	Name string

	ext             string
	flat            bool // merged cells are flattened into rows of fields
	fields          bool // the fields of a row stand on one line, with separators
	separated       bool // a blank inside a cell cannot be mistaken for a separator
	noBlanks        bool // an empty cell would leave no trace
	digitsOnly      bool // cells are glued: nothing but digits can be told apart
	narrow          bool // columns are aligned: nothing may change the width of a text
	oneLine         bool // the whole text is one line
	stubs           []stubStyle
	stubsWithBlanks []stubStyle
	print           func(*maker, report) string
}

// Layouts lists all layouts.
func Layouts() []Layout {
	every := []stubStyle{stubFull, stubShifted, stubRagged, stubTwo, stubLeaf, stubRepeat}
	aligned := []stubStyle{stubFull, stubRepeat, stubTwo, stubLeaf}
	lines := []stubStyle{stubRagged, stubTwo, stubLeaf}
	return []Layout{
		{Name: "tab", ext: ".txt", flat: true, fields: true, separated: true, stubs: every, stubsWithBlanks: aligned, print: printTabs},
		{Name: "pipe", ext: ".txt", flat: true, fields: true, separated: true, stubs: every, stubsWithBlanks: aligned, print: printPipes},
		{Name: "pipe-outer", ext: ".txt", flat: true, fields: true, separated: true, stubs: every, stubsWithBlanks: aligned, print: printOuterPipes},
		{Name: "markdown", ext: ".md", flat: true, fields: true, separated: true, stubs: aligned, stubsWithBlanks: aligned, print: printMarkdown},
		{Name: "markdown-rows", ext: ".md", separated: true, print: printMarkdownRows},
		{Name: "aligned", ext: ".txt", flat: true, fields: true, narrow: true, stubs: aligned, stubsWithBlanks: []stubStyle{stubFull, stubTwo}, print: printAligned},
		{Name: "loose-spaces", ext: ".txt", flat: true, noBlanks: true, stubs: lines, stubsWithBlanks: lines, print: printLoose},
		{Name: "lines-tab", ext: ".txt", flat: true, separated: true, stubs: lines, stubsWithBlanks: lines, print: printTabLines},
		{Name: "lines-empty", ext: ".txt", flat: true, separated: true, stubs: lines, stubsWithBlanks: lines, print: printEmptyLines},
		{Name: "lines-compact", ext: ".txt", flat: true, separated: true, noBlanks: true, stubs: lines, stubsWithBlanks: lines, print: printCompactLines},
		{Name: "html", ext: ".html", separated: true, print: printPage},
		{Name: "html-fragment", ext: ".html", oneLine: true, separated: true, print: printFragment},
		{Name: "glued", ext: ".txt", flat: true, oneLine: true, noBlanks: true, digitsOnly: true, stubs: []stubStyle{stubRagged}, stubsWithBlanks: []stubStyle{stubRagged}, print: printGlued},
	}
}

func findLayout(name string) (Layout, bool) {
	for _, l := range Layouts() {
		if l.Name == name {
			return l, true
		}
	}
	return Layout{}, false
}

// printText prints headings and paragraphs as plain text and leaves the tables
// to table.
func printText(m *maker, r report, table func(*maker, *grid) string) string {
	gap := "\n"
	if m.style.blankLines {
		gap = "\n\n"
	}
	var b strings.Builder
	if m.chance(0.3) {
		b.WriteString("\n\n")
	}
	for _, p := range r.parts {
		switch {
		case p.grid != nil:
			b.WriteString(strings.TrimRight(table(m, p.grid), "\n"))
		case p.level > 0 && m.style.markdownHeads:
			b.WriteString(strings.Repeat("#", 1+m.rng.IntN(3)) + " " + p.text)
		default:
			b.WriteString(p.text)
		}
		b.WriteString(gap)
	}
	return b.String()
}

// texts are the fields of a row as text.
func texts(r gridRow) []string {
	fields := make([]string, len(r.cells))
	for i, c := range r.cells {
		fields[i] = c.text
	}
	return fields
}
