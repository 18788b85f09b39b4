package meili

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/meilisearch/meilisearch-go"

	"github.com/gouji/gouji/ingest"
)

// Options says which server to talk to, and how patiently. Zero durations and
// counts take the defaults.
type Options struct {
	URL string
	Key string // the master key, or one that may do everything
	// Prefix begins the names of the indexes on the server, so that several
	// users can share one: letters, digits, - and _.
	Prefix string

	RequestTimeout time.Duration // one request; 30 s
	TaskTimeout    time.Duration // from handing a task over to its end; 10 min
	Patience       time.Duration // how long a request of the writing side is repeated; 20 s
	BatchRecords   int           // most records of one task; 20,000, about a hundred documents
	Batches        int           // batches that may be under way at once; 3

	Log *slog.Logger
}

func (o *Options) fill() {
	set := func(d *time.Duration, v time.Duration) {
		if *d <= 0 {
			*d = v
		}
	}
	set(&o.RequestTimeout, 30*time.Second)
	set(&o.TaskTimeout, 10*time.Minute)
	set(&o.Patience, 20*time.Second)
	if o.BatchRecords <= 0 {
		o.BatchRecords = 20_000
	}
	if o.Batches <= 0 {
		o.Batches = 3
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	o.URL = strings.TrimRight(o.URL, "/")
}

// Client talks to one Meilisearch server. It is safe for concurrent use.
type Client struct {
	options Options
	http    *http.Client
	server  meilisearch.ServiceManager
	outbox  *outbox

	rebuilding sync.Mutex // held by the one Rebuild
}

// New returns a client and starts its outbox; Close ends it. It does not
// connect: the server may come later.
func New(o Options) (*Client, error) {
	o.fill()
	if !strings.HasPrefix(o.URL, "http://") && !strings.HasPrefix(o.URL, "https://") {
		return nil, &ingest.Error{Kind: ingest.Stop, Stage: stage, Reason: "搜索服务的地址无效，应以 http:// 或 https:// 开头。",
			Err: fmt.Errorf("search server address %q must begin with http:// or https://", o.URL)}
	}
	c := &Client{options: o, http: &http.Client{Transport: transport()}}
	c.server = meilisearch.New(o.URL,
		meilisearch.WithCustomClient(c.http),
		meilisearch.WithAPIKey(o.Key),
		meilisearch.DisableRetries()) // its retries send an empty body
	c.outbox = newOutbox(c)
	return c, nil
}

// uid is the name on the server of the index that we call name.
func (c *Client) uid(name string) string { return c.options.Prefix + name }

// transport asks for no compression: Go's automatic gzip costs the server 44 ms
// a request.
func transport() *http.Transport {
	return &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         (&net.Dialer{Timeout: 3 * time.Second, KeepAlive: 15 * time.Second}).DialContext,
		TLSHandshakeTimeout: 5 * time.Second,
		MaxIdleConnsPerHost: 16,
		IdleConnTimeout:     30 * time.Second,
		DisableCompression:  true,
	}
}

// Close ends the outbox. Writes that have not been reported yet return an
// error of kind Retry.
func (c *Client) Close() error {
	c.outbox.close()
	c.http.CloseIdleConnections()
	return nil
}

// once runs a request under the request timeout and classifies its error.
func once[T any](ctx context.Context, c *Client, op func(context.Context) (T, error)) (T, error) {
	limited, cancel := context.WithTimeout(ctx, c.options.RequestTimeout)
	defer cancel()
	v, err := op(limited)
	return v, classify(err)
}

// patiently repeats a request with growing pauses while its error is of kind
// Retry, except where an index or its settings are missing. Every request that goes through here may safely arrive twice.
func patiently[T any](ctx context.Context, c *Client, op func(context.Context) (T, error)) (T, error) {
	pause := backoff.NewExponentialBackOff()
	pause.InitialInterval = 50 * time.Millisecond
	pause.MaxInterval = 2 * time.Second
	v, err := backoff.Retry(ctx, func() (T, error) {
		v, err := once(ctx, c, op)
		if err != nil && (ingest.KindOf(err) != ingest.Retry || isNotFound(err) || lacksSettings(err)) {
			err = backoff.Permanent(err)
		}
		return v, err
	}, backoff.WithBackOff(pause), backoff.WithMaxElapsedTime(c.options.Patience))
	return v, classify(err)
}

// send sends a request with a JSON body. The caller closes the body of the answer.
func (c *Client) send(ctx context.Context, method, path string, body []byte) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, method, c.options.URL+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	if c.options.Key != "" {
		request.Header.Set("Authorization", "Bearer "+c.options.Key)
	}
	return c.http.Do(request)
}

// raw sends a request whose body or answer the Go client's types cannot
// express. Body and answer may be nil.
func (c *Client) raw(ctx context.Context, method, path string, body []byte, answer any) error {
	response, err := c.send(ctx, method, path, body)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }() // reading is over
	content, err := io.ReadAll(io.LimitReader(response.Body, 64<<20))
	if err != nil {
		return err
	}
	if response.StatusCode/100 != 2 {
		return rejected(response.StatusCode, content)
	}
	if answer == nil {
		return nil
	}
	if err := json.Unmarshal(content, answer); err != nil {
		return fmt.Errorf("unexpected answer of the search server to %s %s: %w", method, path, err)
	}
	return nil
}

// isNotFound reports whether the server says that an index is not there.
func isNotFound(err error) bool { return hasCode(err, "index_not_found") }

// lacksSettings reports whether the server says that an index has not our
// settings.
func lacksSettings(err error) bool { return hasCode(err, codeNoSettings) }

func hasCode(err error, code string) bool {
	failure, ok := errors.AsType[*serverError](err)
	return ok && failure.Code == code
}
