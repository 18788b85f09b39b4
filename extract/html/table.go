package html

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/gouji/gouji/extract"
)

// maxCellBytes is the size from which a cell holds prose: the longest label of
// the statutory forms has 120 bytes.
const maxCellBytes = 1500

// layout reports whether a table only arranges the page: it holds another
// table, or a cell with several paragraphs of prose.
func layout(table *html.Node) bool {
	for n := range table.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if n.DataAtom == atom.Table {
			return true
		}
		if n.DataAtom == atom.Td && longer(n, maxCellBytes) {
			return true
		}
	}
	return false
}

// table adds a table as rows of fields, one for every cell that begins in the
// row: a cell that spans rows or columns is one field of its first row. The
// forms are read by labels and order, so the spans need no laying out.
func (p *parser) table(table *html.Node) {
	block := extract.Block{Page: 1, Rows: []extract.Row{}}
	for tr := range table.Descendants() {
		if tr.Type != html.ElementNode || tr.DataAtom != atom.Tr || hidden(tr) {
			continue
		}
		row := extract.Row{Page: 1, Grid: true}
		var texts, raws []string
		for td := tr.FirstChild; td != nil; td = td.NextSibling {
			if td.Type != html.ElementNode || td.DataAtom != atom.Td && td.DataAtom != atom.Th || hidden(td) {
				continue
			}
			raw := squeeze(visible(td))
			text := squeeze(p.clean(raw))
			row.Fields = append(row.Fields, extract.Field{Text: text})
			texts, raws = append(texts, text), append(raws, raw)
		}
		if len(row.Fields) > 0 {
			block.Rows = append(block.Rows, row)
			p.text.WriteString(strings.TrimRight(strings.Join(texts, "\t"), "\t") + "\n")
			p.original.WriteString(strings.TrimRight(strings.Join(raws, "\t"), "\t") + "\n")
		}
	}
	if len(block.Rows) > 0 {
		p.blocks = append(p.blocks, block)
	}
}
