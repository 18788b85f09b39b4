package meili

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/meilisearch/meilisearch-go"

	"github.com/gouji/gouji/index"
)

const (
	mostFound = 10_000_000 // maxTotalHits of settings.json
	heldBack  = "search_"  // begins the attributes that only the search server reads
)

// perFetch is how many records one request fetches: fewer where they hold long
// texts.
func perFetch(name string) int {
	if name == index.Cells {
		return 1000
	}
	return 50
}

// All yields every record that a query finds, however many, in the order of the
// search and without the texts that only serve it. The server is asked once for
// the ids of all, so that each comes once whatever is written meanwhile, and
// whether or not the server has the time to rank them; then for the records, in
// batches. Two batches are held at a time, whatever the number of records. The
// last pair holds the error that ended it.
func (c *Client) All(ctx context.Context, q index.Query) iter.Seq2[map[string]any, error] {
	return func(yield func(map[string]any, error) bool) {
		type batch struct {
			records []map[string]any
			err     error
		}
		ctx, cancel := context.WithCancel(ctx)
		batches := make(chan batch)
		var ahead sync.WaitGroup
		defer ahead.Wait()
		defer cancel()
		ahead.Go(func() {
			defer close(batches)
			for records, err := range c.batches(ctx, q) {
				select {
				case batches <- batch{records, err}:
				case <-ctx.Done():
					return
				}
			}
		})
		for b := range batches {
			if err := ctx.Err(); err != nil && b.err != nil { // a closed connection, say
				b.err = classify(err)
			}
			if b.err != nil {
				yield(nil, b.err)
				return
			}
			for _, record := range b.records {
				if !yield(record, nil) {
					return
				}
			}
		}
		if err := ctx.Err(); err != nil {
			yield(nil, classify(err))
		}
	}
}

// batches yields the records of All.
func (c *Client) batches(ctx context.Context, q index.Query) iter.Seq2[[]map[string]any, error] {
	return func(yield func([]map[string]any, error) bool) {
		var ids []string
		pass := func() bool {
			records, err := c.records(ctx, q.Index, ids)
			ids = ids[:0]
			return yield(records, err) && err == nil
		}
		for id, err := range c.each(ctx, q, primaryKey, "") {
			if err != nil {
				yield(nil, err)
				return
			}
			if ids = append(ids, id); len(ids) == perFetch(q.Index) && !pass() {
				return
			}
		}
		if len(ids) > 0 {
			pass()
		}
	}
}

// records returns the records of ids in their order. What has been removed
// meanwhile is left out.
func (c *Client) records(ctx context.Context, name string, ids []string) ([]map[string]any, error) {
	body, err := json.Marshal(map[string]any{"ids": ids, "limit": len(ids)})
	if err != nil {
		return nil, err
	}
	found, err := patiently(ctx, c, func(ctx context.Context) ([]map[string]any, error) {
		var answer struct {
			Results []map[string]any `json:"results"`
		}
		err := c.raw(ctx, http.MethodPost, "/indexes/"+c.uid(name)+"/documents/fetch", body, &answer)
		return answer.Results, err
	})
	if err != nil {
		return nil, err
	}
	byID := make(map[string]map[string]any, len(found))
	for _, record := range found {
		id, _ := record[primaryKey].(string)
		byID[id] = record
		for attribute := range record {
			if strings.HasPrefix(attribute, heldBack) {
				delete(record, attribute)
			}
		}
	}
	records := found[:0]
	for _, id := range ids {
		if record := byID[id]; record != nil {
			records = append(records, record)
		}
	}
	return records, nil
}

// Documents yields the ids of the documents whose records a query finds, each
// once, in the order of the search.
func (c *Client) Documents(ctx context.Context, q index.Query) iter.Seq2[string, error] {
	return c.each(ctx, q, "doc_id", "doc_id")
}

// each yields one attribute of every record that a query finds, or of one record
// for each value of the attribute distinct. The answer is read as it is needed:
// it does not lie in memory, however long it is.
func (c *Client) each(ctx context.Context, q index.Query, attribute, distinct string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		q.Page, q.PerPage, q.Facets = 1, 1, nil
		result, err := c.Search(ctx, q) // tells how the words match
		if err != nil {
			yield("", err)
			return
		}
		matching := meilisearch.All
		if result.Relaxed {
			matching = meilisearch.Last
		}
		request := &meilisearch.SearchRequest{
			Query: result.Query, MatchingStrategy: matching, Filter: filterOf(&q), Sort: sortOf(&q), Distinct: distinct,
			Limit: mostFound, AttributesToRetrieve: []string{attribute},
		}
		body, err := json.Marshal(request)
		if err != nil {
			yield("", err)
			return
		}
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		patience := time.AfterFunc(c.options.RequestTimeout, cancel) // of the server, not of whoever takes the values
		defer patience.Stop()
		hits, err := c.post(ctx, "/indexes/"+c.uid(q.Index)+"/search", body)
		if err != nil {
			yield("", searchError(classify(err)))
			return
		}
		defer func() { _ = hits.Close() }() // reading is over
		for value, err := range values(hits, attribute) {
			patience.Stop()
			if !yield(value, classify(err)) || err != nil {
				return
			}
			patience.Reset(c.options.RequestTimeout)
		}
	}
}

// post returns the body of an answer to read. The caller closes it.
func (c *Client) post(ctx context.Context, path string, body []byte) (io.ReadCloser, error) {
	response, err := c.send(ctx, http.MethodPost, path, body)
	if err != nil {
		return nil, err
	}
	if response.StatusCode/100 != 2 {
		defer func() { _ = response.Body.Close() }()
		content, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
		if err != nil {
			return nil, err
		}
		return nil, rejected(response.StatusCode, content)
	}
	return response.Body, nil
}

// values reads an attribute of the hits out of an answer to a search.
func values(answer io.Reader, attribute string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		d := json.NewDecoder(answer)
		fail := func(err error) { yield("", fmt.Errorf("answer to a search: %w", err)) }
		for { // to the beginning of the hits
			token, err := d.Token()
			if err != nil {
				fail(err)
				return
			}
			if token == "hits" {
				break
			}
		}
		if _, err := d.Token(); err != nil { // the bracket
			fail(err)
			return
		}
		for d.More() {
			var hit map[string]string
			if err := d.Decode(&hit); err != nil {
				fail(err)
				return
			}
			if !yield(hit[attribute], nil) {
				return
			}
		}
		if _, err := d.Token(); err != nil { // an answer that was cut off is no end
			fail(err)
		}
	}
}
