package review

import (
	"strconv"
	"strings"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/index/web/wording"
	"github.com/gouji/gouji/ocr"
)

// Items are named by the key of a figure, by f: and the ID of a check, or by
// page: and the number of a page.
const (
	findingPrefix = "f:"
	pagePrefix    = "page:"
)

// item is a part of a document that somebody may have to look at: a check, a
// figure or a page.
type item struct {
	ID      string
	Kind    string // of index.OpenKinds; empty where nothing is wrong
	Finding *extract.Finding
	Cell    *extract.Cell
	Table   *extract.Table // of the figure
	Page    *extract.Page
}

// Open reports whether it waits for a person.
func (i *item) Open() bool {
	switch {
	case i.Finding != nil:
		return i.Finding.Open()
	case i.Cell != nil:
		return i.Cell.Open()
	}
	return i.Page.Open()
}

// Verdict is what counts about it; nil where nobody has decided.
func (i *item) Verdict() *extract.Verdict {
	switch {
	case i.Finding != nil:
		return i.Finding.Review
	case i.Cell != nil:
		return i.Cell.Review
	}
	return i.Page.Review
}

// Seen is what a person sees and decides about.
func (i *item) Seen() extract.Reading {
	switch {
	case i.Finding != nil:
		return extract.Reading{Raw: i.Finding.Message}
	case i.Cell != nil:
		return i.Cell.Reading()
	}
	return extract.Reading{Raw: i.Page.Failure}
}

// Label names a figure by its row and column, a check by its sentence.
func (i *item) Label(w *wording.Wording) []wording.Phrase {
	switch {
	case i.Finding != nil:
		return w.Finding(i.Finding)
	case i.Cell != nil:
		return wording.Chinese(wording.Figure(i.Cell))
	}
	return w.Page(i.Page.Number)
}

// items are all parts of a document in the order in which they are worked off.
type items []item

func itemsOf(d *extract.Document) items {
	var all items
	for n := range d.Findings {
		f := &d.Findings[n]
		it := item{ID: findingPrefix + extract.FindingID(f), Finding: f}
		if f.Status == extract.Fail {
			it.Kind = index.ReviewFail
		}
		all = append(all, it)
	}
	for n := range d.Tables {
		t := &d.Tables[n]
		for m := range t.Cells {
			it := item{ID: t.Cells[m].Key, Cell: &t.Cells[m], Table: t}
			if t.Cells[m].Status != extract.CellOK {
				it.Kind = string(t.Cells[m].Status)
			}
			all = append(all, it)
		}
	}
	for n := range d.Pages {
		it := item{ID: pageID(d.Pages[n].Number), Page: &d.Pages[n]}
		if it.Page.Failure != "" {
			it.Kind = index.ReviewPage
		}
		all = append(all, it)
	}
	return all
}

func pageID(number int) string { return pagePrefix + strconv.Itoa(number) }

// find returns the place of an item, or -1.
func (all items) find(id string) int {
	for n := range all {
		if all[n].ID == id {
			return n
		}
	}
	return -1
}

// next returns the item of a kind that waits behind a place, or -1. A step of
// -1 looks before it.
func (all items) next(from, step int, kind string) int {
	for n := from + step; n >= 0 && n < len(all); n += step {
		if all[n].Open() && (kind == "" || all[n].Kind == kind) {
			return n
		}
	}
	return -1
}

// first returns the first item of a kind that waits, or of any kind, or -1.
func (all items) first(kind string) int {
	if n := all.next(-1, 1, kind); n >= 0 {
		return n
	}
	return all.next(-1, 1, "")
}

// open returns the items of a kind that wait.
func (all items) open(kind string) items {
	var out items
	for n := all.next(-1, 1, kind); n >= 0; n = all.next(n, 1, kind) {
		out = append(out, all[n])
	}
	return out
}

// crop is the address of the part of a page.
func crop(id string, page int, box ocr.Box) string {
	sides := make([]string, len(box))
	for n, side := range box {
		sides[n] = strconv.FormatFloat(side, 'f', 5, 64)
	}
	return "/documents/" + id + "/crop?page=" + strconv.Itoa(page) + "&box=" + strings.Join(sides, ",")
}
