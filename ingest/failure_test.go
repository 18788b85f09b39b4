package ingest_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/gouji/gouji/ingest"
)

func failing(kind ingest.Kind, ids ...string) func(context.Context, ingest.Job) error {
	return func(_ context.Context, job ingest.Job) error {
		if !slices.Contains(ids, job.ID) {
			return nil
		}
		return &ingest.Error{Kind: kind, Stage: "read", Path: job.Name, Reason: "读不出来。", Err: errors.New("unreadable")}
	}
}

func TestRefuse(t *testing.T) {
	w := newWorld(t)
	bad := idOf("bad")
	w.handler.behave = failing(ingest.Refuse, bad)
	w.start()
	_, path := w.drop(w.inbox, "bad.txt", "bad")
	_, kept := w.drop(w.shelf, "bad.txt", "bad")
	r := w.awaitStatus(bad, ingest.Refused)
	w.awaitCalm()
	if r.Reason != "读不出来。" || r.Stage != "read" || !strings.Contains(r.Error, "unreadable") {
		t.Errorf("record: %+v", r)
	}
	if w.exists(path) || !w.exists(kept) {
		t.Error("the consumed file must go, the kept one must stay")
	}
	if got := files(t, w.inbox.Failed); len(got) != 2 || got["bad.txt"] != "bad" || !strings.Contains(got["bad.txt.原因.txt"], "读不出来。") {
		t.Errorf("failed folder: %q", got)
	}

	w.handler.set(func() { w.handler.behave = nil })
	if n, err := w.service.Retry(t.Context()); n != 1 || err != nil {
		t.Fatalf("Retry = %d, %v", n, err)
	}
	r = w.awaitStatus(bad, ingest.Done)
	w.awaitCalm()
	if got := files(t, w.inbox.Failed); len(got) != 0 || r.Reason != "" {
		t.Errorf("failed folder %q, reason %q", got, r.Reason)
	}
	if got := files(t, w.inbox.Archive); got["bad.txt"] != "bad" {
		t.Errorf("archive: %q", got)
	}
}

func TestRefusedFileDroppedAgainIsTriedAgain(t *testing.T) {
	w := newWorld(t)
	bad := idOf("bad")
	w.handler.behave = failing(ingest.Refuse, bad)
	w.start()
	w.drop(w.inbox, "bad.txt", "bad")
	w.awaitStatus(bad, ingest.Refused)
	w.awaitCalm()
	w.handler.set(func() { w.handler.behave = nil })
	_, path := w.drop(w.inbox, "bad.txt", "bad")
	w.awaitStatus(bad, ingest.Done)
	if w.exists(path) {
		t.Error("file is still in the inbox")
	}
}

func TestParkAfterTooManyTries(t *testing.T) {
	w := newWorld(t)
	bad := idOf("bad")
	w.handler.behave = failing(ingest.Retry, bad)
	w.options.Workers = 1
	w.start()
	w.drop(w.inbox, "bad.txt", "bad")
	good, _ := w.drop(w.inbox, "good.txt", "good")
	w.awaitStatus(good, ingest.Done)
	r := w.awaitStatus(bad, ingest.Parked)
	w.awaitCalm()
	if r.Attempts != w.options.MaxTries || len(w.handler.calls(bad)) != w.options.MaxTries {
		t.Errorf("%d attempts, %d calls, want %d", r.Attempts, len(w.handler.calls(bad)), w.options.MaxTries)
	}
	if got := files(t, w.inbox.Failed); got["bad.txt"] != "bad" {
		t.Errorf("failed folder: %q", got)
	}

	w.must(w.halt()) // a parked document stays parked
	w.handler.behave = nil
	w.start()
	w.awaitStatus(bad, ingest.Parked)
	if _, err := w.service.Retry(t.Context(), bad); err != nil {
		t.Fatal(err)
	}
	w.awaitStatus(bad, ingest.Done)
	if _, err := w.service.Retry(t.Context(), strings.Repeat("0", 32)); !errors.Is(err, ingest.ErrNoRecord) {
		t.Errorf("retry of an unknown document: %v", err)
	}
}

func TestRetryDoesNotWaitForTheBackoff(t *testing.T) {
	w := newWorld(t)
	bad := idOf("bad")
	w.handler.behave = failing(ingest.Retry, bad)
	w.options.BackoffMin, w.options.BackoffMax = 1<<40, 1<<40 // some minutes
	w.start()
	w.drop(w.shelf, "bad.txt", "bad")
	w.awaitStatus(bad, ingest.Failed)
	w.await("out of hand", func() bool {
		r, err := w.service.Status(t.Context())
		return err == nil && len(r.InFlight) == 0 && len(r.Failures) == 1
	})
	w.handler.set(func() { w.handler.behave = nil })
	if _, err := w.service.Retry(t.Context(), bad); err != nil {
		t.Fatal(err)
	}
	w.awaitStatus(bad, ingest.Done)
}

func TestPanicParks(t *testing.T) {
	w := newWorld(t)
	bad := idOf("bad")
	w.handler.behave = func(_ context.Context, job ingest.Job) error {
		if job.ID == bad {
			panic("out of range")
		}
		return nil
	}
	w.start()
	w.drop(w.inbox, "bad.txt", "bad")
	good, _ := w.drop(w.inbox, "good.txt", "good")
	w.awaitStatus(good, ingest.Done)
	r := w.awaitStatus(bad, ingest.Parked)
	if !strings.Contains(r.Error, "out of range") || len(w.handler.calls(bad)) != 1 {
		t.Errorf("record: %+v, %d calls", r, len(w.handler.calls(bad)))
	}
}

func TestStopEndsTheServiceAndKeepsTheJob(t *testing.T) {
	w := newWorld(t)
	id := idOf("one")
	w.handler.behave = failing(ingest.Stop, id)
	w.open()
	w.drop(w.inbox, "a.txt", "one")
	err := w.service.Run(t.Context(), make(idle))
	if ingest.KindOf(err) != ingest.Stop {
		t.Fatalf("Run = %v, want a Stop", err)
	}
	w.must(w.halt())
	w.handler.behave = nil
	w.start()
	w.awaitStatus(id, ingest.Done)
}

func TestHandlerAwayIsNotCountedAgainstTheDocument(t *testing.T) {
	w := newWorld(t)
	id := idOf("one")
	w.handler.behave = failing(ingest.Retry, id)
	w.handler.away = &ingest.Error{Kind: ingest.Retry, Stage: "index", Reason: "搜索服务没有响应。", Err: errors.New("away")}
	w.start()
	w.drop(w.inbox, "a.txt", "one")
	w.await("gate closed", func() bool {
		r, err := w.service.Status(t.Context())
		return err == nil && r.Trouble == "搜索服务没有响应。"
	})
	w.handler.set(func() { w.handler.away, w.handler.behave = nil, nil })
	if r := w.awaitStatus(id, ingest.Done); r.Attempts != 0 {
		t.Errorf("%d attempts", r.Attempts)
	}
	if calls := w.handler.calls(id); calls[len(calls)-1].Attempt != 1 {
		t.Errorf("last call was attempt %d", calls[len(calls)-1].Attempt)
	}
}

// The handler answers that it is ready, and still fails every document: its
// search server's disk is full, say.
func TestOutageIsNotCountedAgainstTheDocuments(t *testing.T) {
	w := newWorld(t)
	outage := &ingest.Error{Kind: ingest.Retry, Stage: "index", Outage: true, Reason: "磁盘已满，腾出空间后自动重试。", Err: errors.New("no space")}
	var atOnce, most atomic.Int32
	w.handler.behave = func(context.Context, ingest.Job) error {
		most.Store(max(most.Load(), atOnce.Add(1)))
		defer atOnce.Add(-1)
		return outage
	}
	w.start()
	id, path := w.drop(w.inbox, "a.txt", "one")
	w.await("outage is met", func() bool {
		r, err := w.service.Status(t.Context())
		return err == nil && r.Trouble == outage.Reason && len(r.InFlight) == 0
	})
	most.Store(0)
	var others []string
	for _, name := range []string{"b", "c", "d"} {
		other, _ := w.drop(w.inbox, name+".txt", name)
		others = append(others, other)
	}
	w.await("tried more often than MaxTries", func() bool {
		w.handler.mu.Lock()
		defer w.handler.mu.Unlock()
		return len(w.handler.jobs) > w.options.MaxTries+1
	})
	if most.Load() != 1 {
		t.Errorf("%d documents at once during the outage", most.Load())
	}
	if r, err := w.service.Status(t.Context()); err != nil || len(r.Failures) > 0 || !w.exists(path) {
		t.Errorf("failures during the outage: %+v, %v", r.Failures, err)
	}
	w.handler.set(func() { w.handler.behave = nil })
	for _, id := range append(others, id) {
		if r := w.awaitStatus(id, ingest.Done); r.Attempts != 0 {
			t.Errorf("%d attempts", r.Attempts)
		}
	}
	if r, err := w.service.Status(t.Context()); err != nil || r.Trouble != "" {
		t.Errorf("trouble after the outage: %q, %v", r.Trouble, err)
	}
}

func TestReasonOfAParkedDocument(t *testing.T) {
	w := newWorld(t)
	w.handler.behave = func(context.Context, ingest.Job) error {
		return &ingest.Error{Kind: ingest.Retry, Stage: "index", Reason: "搜索服务出现内部错误，稍后自动重试。", Err: errors.New("internal")}
	}
	w.start()
	id, _ := w.drop(w.inbox, "a.txt", "one")
	r := w.awaitStatus(id, ingest.Parked)
	if want := "搜索服务出现内部错误，已不再重试。排除原因后请运行 gouji retry。"; r.Reason != want {
		t.Errorf("reason %q, want %q", r.Reason, want)
	}
}

func TestDocumentThatKillsTheProgramIsParked(t *testing.T) {
	w := newWorld(t)
	w.options.MaxCrashes = 2
	w.open()
	id, path := w.drop(w.inbox, "a.txt", "one")
	for range 3 { // given out, never answered
		d, err := w.store.Next(t.Context())
		w.must(err)
		w.must(d.Nak(0))
	}
	w.start()
	r := w.awaitStatus(id, ingest.Parked)
	if len(w.handler.calls(id)) != 0 || r.Reason == "" || w.exists(path) {
		t.Errorf("record %+v", r)
	}
}

func TestPathsThatChangeDuringTheWorkAreNotLost(t *testing.T) {
	w := newWorld(t)
	in, out := make(chan struct{}, 9), make(chan struct{})
	w.handler.behave = func(context.Context, ingest.Job) error {
		in <- struct{}{}
		<-out
		return nil
	}
	w.start()
	id, a := w.drop(w.shelf, "a.txt", "one")
	<-in
	_, b := w.drop(w.shelf, "b.txt", "one")
	close(out)
	w.awaitStatus(id, ingest.Done)
	if job, _ := w.handler.of(id); !slices.Equal(job.Paths, []string{a, b}) {
		t.Errorf("paths in search: %q", job.Paths)
	}
}

// Somebody cleans up in the data folder, which is not the file vanishing.
func TestSpoolThatIsGone(t *testing.T) {
	w := newWorld(t)
	w.start()
	w.must(os.RemoveAll(filepath.Join(w.data, "spool", "tmp")))
	id, _ := w.drop(w.inbox, "a.txt", "one")
	w.awaitStatus(id, ingest.Done)

	spoolDir := filepath.Join(w.data, "spool")
	w.must(os.RemoveAll(spoolDir))
	w.must(os.WriteFile(spoolDir, nil, 0o600)) // it cannot be made again
	path := w.write(w.inbox, "b.txt", "two")
	event := ingest.Event{Kind: ingest.Present, File: sight(t, w.inbox, path)}
	if err := w.service.Take(t.Context(), event); err == nil {
		t.Error("a file that was not spooled counts as taken")
	}
	if r, err := w.service.Status(t.Context()); err != nil || r.Trouble == "" {
		t.Errorf("status: %+v, %v", r, err)
	}
	gone := ingest.Event{Kind: ingest.Present, File: ingest.FileInfo{Folder: w.inbox.Root, Path: path + ".gone"}}
	w.must(w.service.Take(t.Context(), gone))
}

// A trouble is over when its own cause is, not when another file is well.
func TestTroublesAreTold(t *testing.T) {
	w := newWorld(t)
	w.start()
	trouble := func() string {
		r, err := w.service.Status(t.Context())
		w.must(err)
		return r.Trouble
	}
	w.must(os.WriteFile(w.inbox.Archive, nil, 0o600)) // where a folder should be
	id, path := w.drop(w.inbox, "a.txt", "one")
	w.awaitStatus(id, ingest.Done)
	w.awaitCalm()
	archive := trouble()
	if archive == "" || !w.exists(path) {
		t.Fatalf("trouble %q", archive)
	}
	w.drop(w.shelf, "b.txt", "two")
	if got := trouble(); got != archive {
		t.Errorf("trouble %q after another file was taken, want %q", got, archive)
	}
	closed := w.write(w.shelf, "closed.txt", "three")
	event := ingest.Event{Kind: ingest.Present, File: sight(t, w.shelf, closed)}
	w.must(os.Remove(closed))
	w.must(os.Symlink("closed.txt", closed)) // opening it fails, for root as well
	if err := w.service.Take(t.Context(), event); ingest.KindOf(err) != ingest.Retry {
		t.Fatalf("Take = %v, want a Retry", err)
	}
	if got := trouble(); !strings.Contains(got, archive) || len(got) <= len(archive) {
		t.Errorf("trouble %q, want two", got)
	}
	w.must(os.Remove(closed))
	w.must(os.Remove(w.inbox.Archive))
	w.await("both over", func() bool { return trouble() == "" && !w.exists(path) })
}

func TestNoRoom(t *testing.T) {
	w := newWorld(t)
	full := &ingest.Error{Kind: ingest.Retry, Stage: "queue", Reason: "满了。", Err: unix.ENOSPC}
	w.options.Room = func() error { return full }
	w.start()
	path := w.write(w.inbox, "a.txt", "one")
	event := ingest.Event{Kind: ingest.Present, File: sight(t, w.inbox, path)}
	if err := w.service.Take(t.Context(), event); ingest.KindOf(err) != ingest.Retry {
		t.Fatalf("Take = %v, want a Retry", err)
	}
	if r, err := w.service.Status(t.Context()); err != nil || r.Trouble != "满了。" {
		t.Errorf("status: %+v, %v", r, err)
	}
	if _, known := w.service.Known(path); known || !w.exists(path) {
		t.Error("a file that was not taken must stay, and stay unknown")
	}
}

// The disk is full in earnest, so that spool and state both meet the error.
func TestFullDisk(t *testing.T) {
	w := newWorld(t)
	if err := unix.Mount("tmpfs", w.data, "tmpfs", 0, "size=2m"); err != nil {
		t.Logf("no tmpfs (%v): the spool and the queue test write errors by themselves", err)
		return
	}
	t.Cleanup(func() { w.must(unix.Unmount(w.data, unix.MNT_DETACH)) })
	t.Cleanup(func() {
		if w.stop != nil {
			w.must(w.halt())
		}
	})
	w.start()
	before, _ := w.drop(w.inbox, "a.txt", "before")
	w.awaitStatus(before, ingest.Done)
	w.awaitCalm()

	filler := filepath.Join(w.data, "filler")
	fill(t, filler)
	path := w.write(w.inbox, "b.txt", "during")
	event := ingest.Event{Kind: ingest.Present, File: sight(t, w.inbox, path)}
	if err := w.service.Take(t.Context(), event); ingest.KindOf(err) != ingest.Retry {
		t.Fatalf("Take on a full disk = %v, want a Retry", err)
	}
	w.must(os.Remove(filler))
	w.await("taken when there is room again", func() bool { return w.service.Take(t.Context(), event) == nil })
	w.awaitStatus(idOf("during"), ingest.Done)
	w.await("moved", func() bool { return !w.exists(path) })
	if r, _, err := w.service.Record(t.Context(), before); err != nil || r.Status != ingest.Done {
		t.Errorf("record from before: %+v, %v", r, err)
	}
}

// fill writes a file until the disk is full.
func fill(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for size := 1 << 16; size > 0; {
		if _, err := f.Write(make([]byte, size)); err != nil {
			size /= 2
		}
	}
}
