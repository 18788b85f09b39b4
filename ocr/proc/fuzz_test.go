package proc

import (
	"errors"
	"testing"

	"github.com/gouji/gouji/ingest"
)

// FuzzUnpack: whatever a child says about its failure, it is a failure, and one
// of a kind that there is.
func FuzzUnpack(f *testing.F) {
	f.Add(string(pack(errors.New("plain"))))
	f.Add(string(pack(&ingest.Error{Kind: ingest.Refuse, Stage: "read", Reason: "文件已损坏。", Err: errors.New("cut off")})))
	f.Add(`{"kind":99,"error":"x"}`)
	f.Add(`{}`)
	f.Add(`no JSON`)
	f.Fuzz(func(t *testing.T, said string) {
		err := unpack([]byte(said))
		if err == nil {
			t.Fatal("a failure became none")
		}
		switch ingest.KindOf(err) {
		case ingest.Retry, ingest.Refuse, ingest.Stop:
		default:
			t.Errorf("kind %v", ingest.KindOf(err))
		}
	})
}
