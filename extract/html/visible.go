package html

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// edge marks the border of a block inside a cell until it is known whether
// digits stand on both sides of it.
const edge = "\x00"

var (
	invisible   = regexp.MustCompile(`(?i)display\s*:\s*none|visibility\s*:\s*hidden`)
	digitsApart = regexp.MustCompile(`(\d)\x00+(\d)`)
)

// hidden reports whether a reader of the page does not see an element, or sees
// it struck out.
func hidden(n *html.Node) bool {
	if n.Type != html.ElementNode {
		return false
	}
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Svg, atom.Del, atom.S, atom.Strike:
		return true
	}
	for _, a := range n.Attr {
		if a.Key == "hidden" || a.Key == "style" && invisible.MatchString(a.Val) || a.Key == "type" && a.Val == "hidden" && n.DataAtom == atom.Input {
			return true
		}
	}
	return false
}

// visible is the text that an element shows. Blocks and line breaks inside of
// it join, as labels are torn over lines, but never make one number of two. A
// raised or lowered text stands in brackets: it is no digit of the figure.
func visible(n *html.Node) string {
	var b strings.Builder
	show(&b, n)
	s := digitsApart.ReplaceAllString(b.String(), "$1 $2")
	return strings.ReplaceAll(s, edge, "")
}

func show(b *strings.Builder, n *html.Node) {
	if hidden(n) {
		return
	}
	switch {
	case n.Type == html.TextNode:
		b.WriteString(strings.ReplaceAll(n.Data, "\n", " "))
		return
	case n.Type == html.ElementNode && n.DataAtom == atom.Input:
		b.WriteString(" " + value(n) + " ")
		return
	}
	opening, closing := "", ""
	switch {
	case n.Type != html.ElementNode:
	case n.DataAtom == atom.Sup || n.DataAtom == atom.Sub:
		opening, closing = " [", "]"
	case isBlock(n.DataAtom):
		opening, closing = edge, edge
	}
	b.WriteString(opening)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		show(b, c)
	}
	b.WriteString(closing)
}

func value(input *html.Node) string {
	for _, a := range input.Attr {
		if a.Key == "value" {
			return a.Val
		}
	}
	return ""
}

// longer reports whether an element shows more than limit bytes of text.
func longer(n *html.Node, limit int) bool {
	size := 0
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			if size += len(d.Data); size > limit {
				return true
			}
		}
	}
	return false
}
