package ingest_test

import (
	"context"
	"errors"
	"testing"

	"github.com/gouji/gouji/ingest"
)

func TestARemovedDocumentIsGoneAndComesAsNew(t *testing.T) {
	w := newWorld(t)
	w.start()
	id, _ := w.drop(w.inbox, "a.txt", "one")
	w.awaitStatus(id, ingest.Done)
	w.awaitCalm()
	found, err := w.service.Remove(t.Context(), id, true)
	if err != nil || !found.Record || !found.Original || len(found.Copies) != 1 || found.Name != "a.txt" {
		t.Fatalf("%+v %v", found, err)
	}
	if left, err := w.service.Trace(t.Context(), id); err != nil || left.Record || left.Original || left.Copies != nil {
		t.Errorf("left: %+v %v", left, err)
	}
	if left := files(t, w.inbox.Archive); len(left) > 0 {
		t.Errorf("left in the archive: %v", left)
	}
	w.must(w.halt())
	w.open()
	w.start()
	w.awaitCalm()
	if calls := len(w.handler.calls(id)); calls != 1 {
		t.Errorf("came back after a restart: %d calls", calls)
	}
	if _, err := w.service.Remove(t.Context(), id, true); err != nil {
		t.Errorf("once more: %v", err)
	}
	w.drop(w.inbox, "a.txt", "one")
	if r := w.awaitStatus(id, ingest.Done); r.Revision != 1 {
		t.Errorf("not taken as new: %+v", r)
	}
}

func TestRemovingTakesTheNoteOfAFailedFileToo(t *testing.T) {
	w := newWorld(t)
	w.handler.behave = func(context.Context, ingest.Job) error {
		return &ingest.Error{Kind: ingest.Refuse, Stage: "read", Err: errors.New("no text")}
	}
	w.start()
	id, _ := w.drop(w.inbox, "a.txt", "one")
	w.awaitStatus(id, ingest.Refused)
	w.awaitCalm()
	if _, err := w.service.Remove(t.Context(), id, true); err != nil {
		t.Fatal(err)
	}
	if left := files(t, w.inbox.Failed); len(left) > 0 {
		t.Errorf("left in the failed folder: %v", left)
	}
}

func TestWhatWouldComeBackIsNotRemoved(t *testing.T) {
	w := newWorld(t)
	busy, release := make(chan struct{}), make(chan struct{})
	w.start()
	kept, path := w.drop(w.shelf, "a.txt", "one")
	w.awaitStatus(kept, ingest.Done)
	w.awaitCalm()
	w.handler.set(func() {
		w.handler.behave = func(context.Context, ingest.Job) error { close(busy); <-release; return nil }
	})
	working, _ := w.drop(w.inbox, "b.txt", "two")
	<-busy
	for id, what := range map[string]string{kept: "a kept file", working: "a document in hand"} {
		if _, err := w.service.Remove(t.Context(), id, true); ingest.KindOf(err) != ingest.Refuse {
			t.Errorf("%s: %v", what, err)
		}
	}
	close(release)
	w.awaitStatus(working, ingest.Done)
	if _, ok := w.handler.of(kept); !ok || !w.exists(path) {
		t.Error("something of the kept file was removed")
	}
}
