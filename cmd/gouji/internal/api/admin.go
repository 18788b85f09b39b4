package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"syscall"

	"github.com/gouji/gouji/index/web/admin"
)

// Backup asks for an archive of everything. The caller closes it.
func (c *Client) Backup(ctx context.Context) (io.ReadCloser, error) {
	response, err := c.long(ctx, http.MethodGet, "/api/backup")
	if err != nil {
		return nil, err
	}
	return response.Body, nil
}

// Retention asks which originals have been kept long enough, and has them
// removed if apply says so. The answer is decoded into report.
func (c *Client) Retention(ctx context.Context, apply bool, report any) ([]byte, error) {
	method := http.MethodGet
	if apply {
		method = http.MethodPost
	}
	return c.longJSON(ctx, method, "/api/retention", report)
}

// Traces asks where something of a document is.
func (c *Client) Traces(ctx context.Context, id string) (admin.Traces, []byte, error) {
	var t admin.Traces
	raw, err := c.longJSON(ctx, http.MethodGet, "/api/documents/"+url.PathEscape(id)+"/traces", &t)
	return t, raw, err
}

// Delete has a document removed everywhere.
func (c *Client) Delete(ctx context.Context, id, by string, copies bool) (admin.Deletion, []byte, error) {
	var d admin.Deletion
	query := url.Values{"by": {by}, "copies": {fmt.Sprint(copies)}}
	raw, err := c.longJSON(ctx, http.MethodDelete, "/api/documents/"+url.PathEscape(id)+"?"+query.Encode(), &d)
	return d, raw, err
}

func (c *Client) longJSON(ctx context.Context, method, path string, answer any) ([]byte, error) {
	response, err := c.long(ctx, method, path)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return nil, err
	}
	return raw, json.Unmarshal(raw, answer)
}

// long sends a request that takes its time. The caller closes the answer.
func (c *Client) long(ctx context.Context, method, path string) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, method, c.base+path, http.NoBody)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept-Encoding", "identity") // an archive is compressed already
	if c.token != "" {
		request.Header.Set("Authorization", "Bearer "+c.token)
	}
	response, err := new(http.Client).Do(request)
	if errors.Is(err, syscall.ECONNREFUSED) {
		return nil, fmt.Errorf("no gouji answers at %s, start it with: gouji serve · 服务没有运行", c.base)
	}
	if err != nil {
		return nil, err
	}
	if response.StatusCode/100 == 2 {
		return response, nil
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return nil, err
	}
	return nil, refused(response.Status, raw)
}
