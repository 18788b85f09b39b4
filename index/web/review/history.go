package review

import (
	"errors"
	"io/fs"
	"net/http"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/index/web/wording"
)

// entry is a decision of the past.
type entry struct {
	Decision extract.Decision
	Label    []wording.Phrase
	Address  string    // of the case; empty where the document has it no longer
	Withdraw *withdraw // nil where it does not count
}

// Figure reports whether a decision is about a figure.
func (e entry) Figure() bool { return e.Decision.Cell != "" }

// subject names the item that a decision is about.
func subject(d *extract.Decision) string {
	switch {
	case d.Cell != "":
		return d.Cell
	case d.Finding != "":
		return findingPrefix + d.Finding
	}
	return pageID(d.Page)
}

// history shows the decisions about a document, the oldest first.
func history(all items, f filter, w *wording.Wording, id string, decisions []extract.Decision, by string) []entry {
	latest := map[string]int{}
	for n := range decisions {
		latest[subject(&decisions[n])] = n
	}
	out := make([]entry, len(decisions))
	for n, d := range decisions {
		about := subject(&d)
		e := entry{Decision: d, Label: wording.Chinese(about)}
		switch {
		case d.Finding != "":
			e.Label = wording.Chinese(d.Before.Raw)
		case d.Page != 0:
			e.Label = w.Page(d.Page)
		}
		if place := all.find(about); place >= 0 {
			it := &all[place]
			e.Label, e.Address = it.Label(w), f.Case(id, about)
			if latest[about] == n && it.Verdict() != nil && d.Kind != extract.Withdrawn {
				e.Withdraw = &withdraw{Action: f.Case(id, ""), Item: about, Before: reading(it), By: by, Label: e.Label}
			}
		}
		out[n] = e
	}
	return out
}

// doneOf finds the decision that led to this page: the latest about the item
// that the address names. It is nil where there is none.
func (p *Pages) doneOf(r *http.Request, f filter) (*entry, error) {
	id, about := r.URL.Query().Get("done"), r.URL.Query().Get("about")
	if id == "" || about == "" {
		return nil, nil
	}
	d, err := p.desk.Document(r.Context(), id)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	decisions, err := p.desk.Decisions(r.Context(), id)
	if err != nil {
		return nil, err
	}
	past := history(itemsOf(d), f, wordingOf(r, d), id, decisions, nameOf(r))
	for n := len(past) - 1; n >= 0; n-- {
		if subject(&past[n].Decision) == about {
			return &past[n], nil
		}
	}
	return nil, nil
}
