package meili

import (
	"context"
	"net/http"

	"github.com/gouji/gouji/index"
)

// Figures counts the cells that can be found, by status.
func (c *Client) Figures(ctx context.Context) (map[string]int, error) {
	return once(ctx, c, func(ctx context.Context) (map[string]int, error) {
		var found answer
		err := c.raw(ctx, http.MethodPost, "/indexes/"+c.uid(index.Cells)+"/search", []byte(`{"limit": 0, "facets": ["status"]}`), &found)
		return found.Facets["status"], err
	})
}

// Version is that of the server.
func (c *Client) Version(ctx context.Context) (string, error) {
	return once(ctx, c, func(ctx context.Context) (string, error) {
		var v struct {
			Version string `json:"pkgVersion"`
		}
		err := c.raw(ctx, http.MethodGet, "/version", nil, &v)
		return v.Version, err
	})
}
