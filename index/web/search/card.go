package search

import (
	"html/template"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/index/web/site"
)

const shownFindings = 3

// card is one hit.
type card struct {
	Index     string
	Title     template.HTML
	Address   string
	Within    string   // title of the document
	Facts     []string // as they stand in the document
	Page      int
	Badges    []badge
	Passage   template.HTML
	Note      string
	Findings  []string
	More      int // findings that are not shown
	Figures   int
	Suspect   int
	Failed    int
	DocID     string
	Compare   string // address; empty where nothing can be compared
	PageCount int
}

// badge is a state; the attribute is said where the value alone would not do.
type badge struct{ Attribute, Value string }

func newCard(name string, hit index.Hit) card {
	f := fields(hit.Fields)
	c := card{Index: name, DocID: f.text("doc_id"), Title: marked(hit, "title"), Page: f.number("page")}
	document := "/documents/" + url.PathEscape(c.DocID)
	switch name {
	case index.Cells:
		c.cell(hit, document)
	case index.Pages:
		page := strconv.Itoa(c.Page)
		c.Address = document + "?page=" + page + "#page-" + page
		c.Facts = f.texts("issuer", "year", "region")
		c.Badges = []badge{{"origin", f.text("origin")}}
		c.Passage = passage(hit, "search_text")
	default:
		c.Address, c.Page = document, 0
		c.Facts = f.texts("issuer", "year", "region")
		c.Badges = []badge{{"check_status", f.text("check_status")}}
		if status := f.text("status"); status != "ok" {
			c.Badges = append(c.Badges, badge{"status", status})
		}
		c.Figures, c.Suspect, c.Failed, c.PageCount = f.number("cells"), f.number("suspect"), f.number("failed"), f.number("page_count")
		if strings.Contains(hit.Highlights["search_text"], index.MarkStart) {
			c.Passage = passage(hit, "search_text")
		}
	}
	c.findings(f)
	return c
}

// cell shows a figure by its sentence.
func (c *card) cell(hit index.Hit, document string) {
	f := fields(hit.Fields)
	key, issuer := f.text("key"), f.text("issuer")
	c.Title, c.Address, c.Within = marked(hit, "sentence"), document+"#"+site.Anchor(key), f.text("title")
	c.Badges = []badge{{"status", f.text("status")}}
	if check := f.text("check_status"); check != "pass" {
		c.Badges = append(c.Badges, badge{"check_status", check})
	}
	c.Badges = append(c.Badges, badge{"origin", f.text("origin")})
	c.Note = f.text("note")
	if issuer != "" {
		c.Compare = "/compare?" + url.Values{"key": {key}, "issuer": {issuer}}.Encode()
	}
}

func (c *card) findings(f fields) {
	all, _ := f["findings"].([]any)
	for _, finding := range all[:min(len(all), shownFindings)] {
		if text, ok := finding.(string); ok {
			c.Findings = append(c.Findings, text)
		}
	}
	c.More = len(all) - len(c.Findings)
}

// Records is the address of an index's records of the same document.
func (c card) Records(name string) string {
	return values{"index": {name}, "doc_id": {c.DocID}}.address()
}

// Class is the class of a badge: what is doubtful must be seen.
func (b badge) Class() string { return b.Value }

// Named reports whether the value needs the name of its attribute.
func (b badge) Named() bool { return b.Attribute == "check_status" }

// fields are those of a record.
type fields map[string]any

func (f fields) text(name string) string {
	switch value := f[name].(type) {
	case string:
		return value
	case float64:
		return strconv.FormatFloat(value, 'f', -1, 64)
	}
	return ""
}

func (f fields) texts(names ...string) []string {
	var all []string
	for _, name := range names {
		all = append(all, f.text(name))
	}
	return slices.DeleteFunc(all, blank)
}

func (f fields) number(name string) int {
	value, _ := f[name].(float64)
	return int(value)
}

// marked returns an attribute with what was found in it.
func marked(hit index.Hit, attribute string) template.HTML {
	text, ok := hit.Highlights[attribute]
	if !ok {
		text = fields(hit.Fields).text(attribute)
	}
	return template.HTML(markHTML(text)) // escaped there
}

// passage returns the passage around what was found in a long text.
func passage(hit index.Hit, attribute string) template.HTML {
	text := rules.ReplaceAllString(hit.Highlights[attribute], " | ")
	return template.HTML(markHTML(text)) // escaped there
}

// rules are what is left of the lines of a table in running text.
var rules = regexp.MustCompile(`\s*\|(?:[\s|]|[:-]+\s*\|)*`)
