package meili

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/meilisearch/meilisearch-go"

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

// Two that share a server keep out of each other's indexes, and whoever finds
// records of somebody else under its names touches nothing.
func TestForeignIndexesAreLeftAlone(t *testing.T) {
	server := newServer(t)
	other := meilisearch.New(server.URL(), meilisearch.WithAPIKey(server.Key()))
	t.Cleanup(other.Close)
	const foreign = index.Docs + newSuffix // what a rebuild would remove
	info, err := other.Index(foreign).AddDocuments([]map[string]any{{"id": 1, "title": "somebody else's"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	client := func(prefix string) *Client {
		c, err := New(Options{URL: server.URL(), Key: server.Key(), Prefix: prefix})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Close() })
		return c
	}
	ours, plain := client("gouji_"), client("")
	if err := plain.await(t.Context(), []int64{info.TaskUID}); err != nil {
		t.Fatal(err)
	}
	if err := plain.EnsureSettings(t.Context()); ingest.KindOf(err) != ingest.Stop {
		t.Errorf("a foreign index: kind %v of %v", ingest.KindOf(err), err)
	}
	if err := ours.EnsureSettings(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := ours.Write(t.Context(), sample("shared", 2020, 2)); err != nil {
		t.Fatal(err)
	}
	err = ours.Rebuild(t.Context(), func(yield func(index.Records, error) bool) { yield(sample("shared", 2020, 4), nil) })
	if err != nil {
		t.Fatal(err)
	}
	if got := count(t, ours, index.Cells, "shared"); got != 4 {
		t.Errorf("%d cells", got)
	}
	if h, err := ours.Health(t.Context()); err != nil || h.Documents != 1 {
		t.Errorf("%+v, %v", h, err)
	}
	if found, err := plain.fetch(t.Context(), foreign, &meilisearch.DocumentsQuery{}); err != nil || found.Total != 1 {
		t.Errorf("the foreign index: %v, %v", found, err)
	}
	all, err := other.ListIndexes(nil)
	if err != nil || all.Total != 4 {
		t.Errorf("%d indexes, %v", all.Total, err)
	}
}

func TestServerListensWhereItIsTold(t *testing.T) {
	address, err := freeAddress(t.Context(), "0.0.0.0:0")
	if err != nil {
		t.Fatal(err)
	}
	s, err := StartServer(t.Context(), ServerOptions{Dir: t.TempDir(), Binary: testBinary(), Listen: address})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if want := "http://" + strings.Replace(address, "0.0.0.0", "127.0.0.1", 1); s.URL() != want {
		t.Errorf("reached at %s, want %s", s.URL(), want)
	}
	_, err = StartServer(t.Context(), ServerOptions{Dir: t.TempDir(), Binary: testBinary(), Listen: address})
	if ingest.KindOf(err) != ingest.Stop {
		t.Errorf("a taken address: %v", err)
	}
}
