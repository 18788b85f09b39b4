package paper

import (
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/ocr"
)

// maxCell is the length in characters from which a cell holds prose, so that
// its table only arranges the page: the longest label of the forms has 40.
const maxCell = 500

// element is a printed line or a table in the flow of the document.
type element struct {
	page  *ocr.Page
	line  *ocr.Line
	table *ocr.Table
}

// Read returns the document's blocks in reading order, tables over page breaks
// joined, and the text of every page: a line for each paragraph and for each
// row of a table, cells separated by tabs. Page numbers and running heads are
// in no block; page numbers remain at the end of their page's text.
func Read(pages []ocr.Page) (blocks []extract.Block, out []extract.Page) {
	var flow []element
	running := runningLines(pages)
	out = make([]extract.Page, len(pages))
	for i := range pages {
		p := &pages[i]
		own := elements(p, running)
		flow = append(flow, own...)
		out[i] = extract.Page{Number: p.Number, Origin: p.Origin, Confidence: p.Confidence, Turn: p.Turn, Failure: p.Failure}
		if out[i].Origin == "" {
			out[i].Origin = ocr.Text
		}
		if p.Failure != "" {
			out[i].Confidence = 0
			continue
		}
		out[i].Text = textOf(toBlocks(own), numbersOf(p, running))
	}
	return toBlocks(flow), out
}

// elements lists the lines and tables of a page from top to bottom, without
// what running says to leave out.
func elements(p *ocr.Page, running map[*ocr.Line]role) []element {
	if p.Failure != "" {
		return nil
	}
	var out []element
	next := 0
	tablesAbove := func(y float64) {
		for ; next < len(p.Tables) && (p.Tables[next].Top+p.Tables[next].Bottom)/2 < y; next++ {
			out = append(out, element{page: p, table: &p.Tables[next]})
		}
	}
	for i := range p.Lines {
		l := &p.Lines[i]
		if running[l] != body || strings.TrimSpace(l.Text) == "" {
			continue
		}
		_, y := l.Center()
		tablesAbove(y)
		out = append(out, element{page: p, line: l})
	}
	for ; next < len(p.Tables); next++ {
		out = append(out, element{page: p, table: &p.Tables[next]})
	}
	return out
}

// toBlocks makes paragraphs of the lines and joins the tables that a page
// break has cut.
func toBlocks(flow []element) []extract.Block {
	var blocks []extract.Block
	margins := marginsOf(flow)
	for i := 0; i < len(flow); {
		switch e := flow[i]; {
		case e.line != nil:
			n := paragraph(flow[i:], margins)
			blocks = append(blocks, extract.Block{Page: e.page.Number, Text: joinLines(flow[i : i+n])})
			i += n
		case layout(e.table):
			blocks = append(blocks, paragraphs(e)...)
			i++
		default:
			rows, n := joinTables(flow[i:])
			if len(rows) > 0 {
				blocks = append(blocks, extract.Block{Page: e.page.Number, Rows: rows})
			}
			i += n
		}
	}
	return blocks
}

// layout reports whether a table only arranges the page.
func layout(t *ocr.Table) bool {
	for _, c := range t.Cells {
		if len(c.Text) > maxCell && utf8.RuneCountInString(c.Text) > maxCell {
			return true
		}
	}
	return false
}

// paragraphs makes a block of every cell of a table that only arranges.
func paragraphs(e element) []extract.Block {
	var out []extract.Block
	for _, c := range e.table.Cells {
		if c.Text != "" {
			out = append(out, extract.Block{Page: e.page.Number, Text: c.Text})
		}
	}
	return out
}

// textOf prints blocks a paragraph or row to a line, the page number last.
func textOf(blocks []extract.Block, numbers []string) string {
	var b strings.Builder
	for _, block := range blocks {
		if block.Rows == nil {
			b.WriteString(block.Text + "\n")
		}
		for _, r := range block.Rows {
			texts := make([]string, len(r.Fields))
			for i, f := range r.Fields {
				texts[i] = f.Text
			}
			b.WriteString(strings.TrimRight(strings.Join(texts, "\t"), "\t") + "\n")
		}
	}
	for _, n := range numbers {
		b.WriteString(n + "\n")
	}
	return b.String()
}
