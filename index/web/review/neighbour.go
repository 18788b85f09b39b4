package review

import (
	"cmp"
	"context"
	"errors"
	"io/fs"

	"github.com/gouji/gouji/index"
)

// Limits of the search for the next document.
const (
	neighboursAsked = 50
	neighboursTried = 100 // documents that the index has not followed yet
)

// neighbour returns the ID of the next document of the list in which something
// waits, or of the one before where step is -1; empty if there is none.
func (p *Pages) neighbour(ctx context.Context, f filter, id string, step int) (string, error) {
	f.Show, f.Doc = "", ""
	here, err := p.placeOf(ctx, id)
	if err != nil {
		return "", err
	}
	q := f.query()
	q.PerPage = neighboursAsked
	bound := index.Range{Attribute: "added_at"}
	if step > 0 {
		bound.Min = &here.added
	} else {
		bound.Max = &here.added
		for n := range q.Sort {
			q.Sort[n].Descending = true
		}
	}
	q.Ranges = append(q.Ranges, bound)
	tried := 0
	for q.Page = 1; ; q.Page++ {
		result, err := p.search.Search(ctx, q)
		if err != nil {
			return "", err
		}
		for _, hit := range result.Hits {
			there := placeIn(hit)
			if there.compare(here)*step <= 0 {
				continue
			}
			open, err := p.waits(ctx, there.id, f.Kind)
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				return "", err
			}
			if open {
				return there.id, nil
			}
			if tried++; tried == neighboursTried {
				return "", nil
			}
		}
		if q.Page >= result.Pages {
			return "", nil
		}
	}
}

// place is where a document stands in the list.
type place struct {
	added float64 // seconds since 1970
	id    string
}

func (a place) compare(b place) int {
	return cmp.Or(cmp.Compare(a.added, b.added), cmp.Compare(a.id, b.id))
}

func placeIn(hit index.Hit) place {
	added, _ := hit.Fields["added_at"].(float64)
	return place{added, text(hit, "id")}
}

// placeOf finds the place of a document; one that is not in search stands
// before all.
func (p *Pages) placeOf(ctx context.Context, id string) (place, error) {
	q := index.Query{Index: index.Docs, PerPage: 1, Filters: []index.Filter{{Attribute: "doc_id", Values: []string{id}}}}
	result, err := p.search.Search(ctx, q)
	if err != nil || len(result.Hits) == 0 {
		return place{id: id}, err
	}
	return placeIn(result.Hits[0]), nil
}

// text is a field of a hit that holds text.
func text(hit index.Hit, field string) string {
	s, _ := hit.Fields[field].(string)
	return s
}
