package daemon

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/ingest"
)

var log = slog.New(slog.DiscardHandler)

type readerFunc func(context.Context) (*extract.Document, error)

// ReadJob implements Reader.
func (f readerFunc) ReadJob(ctx context.Context, _ ingest.Job) (*extract.Document, error) {
	return f(ctx)
}

func TestReadDeadline(t *testing.T) {
	out := make(chan struct{})
	t.Cleanup(func() { close(out) })
	deaf := readerFunc(func(context.Context) (*extract.Document, error) { <-out; return nil, nil })
	heeding := readerFunc(func(ctx context.Context) (*extract.Document, error) { <-ctx.Done(); return nil, ctx.Err() })
	for name, reader := range map[string]Reader{"deaf": deaf, "heeding": heeding} {
		_, err := deadlineReader{reader, time.Millisecond, log}.ReadJob(t.Context(), ingest.Job{Name: "a.txt"})
		if ingest.KindOf(err) != ingest.Refuse || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: %v, want a refusal", name, err)
		}
		stopped, stop := context.WithCancel(t.Context())
		stop()
		if _, err := (deadlineReader{reader, time.Hour, log}).ReadJob(stopped, ingest.Job{}); !errors.Is(err, context.Canceled) {
			t.Errorf("%s, stopped: %v", name, err)
		}
	}
	want := &extract.Document{}
	got, err := deadlineReader{readerFunc(func(context.Context) (*extract.Document, error) { return want, nil }), time.Hour, log}.
		ReadJob(t.Context(), ingest.Job{})
	if got != want || err != nil {
		t.Errorf("%v, %v", got, err)
	}
}

func TestReadPanicReachesTheCaller(t *testing.T) {
	defer func() {
		if p := recover(); p != "out of range" {
			t.Errorf("recovered %v", p)
		}
	}()
	reader := readerFunc(func(context.Context) (*extract.Document, error) { panic("out of range") })
	_, err := deadlineReader{reader, time.Hour, log}.ReadJob(t.Context(), ingest.Job{})
	t.Errorf("no panic, %v", err)
}
