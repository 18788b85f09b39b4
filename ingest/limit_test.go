package ingest_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/gouji/gouji/ingest"
)

// take reports a file that was written and returns the answer.
func (w *world) take(name string) error {
	path := w.write(w.inbox, name, name)
	return w.service.Take(context.Background(), ingest.Event{Kind: ingest.Present, File: sight(w.t, w.inbox, path)})
}

// While the search server is away, files beyond the limit stay in their folder,
// and nothing of them is stored; they are taken once there is room in the queue.
func TestQueueIsFull(t *testing.T) {
	w := newWorld(t)
	var stored atomic.Int32
	w.spooled = func(string) { stored.Add(1) }
	w.options.MaxQueued = 2
	away := errors.New("away")
	w.handler.away = away
	w.handler.behave = func(context.Context, ingest.Job) error {
		w.handler.mu.Lock()
		defer w.handler.mu.Unlock()
		return w.handler.away
	}
	w.start()
	for _, name := range []string{"a.txt", "b.txt"} {
		if err := w.take(name); err != nil {
			t.Fatal(err)
		}
	}
	err := w.take("c.txt")
	if !errors.Is(err, ingest.ErrNotNow) || ingest.KindOf(err) != ingest.Retry || stored.Load() != 2 {
		t.Fatalf("%d stored, %v", stored.Load(), err)
	}
	report, err := w.service.Status(t.Context())
	if err != nil || !strings.Contains(ingest.ReasonOf(w.take("c.txt")), "limits.queue") || report.Trouble == "" {
		t.Errorf("trouble %q, %v", report.Trouble, err)
	}
	w.handler.mu.Lock()
	w.handler.away = nil
	w.handler.mu.Unlock()
	w.await("the queue has room", func() bool { return w.take("c.txt") == nil })
	w.awaitCalm()
	if report, err := w.service.Status(t.Context()); err != nil || report.Trouble != "" || report.Counts[ingest.Done] != 3 {
		t.Errorf("%+v, %v", report, err)
	}
}

// A disk that fills up and is freed: nothing is taken between, and it is said.
func TestRoomComesAndGoes(t *testing.T) {
	w := newWorld(t)
	var full atomic.Bool
	w.options.Room = func() error {
		if full.Load() {
			return &ingest.Error{Kind: ingest.Retry, Stage: "test", Reason: "磁盘已满。", Err: syscall.ENOSPC}
		}
		return nil
	}
	w.start()
	for range 2 {
		full.Store(true)
		if err := w.take("a.txt"); !errors.Is(err, ingest.ErrNotNow) || ingest.ReasonOf(err) != "磁盘已满。" {
			t.Fatal(err)
		}
		if report, err := w.service.Status(t.Context()); err != nil || report.Trouble != "磁盘已满。" {
			t.Errorf("trouble %q, %v", report.Trouble, err)
		}
		full.Store(false)
		if err := w.take("a.txt"); err != nil {
			t.Fatal(err)
		}
		if report, err := w.service.Status(t.Context()); err != nil || report.Trouble != "" {
			t.Errorf("trouble %q, %v", report.Trouble, err)
		}
		w.awaitCalm()
	}
}
