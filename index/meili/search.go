package meili

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/meilisearch/meilisearch-go"

	"github.com/gouji/gouji/index"
)

const (
	defaultPerPage = 20
	passageWords   = 50 // length of the passage shown of a long text
)

// answer is what the server says to a search.
type answer struct {
	Hits             []map[string]any          `json:"hits"`
	TotalHits        int                       `json:"totalHits"`
	TotalPages       int                       `json:"totalPages"`
	Page             int                       `json:"page"`
	ProcessingTimeMs int64                     `json:"processingTimeMs"`
	Facets           map[string]map[string]int `json:"facetDistribution"`
	Stats            map[string]index.Stat     `json:"facetStats"`
}

// Search answers q. The text is brought into the form of the stored search
// text first. Records must hold all words; where none does, the words from the
// end on are dropped (Result.Relaxed). A question that cannot be asked is an
// *index.BadQuery; any other error has a kind. A search is not repeated: the
// person who waits decides.
func (c *Client) Search(ctx context.Context, q index.Query) (index.Result, error) {
	if err := q.Validate(); err != nil {
		return index.Result{}, err
	}
	text := index.NormQuery(q.Text)
	relaxed := false
	found, err := c.search(ctx, &q, text, meilisearch.All)
	if err == nil && found.TotalHits == 0 && strings.TrimSpace(text) != "" {
		if found, err = c.search(ctx, &q, text, meilisearch.Last); err == nil {
			relaxed = found.TotalHits > 0
		}
	}
	if err != nil {
		return index.Result{}, searchError(err)
	}
	return resultOf(found, &q, text, relaxed), nil
}

// resultOf turns an answer into a result.
func resultOf(found *answer, q *index.Query, text string, relaxed bool) index.Result {
	schema, _ := index.SchemaOf(q.Index)
	result := index.Result{
		Index: q.Index, Query: text, Relaxed: relaxed, Total: found.TotalHits, Page: found.Page,
		Pages:  min(found.TotalPages, index.MaxHits/cmp.Or(q.PerPage, defaultPerPage)),
		Facets: found.Facets, Stats: found.Stats, Took: time.Duration(found.ProcessingTimeMs) * time.Millisecond,
		Hits: make([]index.Hit, 0, len(found.Hits)),
	}
	for _, fields := range found.Hits {
		result.Hits = append(result.Hits, hitOf(fields, schema))
	}
	return result
}

// requestOf is q in the server's words.
func requestOf(q *index.Query, text string, m meilisearch.MatchingStrategy) *meilisearch.SearchRequest {
	s, _ := index.SchemaOf(q.Index)
	perPage := int64(q.PerPage)
	if perPage == 0 {
		perPage = defaultPerPage
	}
	request := &meilisearch.SearchRequest{
		Query: text, MatchingStrategy: m,
		Filter: filterOf(q), Sort: sortOf(q), Facets: q.Facets,
		Page: int64(max(q.Page, 1)), HitsPerPage: &perPage,
		AttributesToRetrieve:  s.Shown,
		AttributesToHighlight: s.Marked, HighlightPreTag: index.MarkStart, HighlightPostTag: index.MarkEnd,
	}
	if s.Cropped != "" {
		request.AttributesToCrop, request.CropLength, request.CropMarker = []string{s.Cropped}, passageWords, "…"
	}
	return request
}

func (c *Client) search(ctx context.Context, q *index.Query, text string, m meilisearch.MatchingStrategy) (*answer, error) {
	request := requestOf(q, text, m)
	return once(ctx, c, func(ctx context.Context) (*answer, error) {
		raw, err := c.server.Index(c.uid(q.Index)).SearchRawWithContext(ctx, text, request)
		if err != nil {
			return nil, err
		}
		var a answer
		if err := json.Unmarshal(*raw, &a); err != nil {
			return nil, fmt.Errorf("answer to a search: %w", err)
		}
		return &a, nil
	})
}

// searchError turns a refusal into what it is here: a question that cannot be
// asked.
func searchError(err error) error {
	failure, ok := errors.AsType[*serverError](err)
	if ok && strings.HasPrefix(failure.Code, "invalid_search_") {
		return &index.BadQuery{Reason: "搜索条件无法识别。", Detail: err.Error()}
	}
	return err
}

// hitOf parts a record from its marked texts. Only texts with a mark are kept,
// and the passage of a long text.
func hitOf(fields map[string]any, s index.Schema) index.Hit {
	hit := index.Hit{Fields: fields, Highlights: map[string]string{}}
	formatted, _ := fields["_formatted"].(map[string]any)
	delete(fields, "_formatted")
	for _, attribute := range s.Marked {
		text, ok := formatted[attribute].(string)
		if ok && (attribute == s.Cropped || strings.Contains(text, index.MarkStart)) {
			hit.Highlights[attribute] = index.MergeMarks(text)
		}
	}
	return hit
}

// Health is the state of the search server.
type Health struct {
	Documents int64         // documents that can be found
	Pending   int64         // tasks that have not ended
	Oldest    time.Duration // since the oldest of them was handed over
}

// Health asks for the state of the server. The server calls itself available
// even when its disk is full; the age of the oldest task tells the truth.
func (c *Client) Health(ctx context.Context) (Health, error) {
	return once(ctx, c, func(ctx context.Context) (Health, error) {
		var pending struct {
			Results []task `json:"results"`
			Total   int64  `json:"total"`
		}
		path := "/tasks?statuses=enqueued,processing&limit=1&reverse=true" // the oldest first
		if err := c.raw(ctx, http.MethodGet, path, nil, &pending); err != nil {
			return Health{}, err
		}
		var stats struct {
			Documents int64 `json:"numberOfDocuments"`
		}
		if err := c.raw(ctx, http.MethodGet, "/indexes/"+c.uid(index.Docs)+"/stats", nil, &stats); err != nil {
			return Health{}, err
		}
		h := Health{Documents: stats.Documents, Pending: pending.Total}
		if len(pending.Results) > 0 {
			h.Oldest = max(0, time.Since(pending.Results[0].EnqueuedAt))
		}
		return h, nil
	})
}
