package ingest

import (
	"bytes"
	"encoding/json"
	"testing"
)

// FuzzRecord reads what a queue shared with others may hold: what can be read
// is the same after it was written again.
func FuzzRecord(f *testing.F) {
	f.Add(`{"id":"a","status":"done","taken":[{"folder":"L2lu","path":"/w==","failed":true}],"added":"2031-01-02T03:04:05Z"}`)
	f.Add(`{"p":"L2luL2E=","f":"L2lu","s":-1,"m":9223372036854775807,"d":"0"}`)
	f.Add(`{"taken":[null,{"path":"%"}]}`)
	f.Add(`[]`)
	f.Fuzz(func(t *testing.T, text string) {
		keeps[Record](t, text)
		keeps[KnownFile](t, text)
		keeps[Taken](t, text)
	})
}

func keeps[T any](t *testing.T, text string) {
	t.Helper()
	var first, second T
	if json.Unmarshal([]byte(text), &first) != nil {
		return
	}
	b, err := json.Marshal(first)
	if err != nil {
		t.Fatalf("cannot be written: %v", err)
	}
	if err := json.Unmarshal(b, &second); err != nil {
		t.Fatalf("cannot be read back: %v", err)
	}
	c, err := json.Marshal(second)
	if err != nil || !bytes.Equal(b, c) {
		t.Errorf("%s became %s (%v)", b, c, err)
	}
}
