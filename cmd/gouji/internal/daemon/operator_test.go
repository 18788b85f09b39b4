package daemon

import (
	"testing"
	"time"

	"github.com/gouji/gouji/index/meili"
	"github.com/gouji/gouji/ingest"
)

func TestReady(t *testing.T) {
	d := open(t, settingsOf(t))
	if err := d.Ready(t.Context()); err != nil {
		t.Fatalf("a new daemon: %v", err)
	}
	settings := settingsOf(t)
	settings.Limits.FreeDisk = 1 << 60
	if err := open(t, settings).Ready(t.Context()); !ingest.IsOutage(err) {
		t.Errorf("with a full disk: %v", err)
	}
	if err := stuck(meili.Health{Pending: 1, Oldest: time.Minute}); err != nil {
		t.Errorf("a busy search server: %v", err)
	}
	if err := stuck(meili.Health{Pending: 1, Oldest: time.Hour}); err == nil {
		t.Error("a search server that does not get on is ready")
	}
}
