package report

import (
	"strings"

	"github.com/gouji/gouji/extract"
)

// Reader reads the metadata and the sections of reports. It is safe for
// concurrent use.
type Reader struct {
	places *gazetteer
}

// New loads the embedded gazetteer.
func New() (*Reader, error) {
	g, err := loadGazetteer()
	if err != nil {
		return nil, err
	}
	return &Reader{places: g}, nil
}

// Input is the clean text of one document.
type Input struct {
	Name  string // file name, only for messages
	Title string // hint from HTML <title> or <h1>; may be empty
	Pages []extract.Page
}

// Meta reads what the document says about itself. A field that the document
// does not state is nil.
func (r *Reader) Meta(in Input) extract.Meta {
	l := newLayout(in.Pages)
	title := findTitle(l, in.Title)
	number := findNumber(l)
	published, signed := findDate(l)
	issuer := findIssuer(l, title, signed)
	c := findContacts(l)
	return extract.Meta{
		Title:       stated(title.printed),
		Issuer:      stated(issuer),
		Year:        findYear(l, title),
		DocNumber:   stated(number),
		PublishedOn: stated(published),
		Phone:       stated(c.phone),
		Fax:         stated(c.fax),
		Email:       stated(c.email),
		Postcode:    stated(c.postcode),
		Address:     stated(c.address),
		Region:      r.places.resolve(l, title, issuer, c.address),
	}
}

// Sections divides the document at its numbered headings 一、二、… Rows of the
// statutory tables that are numbered the same way are not sections.
func (r *Reader) Sections(in Input) []extract.Section {
	return newLayout(in.Pages).sections()
}

// stated returns nil for what was not found.
func stated(s string) *string {
	s = strings.TrimSpace(s)
	if s == "" {
		return nil
	}
	return &s
}
