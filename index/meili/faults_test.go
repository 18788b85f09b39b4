package meili

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/ingest"
)

// What answers instead of a Meilisearch is a fault of the installation: no file
// may be refused for it.
func TestWhatIsNoMeilisearchRefusesNoFile(t *testing.T) {
	for _, status := range []int{400, 401, 403, 404, 405, 502} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				http.Error(w, "<h1>no</h1>", status)
			}))
			t.Cleanup(server.Close)
			c, err := New(Options{URL: server.URL, Patience: time.Millisecond})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = c.Close() })
			_, searching := c.Search(t.Context(), index.Query{Index: index.Docs, Text: "白石"})
			for what, err := range map[string]error{
				"settings": c.EnsureSettings(t.Context()),
				"write":    c.Write(t.Context(), sample("x", 2020, 1)),
				"delete":   c.Delete(t.Context(), "x"),
				"search":   searching,
			} {
				if ingest.KindOf(err) != ingest.Retry || !ingest.IsOutage(err) {
					t.Errorf("%s: kind %v, outage %t: %v", what, ingest.KindOf(err), ingest.IsOutage(err), err)
				}
			}
		})
	}
}

// Settings that a server does not take are not the fault of the file at hand.
func TestSettingsThatAreRefusedRefuseNoFile(t *testing.T) {
	refused := classify(&serverError{Status: 400, Code: "malformed_payload", Type: "invalid_request"})
	if got := ingest.KindOf(refused); got != ingest.Refuse {
		t.Fatalf("as records: %v", got)
	}
	if err := aboutSettings(refused); ingest.KindOf(err) != ingest.Retry || !ingest.IsOutage(err) {
		t.Errorf("as settings: %v", ingest.KindOf(err))
	}
	wrongKey := classify(&serverError{Status: 403, Code: "invalid_api_key", Type: "auth"})
	if got := ingest.KindOf(aboutSettings(wrongKey)); got != ingest.Stop {
		t.Errorf("wrong key: %v", got)
	}
}
