package ingest_test

import (
	"context"
	"errors"
	"testing"

	"github.com/gouji/gouji/ingest"
)

func TestRefreshServesWhatWasRead(t *testing.T) {
	w := newWorld(t)
	w.start()
	id, _ := w.drop(w.inbox, "a.txt", "one")
	w.awaitStatus(id, ingest.Done)
	w.awaitCalm()
	for n := 2; n < 5; n++ { // at once after the last, when its worker may just end
		w.must(w.service.Refresh(t.Context(), id))
		w.await("another call", func() bool { return len(w.handler.calls(id)) == n })
		w.awaitStatus(id, ingest.Done)
	}
	w.awaitCalm()
	for i, job := range w.handler.calls(id) {
		if job.PathsOnly != (i > 0) {
			t.Errorf("call %d: paths only is %v", i, job.PathsOnly)
		}
	}
	if err := w.service.Refresh(t.Context(), idOf("two")); !errors.Is(err, ingest.ErrNoRecord) {
		t.Errorf("an unknown document: %v", err)
	}
}

func TestRefreshLeavesRefusedDocumentsAlone(t *testing.T) {
	w := newWorld(t)
	w.handler.behave = func(context.Context, ingest.Job) error {
		return &ingest.Error{Kind: ingest.Refuse, Stage: "read", Err: errors.New("no text")}
	}
	w.start()
	id, _ := w.drop(w.inbox, "a.txt", "one")
	before := w.awaitStatus(id, ingest.Refused)
	w.must(w.service.Refresh(t.Context(), id))
	if after := w.awaitStatus(id, ingest.Refused); after.Revision != before.Revision || len(w.handler.calls(id)) != 1 {
		t.Errorf("%+v", after)
	}
}
