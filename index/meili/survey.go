package meili

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/meilisearch/meilisearch-go"

	"github.com/gouji/gouji/index"
)

// Survey answers q together with the facets and the totals of the other
// indexes, in one request. It errs as Search does.
func (c *Client) Survey(ctx context.Context, q index.Query) (index.Survey, error) {
	if err := q.Validate(); err != nil {
		return index.Survey{}, err
	}
	text := index.NormQuery(q.Text)
	relaxed := false
	s, err := c.survey(ctx, q, text, meilisearch.All)
	if err == nil && s.Total == 0 && strings.TrimSpace(text) != "" {
		if s, err = c.survey(ctx, q, text, meilisearch.Last); err == nil {
			relaxed = s.Total > 0
		}
	}
	if err != nil {
		return index.Survey{}, searchError(err)
	}
	s.Relaxed = relaxed
	return s, nil
}

// survey asks for the hits, then for every facet that has a filter of its own,
// then for the other indexes.
func (c *Client) survey(ctx context.Context, q index.Query, text string, m meilisearch.MatchingStrategy) (index.Survey, error) {
	main := q
	main.Facets = nil
	var chosen, others []string
	for _, facet := range q.Facets {
		if q.Filtered(facet) {
			chosen = append(chosen, facet)
		} else {
			main.Facets = append(main.Facets, facet)
		}
	}
	requests := []*meilisearch.SearchRequest{c.part(&main, text, m)}
	for _, facet := range chosen {
		requests = append(requests, c.counts(q.Without(facet), text, m, facet))
	}
	for _, name := range index.Names() {
		if name != q.Index {
			others = append(others, name)
			requests = append(requests, c.counts(q.In(name), text, m))
		}
	}
	answers, err := c.searchAll(ctx, requests)
	if err != nil {
		return index.Survey{}, err
	}
	s := index.Survey{Result: resultOf(&answers[0], &q, text, false), Totals: map[string]int{q.Index: answers[0].TotalHits}}
	for _, a := range answers[1:] {
		s.Took += time.Duration(a.ProcessingTimeMs) * time.Millisecond
	}
	for i, facet := range chosen {
		s.Facets[facet] = answers[1+i].Facets[facet]
	}
	for i, name := range others {
		s.Totals[name] = answers[1+len(chosen)+i].TotalHits
	}
	return s, nil
}

// Values returns the values of facets that hold a text, the most frequent
// first, counted as Survey does. All values hold an empty text. A place is
// known by its own name, not by those of the places it lies in.
//
// The server's own search in facet values finds only the beginnings of values,
// and similar ones too. So records with the text are asked for their values;
// at most 300 of a facet are looked through.
func (c *Client) Values(ctx context.Context, q index.Query, facets []string, text string) ([]index.Value, error) {
	q.Facets = facets
	if err := q.Validate(); err != nil {
		return nil, err
	}
	text = index.Norm(text)
	words := index.NormQuery(q.Text)
	if inSearchText(facets) && !strings.HasPrefix(text, "-") {
		words = strings.TrimSpace(words + " " + text)
	}
	answers, err := c.searchAll(ctx, []*meilisearch.SearchRequest{c.counts(q.Without(facets...), words, meilisearch.All, facets...)})
	if err != nil {
		return nil, searchError(err)
	}
	values := []index.Value{}
	for _, facet := range facets {
		for value, count := range answers[0].Facets[facet] {
			if strings.Contains(index.Norm(index.LastPlace(value)), text) {
				values = append(values, index.Value{Attribute: facet, Value: value, Count: count})
			}
		}
	}
	slices.SortFunc(values, func(a, b index.Value) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	})
	return values, nil
}

// inSearchText reports whether records are found by the words of these facets.
// Only those facets may have more values than an answer holds.
func inSearchText(facets []string) bool {
	return !slices.ContainsFunc(facets, func(f string) bool { return f != "issuer" && !strings.HasPrefix(f, "region_") })
}

// part is q as a part of a request with several.
func (c *Client) part(q *index.Query, text string, m meilisearch.MatchingStrategy) *meilisearch.SearchRequest {
	request := requestOf(q, text, m)
	request.IndexUID = c.uid(q.Index)
	return request
}

// counts asks for the number of hits and for facets of q.
func (c *Client) counts(q index.Query, text string, m meilisearch.MatchingStrategy, facets ...string) *meilisearch.SearchRequest {
	none := int64(0)
	return &meilisearch.SearchRequest{
		IndexUID: c.uid(q.Index), Query: text, MatchingStrategy: m, Filter: filterOf(&q), Facets: facets, HitsPerPage: &none,
	}
}

// searchAll asks several questions at once.
func (c *Client) searchAll(ctx context.Context, requests []*meilisearch.SearchRequest) ([]answer, error) {
	body, err := json.Marshal(map[string]any{"queries": requests})
	if err != nil {
		return nil, err
	}
	return once(ctx, c, func(ctx context.Context) ([]answer, error) {
		var all struct {
			Results []answer `json:"results"`
		}
		if err := c.raw(ctx, http.MethodPost, "/multi-search", body, &all); err != nil {
			return nil, err
		}
		if len(all.Results) != len(requests) {
			return nil, fmt.Errorf("%d answers to %d searches", len(all.Results), len(requests))
		}
		for i := range all.Results {
			if all.Results[i].Facets == nil {
				all.Results[i].Facets = map[string]map[string]int{}
			}
		}
		return all.Results, nil
	})
}
