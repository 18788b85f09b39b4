package html

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/gouji/gouji/extract"
)

// Document is what an HTML file shows.
type Document struct {
	Title  string // of the <title> or the first heading
	Blocks []extract.Block
	// Text is the visible text, a line for each block and each row; Original is
	// the same before cleaning.
	Text, Original string
}

var (
	markup  = regexp.MustCompile(`(?i)<(?:(table|tr|td|th|br)|!doctype|html|head|body|div|p|h[1-6]|span|meta|script)\b[^>]*>`)
	escaped = strings.NewReplacer(`\"`, `"`, `\/`, `/`, `\n`, "\n", `\t`, " ")
)

// Is reports whether a text is HTML rather than a text with stray tags or with
// tables in HTML, as Markdown may have.
func Is(text string) bool {
	head := text
	if len(head) > 1<<16 {
		head = head[:1<<16]
	}
	if strings.HasPrefix(strings.TrimSpace(head), "<") {
		return markup.MatchString(head)
	}
	tags, size := 0, 0
	for _, t := range markup.FindAllStringSubmatchIndex(head, 64) {
		if t[2] < 0 { // no tag of a table
			tags, size = tags+1, size+t[1]-t[0]
		}
	}
	return tags >= 3 && size*16 > len(head)
}

// Parse reads HTML. Clean is applied to every piece of text after entities are
// resolved. HTML inside a script string, with \" for ", is read as well.
func Parse(markup string, clean func(string) string) (Document, error) {
	if strings.Contains(markup, `=\"`) {
		markup = escaped.Replace(markup)
	}
	root, err := html.Parse(strings.NewReader(markup))
	if err != nil {
		return Document{}, err
	}
	p := &parser{clean: clean}
	p.node(root)
	p.flush()
	return Document{Title: p.title, Blocks: p.blocks, Text: p.text.String(), Original: p.original.String()}, nil
}

type parser struct {
	clean  func(string) string
	title  string
	blocks []extract.Block
	text   strings.Builder
	line   strings.Builder

	original strings.Builder
}

// flush ends the current paragraph.
func (p *parser) flush() {
	raw := squeeze(p.line.String())
	s := squeeze(p.clean(raw))
	p.line.Reset()
	if s == "" {
		return
	}
	p.original.WriteString(raw + "\n")
	p.text.WriteString(s + "\n")
	p.blocks = append(p.blocks, extract.Block{Page: 1, Text: s})
}

func (p *parser) node(n *html.Node) {
	if hidden(n) {
		return
	}
	switch {
	case n.Type == html.TextNode:
		p.line.WriteString(strings.ReplaceAll(n.Data, "\n", " "))
		return
	case n.Type != html.ElementNode:
	case n.DataAtom == atom.Title:
		p.title = squeeze(p.clean(visible(n)))
		return
	case n.DataAtom == atom.Table && !layout(n):
		p.flush()
		p.table(n)
		return
	}
	block := n.Type == html.ElementNode && isBlock(n.DataAtom)
	if block {
		p.flush()
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		p.node(c)
	}
	if block {
		if p.title == "" && isHeading(n.DataAtom) {
			p.title = squeeze(p.clean(p.line.String()))
		}
		p.flush()
	}
}

func isHeading(a atom.Atom) bool { return a == atom.H1 || a == atom.H2 }

func isBlock(a atom.Atom) bool {
	switch a {
	case atom.P, atom.Div, atom.Br, atom.Li, atom.Ul, atom.Ol, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6,
		atom.Tr, atom.Td, atom.Th, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Body, atom.Blockquote, atom.Pre, atom.Hr, atom.Table, atom.Caption:
		return true
	}
	return false
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }
