package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"syscall"
	"time"

	"github.com/gouji/gouji/index/web/status"
)

const (
	patience  = 30 * time.Second
	maxAnswer = 64 << 20
)

// Client asks a running daemon.
type Client struct {
	base  string
	token string
	http  *http.Client
}

// NewClient returns a client of the daemon at a base URL.
func NewClient(base string) *Client {
	return &Client{base: base, http: &http.Client{Timeout: patience}}
}

// WithToken returns a client that logs in with a token; an empty one is not sent.
func (c *Client) WithToken(token string) *Client {
	return &Client{base: c.base, token: token, http: c.http}
}

// Hits is the answer of GET /api/search.
type Hits struct {
	Index   string                    `json:"index"`
	Total   int                       `json:"total"`
	Page    int                       `json:"page"`
	Pages   int                       `json:"pages"`
	Relaxed bool                      `json:"relaxed"`
	Hits    []map[string]any          `json:"hits"`
	Facets  map[string]map[string]int `json:"facets"`
}

// Search asks for records. The bytes are the answer as it came.
func (c *Client) Search(ctx context.Context, query url.Values) (Hits, []byte, error) {
	var hits Hits
	raw, err := c.do(ctx, http.MethodGet, "/api/search?"+query.Encode(), nil, &hits)
	return hits, raw, err
}

// Status asks how the daemon is doing.
func (c *Client) Status(ctx context.Context) (status.Report, []byte, error) {
	var s status.Report
	raw, err := c.do(ctx, http.MethodGet, "/api/status", nil, &s)
	return s, raw, err
}

// Retry has documents worked on again, all failed ones without ids, and
// returns how many.
func (c *Client) Retry(ctx context.Context, ids []string) (int, error) {
	var answer struct {
		Retried int `json:"retried"`
	}
	_, err := c.do(ctx, http.MethodPost, "/api/retry", map[string][]string{"ids": ids}, &answer)
	return answer.Retried, err
}

// Reindex begins a rebuild.
func (c *Client) Reindex(ctx context.Context) error {
	_, err := c.do(ctx, http.MethodPost, "/api/reindex", nil, nil)
	return err
}

// do sends a request and decodes a successful answer; another one becomes an
// error with what the daemon says.
func (c *Client) do(ctx context.Context, method, path string, body, answer any) ([]byte, error) {
	var content io.Reader = http.NoBody
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		content = bytes.NewReader(b)
	}
	request, err := http.NewRequestWithContext(ctx, method, c.base+path, content)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	if c.token != "" {
		request.Header.Set("Authorization", "Bearer "+c.token)
	}
	response, err := c.http.Do(request)
	if errors.Is(err, syscall.ECONNREFUSED) {
		return nil, fmt.Errorf("no gouji answers at %s, start it with: gouji serve · 服务没有运行", c.base)
	}
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return nil, err
	}
	if response.StatusCode/100 != 2 {
		return nil, refused(response.Status, raw)
	}
	if answer == nil {
		return raw, nil
	}
	if err := json.Unmarshal(raw, answer); err != nil {
		return nil, fmt.Errorf("%s answers, but not as gouji does: %w", c.base, err)
	}
	return raw, nil
}

func refused(status string, raw []byte) error {
	var fault struct {
		Error  string `json:"error"`
		Detail string `json:"detail"`
	}
	if json.Unmarshal(raw, &fault) != nil || fault.Error == "" {
		return fmt.Errorf("the daemon answered %s", status)
	}
	return fmt.Errorf("%s (%s)", fault.Error, fault.Detail)
}
