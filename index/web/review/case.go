package review

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/index/web/site"
	"github.com/gouji/gouji/index/web/wording"
)

// caseFile is what the page of a single item shows.
type caseFile struct {
	Doc      *extract.Document
	Title    string
	Tab      string // title of the browser's tab
	Filter   filter
	Item     *item            // nil where nothing of the document waits
	Label    []wording.Phrase // of the item
	Here     string
	Previous string // addresses
	Next     string
	Place    int // of the item among the Open ones; 0 where it is none of them
	Open     int

	Figure  *figure  // of a figure
	Row     []figure // of its table
	Printed []string // the row as the file shows it
	Strip   string   // picture of the row
	Checks  []check  // that it takes part in
	Check   *check   // of a check
	Missing []figure // of a page: the figures that were not found

	Form     form
	Withdraw *withdraw // of what counts
	Done     *entry
	Problem  []wording.Phrase // why a decision was not taken
	History  []entry
}

// form is what a person is offered to fill in.
type form struct {
	Action string
	Item   string
	Before string // what the person sees, as JSON
	Value  string
	By     string
	Fixed  bool // the name is known and not to be changed
	Note   string
}

// withdraw is a button that takes a decision back.
type withdraw struct {
	Action, Item, Before, By string
	Label                    []wording.Phrase // of the item
}

// wordingOf says what is said of a document in the language of a request.
func wordingOf(r *http.Request, d *extract.Document) *wording.Wording {
	return wording.New(d, string(site.LanguageOf(r)))
}

func (p *Pages) getCase(w http.ResponseWriter, r *http.Request) {
	if step := map[string]int{"next": 1, "previous": -1}[r.URL.Query().Get("go")]; step != 0 {
		p.goTo(w, r, step)
		return
	}
	c, err := p.caseOf(r, r.URL.Query().Get("item"))
	if err != nil {
		p.site.ShowFault(w, r, err)
		return
	}
	p.showCase(w, r, http.StatusOK, c)
}

func (p *Pages) showCase(w http.ResponseWriter, r *http.Request, status int, c *caseFile) {
	p.view.Show(w, r, status, site.Page{Title: c.Tab, Part: "review", Data: page{Case: c}})
}

// goTo leads to the document before or behind, or to the list where there is none.
func (p *Pages) goTo(w http.ResponseWriter, r *http.Request, step int) {
	f := parseFilter(r.URL.Query())
	id, err := p.neighbour(r.Context(), f, r.PathValue("id"), step)
	if err != nil {
		p.site.ShowFault(w, r, err)
		return
	}
	address := f.List()
	if id != "" {
		address = f.Case(id, "")
	}
	http.Redirect(w, r, address, http.StatusSeeOther)
}

// errNoItem means that a document has no such item, or has it no longer.
var errNoItem = fmt.Errorf("no such item: %w", fs.ErrNotExist)

// caseOf makes the page of an item; of the first that waits if none is named.
// The error is fs.ErrNotExist where there is no such document, errNoItem where it
// has no such item.
func (p *Pages) caseOf(r *http.Request, id string) (*caseFile, error) {
	d, err := p.desk.Document(r.Context(), r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	decisions, err := p.desk.Decisions(r.Context(), d.ID)
	if err != nil {
		return nil, err
	}
	all, f := itemsOf(d), parseFilter(r.URL.Query())
	place := all.first(f.Kind)
	if id != "" {
		if place = all.find(id); place < 0 {
			return nil, fmt.Errorf("document %s, item %q: %w", d.ID, id, errNoItem)
		}
	}
	w := wordingOf(r, d)
	c := &caseFile{Doc: d, Title: w.Title(), Tab: w.Tab(), Filter: f, Open: len(all.open(f.Kind))}
	c.History = history(all, f, w, d.ID, decisions, nameOf(r))
	c.navigate(all, place)
	if place >= 0 {
		c.Item, c.Label = &all[place], all[place].Label(w)
		c.exhibit(newExhibits(d, f, w, c.Item.ID))
		c.offer(nameOf(r), userFixed(r), r.URL.Query().Get("fill"))
	}
	if c.Done, err = p.doneOf(r, f); err != nil {
		return nil, err
	}
	return c, nil
}

// navigate finds the way from an item to the ones beside it.
func (c *caseFile) navigate(all items, place int) {
	id, f := c.Doc.ID, c.Filter
	c.Previous, c.Next = f.Case(id, "", "go", "previous"), f.Case(id, "", "go", "next")
	if place < 0 {
		return
	}
	c.Here = f.Case(id, all[place].ID)
	if n := all.next(place, -1, f.Kind); n >= 0 {
		c.Previous = f.Case(id, all[n].ID)
	}
	if n := all.next(place, 1, f.Kind); n >= 0 {
		c.Next = f.Case(id, all[n].ID)
	}
	if all[place].Open() {
		c.Place = len(all[:place+1].open(f.Kind))
	}
}

// exhibit gathers what there is to look at.
func (c *caseFile) exhibit(e exhibits) {
	switch it := c.Item; {
	case it.Cell != nil:
		shown := e.figure(it.Cell)
		c.Figure = &shown
		c.Row = e.row(it.Table, it.Cell)
		c.Strip = e.strip(it.Cell.Page, c.Row)
		if c.Strip == "" {
			c.Printed = printed(it.Table, it.Cell, c.Row)
		}
		c.Checks = e.checks(c.Doc, it.ID)
	case it.Finding != nil:
		shown := e.check(it.Finding)
		c.Check = &shown
	default:
		for _, other := range itemsOf(c.Doc) {
			if other.Cell != nil && other.Cell.Status == extract.Missing && other.Open() {
				c.Missing = append(c.Missing, e.figure(other.Cell))
			}
		}
	}
}

// offer prepares the forms.
func (c *caseFile) offer(by string, fixed bool, fill string) {
	before := reading(c.Item)
	c.Form = form{Action: c.Filter.Case(c.Doc.ID, ""), Item: c.Item.ID, Before: before, By: by, Fixed: fixed}
	if c.Item.Cell != nil {
		c.Form.Value = site.Figure(c.Item.Cell.Value)
		if c.Item.Cell.Value == nil {
			c.Form.Value = c.Item.Cell.Raw
		}
	}
	if fill != "" {
		c.Form.Value = fill
	}
	if c.Item.Verdict() != nil {
		c.Withdraw = &withdraw{Action: c.Form.Action, Item: c.Item.ID, Before: before, By: by, Label: c.Label}
	}
}

// reading is what a person sees of an item, as a form carries it.
func reading(it *item) string {
	b, err := json.Marshal(it.Seen())
	if err != nil {
		return "" // figures of documents are finite
	}
	return string(b)
}

// Fill is the address of this page with a reading filled in.
func (c *caseFile) Fill(text string) string {
	return c.Filter.Case(c.Doc.ID, c.Item.ID, "fill", text) + "#figure"
}

// Picture is the address of the picture of a page.
func (c *caseFile) Picture(page int) string {
	return fmt.Sprintf("/documents/%s/pages/%d/picture?width=1200", url.PathEscape(c.Doc.ID), page)
}

// waits reports whether something of a kind waits in a document.
func (p *Pages) waits(ctx context.Context, id, kind string) (bool, error) {
	d, err := p.desk.Document(ctx, id)
	if err != nil {
		return false, err
	}
	return itemsOf(d).next(-1, 1, kind) >= 0, nil
}
