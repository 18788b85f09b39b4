package meili

import (
	"context"
	"iter"

	"github.com/gouji/gouji/index"
)

// All yields every record that a query finds, however many, in batches.
func (c *Client) All(ctx context.Context, q index.Query) iter.Seq2[map[string]any, error] {
	return func(yield func(map[string]any, error) bool) {
		result, err := c.Search(ctx, q)
		if err != nil {
			yield(nil, err)
			return
		}
		for _, hit := range result.Hits {
			if !yield(hit.Fields, nil) {
				return
			}
		}
	}
}
