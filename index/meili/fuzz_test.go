package meili

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/ingest"
)

// FuzzValues reads answers cut off, or written by something that is no search
// server: an attribute is read, or there is an error, but never both at the end.
func FuzzValues(f *testing.F) {
	f.Add(`{"hits":[{"id":"a"},{"id":"b"}],"query":""}`)
	f.Add(`{"hits":[{"id":"a"}`)
	f.Add(`{"query":"hits","hits":[]}`)
	f.Add(`{"hits":{"id":1}}`)
	f.Add(`<html>502 Bad Gateway</html>`)
	f.Fuzz(func(t *testing.T, answer string) {
		var whole struct {
			Hits []map[string]string `json:"hits"`
		}
		sound := json.Unmarshal([]byte(answer), &whole) == nil
		var got []string
		failed := false
		for v, err := range values(strings.NewReader(answer), "id") {
			if failed {
				t.Fatal("goes on after an error")
			}
			if failed = err != nil; !failed {
				got = append(got, v)
			}
		}
		// The server writes nothing before its hits that is named like them.
		if sound && !failed && strings.Count(strings.ToLower(answer), "hits") == 1 && !strings.Contains(answer, `\`) && len(got) != len(whole.Hits) {
			t.Errorf("%d values, want %d", len(got), len(whole.Hits))
		}
	})
}

// FuzzRejected: whatever answers, the error has a kind, and only what the search
// server itself says is held against a file.
func FuzzRejected(f *testing.F) {
	f.Add(400, `{"message":"bad","code":"invalid_search_filter","type":"invalid_request"}`)
	f.Add(403, `{"message":"no","code":"invalid_api_key","type":"auth"}`)
	f.Add(507, `{"message":"full","code":"no_space_left_on_device","type":"system"}`)
	f.Add(502, `<html>Bad Gateway</html>`)
	f.Add(200, `null`)
	f.Fuzz(func(t *testing.T, status int, body string) {
		err := classify(rejected(status, []byte(body)))
		var said struct {
			Code string `json:"code"`
		}
		coded := json.Unmarshal([]byte(body), &said) == nil && said.Code != ""
		if ingest.KindOf(err) == ingest.Refuse && !coded {
			t.Errorf("refused by something else than the search server: %v", err)
		}
		if ingest.ReasonOf(err) == "" {
			t.Errorf("no reason: %v", err)
		}
	})
}

// FuzzHit parts whatever stands in a record.
func FuzzHit(f *testing.F) {
	f.Add(`{"id":"a","text":"x","_formatted":{"text":"` + index.MarkStart + `x` + index.MarkEnd + `"}}`)
	f.Add(`{"_formatted":[1]}`)
	f.Add(`{"_formatted":{"text":7}}`)
	f.Fuzz(func(t *testing.T, record string) {
		for _, name := range []string{index.Docs, index.Pages, index.Cells} {
			schema, _ := index.SchemaOf(name)
			var fields map[string]any
			if json.Unmarshal([]byte(record), &fields) != nil || fields == nil {
				return
			}
			hit := hitOf(fields, schema)
			if _, left := hit.Fields["_formatted"]; left {
				t.Error("the marked texts stay in the record")
			}
		}
	})
}
