package meili

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"

	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/ingest"
)

func TestSettingsAreAppliedOnce(t *testing.T) {
	c := newClient(t, shared)
	tasks := func() int64 {
		var answer struct {
			Total int64 `json:"total"`
		}
		if err := c.raw(t.Context(), http.MethodGet, "/tasks?types=settingsUpdate,indexCreation&limit=1", nil, &answer); err != nil {
			t.Fatal(err)
		}
		return answer.Total
	}
	before := tasks()
	if before == 0 {
		t.Fatal("no settings were applied at all")
	}
	if err := c.EnsureSettings(t.Context()); err != nil {
		t.Fatal(err)
	}
	if after := tasks(); after != before {
		t.Errorf("%d tasks to apply settings that were there", after-before)
	}
}

func TestSchemaIsWhatTheSettingsAllow(t *testing.T) {
	for _, name := range index.Names() {
		schema, _ := index.SchemaOf(name)
		settings, err := settingsOf(name)
		if err != nil {
			t.Fatal(err)
		}
		equality, comparison := filterable(settings)
		for _, a := range append(slices.Clone(schema.Filters), schema.Facets...) {
			if !slices.Contains(equality, a) {
				t.Errorf("%s: %s cannot be filtered", name, a)
			}
		}
		for _, a := range schema.Ranges {
			if !slices.Contains(comparison, a) {
				t.Errorf("%s: %s cannot be compared", name, a)
			}
		}
		for _, s := range schema.Sorts {
			if !slices.Contains(settings["sortableAttributes"].([]any), any(s)) {
				t.Errorf("%s: %s cannot be sorted", name, s)
			}
		}
	}
}

func filterable(settings map[string]any) (equality, comparison []string) {
	for _, rule := range settings["filterableAttributes"].([]any) {
		features := rule.(map[string]any)["features"].(map[string]any)["filter"].(map[string]any)
		for _, a := range rule.(map[string]any)["attributePatterns"].([]any) {
			equality = append(equality, a.(string))
			if features["comparison"].(bool) {
				comparison = append(comparison, a.(string))
			}
		}
	}
	return equality, comparison
}

func TestRewriteLeavesNothingStaleAndNoGap(t *testing.T) {
	c := newClient(t, shared)
	const id = "rewrite"
	if err := c.Write(t.Context(), sample(id, 2020, 30)); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var reader sync.WaitGroup
	reader.Go(func() {
		for ctx.Err() == nil {
			if n := count(t, c, index.Cells, id); n < 10 {
				t.Errorf("a reader saw %d cells", n)
			}
			if n := count(t, c, index.Docs, id); n != 1 {
				t.Errorf("a reader saw %d documents", n)
			}
		}
	})
	for range 8 {
		for _, n := range []int{10, 30} {
			if err := c.Write(t.Context(), sample(id, 2020, n)); err != nil {
				t.Fatal(err)
			}
			if got := count(t, c, index.Cells, id); got != n {
				t.Errorf("%d cells after a writing with %d", got, n)
			}
		}
	}
	cancel()
	reader.Wait()
}

func TestABadDocumentDoesNotFailItsNeighbours(t *testing.T) {
	c := newClient(t, shared)
	const n = 20
	errs := make([]error, n)
	var writers sync.WaitGroup
	for i := range n {
		writers.Go(func() {
			id := fmt.Sprintf("neighbour%d", i)
			if i == 7 {
				id = "bad id 坏"
			}
			errs[i] = c.Write(t.Context(), sample(id, 2020, 5))
		})
	}
	writers.Wait()
	for i, err := range errs {
		if i == 7 {
			if ingest.KindOf(err) != ingest.Refuse {
				t.Errorf("the bad document: %v, kind %v", err, ingest.KindOf(err))
			}
			continue
		}
		if err != nil {
			t.Errorf("document %d: %v", i, err)
		}
		if got := count(t, c, index.Cells, fmt.Sprintf("neighbour%d", i)); got != 5 {
			t.Errorf("document %d has %d cells", i, got)
		}
	}
	if got := count(t, c, index.Cells, "bad id 坏"); got != 0 {
		t.Errorf("the bad document left %d cells", got)
	}
}

func TestDelete(t *testing.T) {
	c := newClient(t, shared)
	if err := c.Write(t.Context(), sample("gone", 2020, 5)); err != nil {
		t.Fatal(err)
	}
	for range 2 { // deleting twice is no error
		if err := c.Delete(t.Context(), "gone"); err != nil {
			t.Fatal(err)
		}
		for _, name := range index.Names() {
			if got := count(t, c, name, "gone"); got != 0 {
				t.Errorf("%s still holds %d records", name, got)
			}
		}
	}
}

func TestIDs(t *testing.T) {
	c := newClient(t, shared)
	r := sample("listed", 2020, 1)
	if err := c.Write(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	for e, err := range c.IDs(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if e.DocID == "listed" {
			if e.Rev != r.Doc.Rev {
				t.Errorf("rev %d, want %d", e.Rev, r.Doc.Rev)
			}
			return
		}
	}
	t.Error("a document is not listed")
}

func TestWritesOfOneDocumentKeepTheirOrder(t *testing.T) {
	c := newClient(t, shared)
	var writers sync.WaitGroup
	for i := range 10 {
		writers.Go(func() {
			if err := c.Write(t.Context(), sample("ordered", 2010+i, 3)); err != nil {
				t.Error(err)
			}
		})
	}
	writers.Wait()
	if got := count(t, c, index.Cells, "ordered"); got != 3 {
		t.Errorf("%d cells", got)
	}
	if got := count(t, c, index.Docs, "ordered"); got != 1 {
		t.Errorf("%d documents", got)
	}
}

func TestErrorKinds(t *testing.T) {
	wrong, err := New(Options{URL: shared.URL(), Key: "not the key"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = wrong.Close() })
	away, err := New(Options{URL: "http://127.0.0.1:1", Patience: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = away.Close() })
	tests := map[string]struct {
		err    error
		want   ingest.Kind
		outage bool
	}{
		"wrong key":   {wrong.Write(t.Context(), sample("x", 2020, 1)), ingest.Stop, false},
		"server away": {away.Write(t.Context(), sample("x", 2020, 1)), ingest.Retry, true},
		"health away": {second(away.Health(t.Context())), ingest.Retry, true},
		"disk full":   {classify(&serverError{Code: "no_space_left_on_device", Type: "system"}), ingest.Retry, true},
		"post 500":    {classify(rejected(500, []byte("x"))), ingest.Retry, true},
		"proxy limit": {classify(rejected(413, []byte(`<html>Request Entity Too Large</html>`))), ingest.Retry, false},
		"too large":   {classify(rejected(413, []byte(`{"code":"payload_too_large","type":"invalid_request"}`))), ingest.Refuse, false},
		"bad id":      {classify(&serverError{Code: "invalid_document_id", Type: "invalid_request"}), ingest.Refuse, false},
		"internal":    {classify(&serverError{Code: "internal", Type: "internal"}), ingest.Retry, false},
	}
	for name, tt := range tests {
		if got := ingest.KindOf(tt.err); got != tt.want {
			t.Errorf("%s: kind %v of %v, want %v", name, got, tt.err, tt.want)
		}
		if got := ingest.IsOutage(tt.err); got != tt.outage {
			t.Errorf("%s: outage %t of %v, want %t", name, got, tt.err, tt.outage)
		}
	}
	if _, err := New(Options{URL: "localhost:7700"}); ingest.KindOf(err) != ingest.Stop {
		t.Errorf("address without a scheme: %v", err)
	}
}

func second[T any](_ T, err error) error { return err }

func TestCancelledAndClosedWritesReturn(t *testing.T) {
	c, err := New(Options{URL: "http://127.0.0.1:1"})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := c.Write(ctx, sample("x", 2020, 1)); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	done := make(chan error, 1)
	go func() { done <- c.Write(t.Context(), sample("y", 2020, 1)) }()
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-done; ingest.KindOf(err) != ingest.Retry {
		t.Errorf("closed: %v", err)
	}
}

func TestHealth(t *testing.T) {
	c := newClient(t, shared)
	if err := c.Write(t.Context(), sample("healthy", 2020, 1)); err != nil {
		t.Fatal(err)
	}
	h, err := c.Health(t.Context())
	if err != nil || h.Documents == 0 {
		t.Errorf("%+v, %v", h, err)
	}
}
