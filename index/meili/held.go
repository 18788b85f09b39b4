package meili

import (
	"context"

	"github.com/meilisearch/meilisearch-go"

	"github.com/gouji/gouji/index"
)

// Held tells in which indexes the server holds records of a document. It asks
// for the records themselves, not by a search.
func (c *Client) Held(ctx context.Context, docID string) ([]string, error) {
	var held []string
	for _, name := range index.Names() {
		found, err := c.fetch(ctx, c.uid(name), &meilisearch.DocumentsQuery{
			Filter: "doc_id = " + quote(docID), Limit: 1, Fields: []string{"id"},
		})
		if isNotFound(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if len(found.Results) > 0 {
			held = append(held, name)
		}
	}
	return held, nil
}
