package index

import (
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gouji/gouji/extract"
)

// Version changes when Build or Norm would make other records of the same
// document, so that the search index is built anew. Count it up with such a
// change: queries are normed as the records must have been.
const Version = 2

// sectionRunes is how much of a section a document's record shows; the whole
// text stands in the page records.
const sectionRunes = 300

// RegionSeparator stands between the levels of a region facet.
const RegionSeparator = " > "

// File is what a document itself does not say.
type File struct {
	Paths []string  // where its bytes were found
	Added time.Time // when they came in first
	// Pictures is the address of the site that shows pictures of its pages,
	// without a slash at the end; empty where there are none.
	Pictures string
}

// Build returns the records of doc. The time now becomes the revision, so a
// later writing must have a later time.
func Build(doc *extract.Document, file File, now time.Time) Records {
	b := builder{doc: doc, file: file, common: common(doc, now), failures: failures(doc)}
	b.searchTitle, b.searchPlace = searchTexts(&b.common)
	records := Records{Doc: b.document(now)}
	for _, page := range doc.Pages {
		records.Pages = append(records.Pages, b.pages(page)...)
	}
	for i := range doc.Tables {
		for j := range doc.Tables[i].Cells {
			records.Cells = append(records.Cells, b.cell(&doc.Tables[i], &doc.Tables[i].Cells[j]))
		}
	}
	return records
}

// builder holds what all records of a document need.
type builder struct {
	doc      *extract.Document
	file     File
	common   Common
	failures map[string][]string // cell key to the messages of failed checks

	searchTitle, searchPlace string
}

// document returns the record of the document itself.
func (b *builder) document(now time.Time) DocRecord {
	d, m := b.doc, b.doc.Meta
	r := DocRecord{
		ID: d.ID, Common: b.common,
		Status: string(d.Status), CheckStatus: checkStatus(d.Findings), Review: review(d),
		DocNumber: deref(m.DocNumber), PublishedOn: deref(m.PublishedOn),
		Phone: deref(m.Phone), Fax: deref(m.Fax), Email: deref(m.Email),
		Postcode: deref(m.Postcode), Address: deref(m.Address),
		Name: valid(d.Source.Name), Paths: validPaths(b.file.Paths), MediaType: d.Source.MediaType,
		Encodings: d.Source.Encodings, Bytes: d.Source.Bytes, SHA256: d.Source.SHA256,
		PageCount: len(d.Pages), IndexedAt: now.UTC().Format(time.RFC3339), AddedAt: unix(b.file.Added),
		SearchTitle: b.searchTitle,
	}
	for _, f := range d.Findings {
		if f.Status != extract.Fail {
			continue
		}
		r.Failed++
		r.Findings = append(r.Findings, f.Message)
		if !slices.Contains(r.Rules, f.Rule) {
			r.Rules = append(r.Rules, f.Rule)
		}
	}
	for _, t := range d.Tables {
		r.Tables = append(r.Tables, tablePart(t))
		r.Cells += len(t.Cells)
		for _, c := range t.Cells {
			if c.Status != extract.CellOK {
				r.Suspect++
			}
		}
	}
	words := []string{r.Name, r.DocNumber, r.Phone, r.Email, r.Address}
	for _, s := range d.Sections {
		part := SectionPart{Number: s.Number, Title: s.Title, Page: s.Page, Text: shorten(s.Text, sectionRunes)}
		r.Sections = append(r.Sections, part)
		words = append(words, part.Title, part.Text)
	}
	r.SearchText = Norm(strings.Join(append(words, r.Findings...), "\n"))
	return r
}

// tablePart describes a table within the record of its document.
func tablePart(t extract.Table) TablePart {
	part := TablePart{ID: t.ID, Form: t.Form, Title: t.Title, Pages: t.Pages, Cells: len(t.Cells)}
	if len(t.Cells) == 0 {
		part.Grid = t.Grid
	}
	return part
}

// searchTexts returns the words by which every record of the document is
// found: with its title, and without.
func searchTexts(c *Common) (title, place string) {
	issuer, region, year := c.Issuer, strings.ReplaceAll(c.Region, RegionSeparator, " "), yearText(c.Year)
	if issuer == "" {
		issuer = c.Title
	}
	place = Norm(strings.Join([]string{issuer, region, year}, "\n"))
	if strings.Contains(c.Title, year) {
		year = ""
	}
	return Norm(strings.Join([]string{c.Title, c.Issuer, region, year}, "\n")), place
}

// common returns what is repeated on every record.
func common(d *extract.Document, now time.Time) Common {
	c := Common{
		DocID: d.ID, Rev: now.UnixMicro(), Kind: string(d.Kind),
		Title: deref(d.Meta.Title), Issuer: deref(d.Meta.Issuer), Year: d.Meta.Year,
	}
	if c.Title == "" {
		name := filepath.Base(valid(d.Source.Name))
		c.Title = strings.TrimSuffix(name, filepath.Ext(name))
	}
	for _, t := range d.Tables {
		if t.Form != "" && !slices.Contains(c.Forms, t.Form) {
			c.Forms = append(c.Forms, t.Form)
		}
	}
	slices.Sort(c.Forms)
	c.setRegion(d.Meta.Region)
	return c
}

// setRegion fills the hierarchical region facets. A level that the place does
// not have (a county directly under a province) is passed over.
func (c *Common) setRegion(r *extract.Region) {
	if r == nil {
		return
	}
	levels := []*string{&c.Region1, &c.Region2, &c.Region3, &c.Region4}
	for _, name := range []*string{r.Province, r.City, r.County, r.Town} {
		if deref(name) == "" {
			continue
		}
		if c.Region != "" {
			c.Region += RegionSeparator
		}
		c.Region += *name
		*levels[0] = c.Region
		levels = levels[1:]
	}
}

// failures returns the messages of failed findings by the cells they name.
func failures(d *extract.Document) map[string][]string {
	messages := make(map[string][]string)
	for _, f := range d.Findings {
		if f.Status != extract.Fail {
			continue
		}
		for _, key := range f.Cells {
			messages[key] = append(messages[key], f.Message)
		}
	}
	return messages
}

// checkStatus sums findings up: a failure outweighs what could not be decided.
func checkStatus(findings []extract.Finding) string {
	if len(findings) == 0 {
		return "none"
	}
	status := extract.Pass
	for _, f := range findings {
		if f.Status == extract.Fail {
			return string(extract.Fail)
		}
		if f.Status == extract.Unknown {
			status = extract.Unknown
		}
	}
	return string(status)
}

// shorten cuts s after n characters.
func shorten(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n]) + "…"
}

// validPaths makes file names, which may be any bytes, fit for JSON.
func validPaths(paths []string) []string {
	var out []string
	for _, p := range paths {
		out = append(out, valid(p))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// valid replaces bytes that are not UTF-8.
func valid(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }

// unix is a time in seconds, zero for no time.
func unix(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

// deref returns what p points to, or nothing.
func deref(p *string) string {
	if p == nil {
		return ""
	}
	return *p
}
