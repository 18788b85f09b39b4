package ingest_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/gouji/gouji/ingest"
	"github.com/gouji/gouji/ingest/watch"
)

func TestConsume(t *testing.T) {
	w := newWorld(t)
	w.start()
	id, path := w.drop(w.inbox, "某县 报告.txt", "one")
	r := w.awaitStatus(id, ingest.Done)
	w.awaitCalm()
	if w.exists(path) {
		t.Error("file is still in the inbox")
	}
	if got := files(t, w.inbox.Archive); got["某县 报告.txt"] != "one" {
		t.Errorf("archive: %v", got)
	}
	if len(r.Taken) != 1 || r.Taken[0].Path != path || !w.exists(r.Taken[0].Moved) {
		t.Errorf("taken: %+v", r.Taken)
	}
	job, ok := w.handler.of(id)
	if !ok || job.Name != "某县 报告.txt" || !slices.Equal(job.Paths, []string{path}) || job.Attempt != 1 || job.PathsOnly {
		t.Errorf("job: %+v", job)
	}
}

func TestConsumeTheSameBytesAgain(t *testing.T) {
	w := newWorld(t)
	w.start()
	id, path := w.drop(w.inbox, "a.txt", "one")
	w.awaitStatus(id, ingest.Done)
	w.awaitCalm()

	w.drop(w.inbox, "a.txt", "one") // the same name: nothing to do but to move it
	if w.exists(path) {
		t.Error("second file is still in the inbox")
	}
	if n := len(w.handler.calls(id)); n != 1 {
		t.Errorf("handled %d times", n)
	}

	_, other := w.drop(w.inbox, "b.txt", "one") // another name: a new path
	w.await("second path in search", func() bool {
		job, _ := w.handler.of(id)
		return slices.Equal(job.Paths, []string{path, other}) && job.PathsOnly
	})
	w.awaitCalm()
	if w.exists(other) {
		t.Error("third file is still in the inbox")
	}
}

func TestKeepFollowsPaths(t *testing.T) {
	w := newWorld(t)
	w.start()
	id, a := w.drop(w.shelf, "a.txt", "one")
	w.awaitStatus(id, ingest.Done)
	_, b := w.drop(w.shelf, "deep/b.txt", "one")
	w.await("two paths", func() bool {
		job, _ := w.handler.of(id)
		return slices.Equal(job.Paths, []string{a, b}) && job.PathsOnly
	})
	w.remove(w.shelf, a)
	w.await("one path", func() bool {
		job, ok := w.handler.of(id)
		return ok && slices.Equal(job.Paths, []string{b}) && job.Name == "b.txt"
	})

	c := filepath.Join(w.shelf.Root, "c.txt") // a rename is reported in either order
	f := sight(t, w.shelf, b)
	w.must(os.Rename(b, c))
	w.must(w.service.Take(t.Context(), ingest.Event{Kind: ingest.Gone, File: f}))
	w.present(w.shelf, c)
	w.await("renamed", func() bool {
		job, ok := w.handler.of(id)
		return ok && slices.Equal(job.Paths, []string{c})
	})
	w.awaitCalm()

	w.remove(w.shelf, c)
	w.await("deleted everywhere", func() bool {
		_, inSearch := w.handler.of(id)
		_, _, err := w.service.Record(t.Context(), id)
		_, known := w.service.Known(c)
		return !inSearch && err != nil && !known
	})
	if _, err := w.spool.Open(shaOf("one")); err == nil {
		t.Error("original is still in the spool")
	}
}

// A search server gathers what it is asked within a moment, so that many
// deletions that wait together take as long as one; meanwhile files are taken
// and left-overs swept.
func TestDeletionsWaitTogether(t *testing.T) {
	w := newWorld(t)
	const count = 40
	var waiting sync.WaitGroup
	waiting.Add(count)
	all := make(chan struct{})
	w.handler.forget = func(string) error {
		waiting.Done()
		<-all
		return nil
	}
	w.start()
	paths := map[string]string{}
	for i := range count {
		id, path := w.drop(w.shelf, fmt.Sprintf("%d.txt", i), fmt.Sprint(i))
		paths[id] = path
	}
	for id := range paths {
		w.awaitStatus(id, ingest.Done)
	}
	w.awaitCalm()
	for _, path := range paths {
		w.remove(w.shelf, path)
	}
	together := make(chan struct{})
	go func() { waiting.Wait(); close(together) }()
	select {
	case <-together:
	case <-time.After(20 * time.Second):
		t.Error("the deletions wait for one another")
	}
	id, _ := w.drop(w.inbox, "other.txt", "other")
	w.awaitStatus(id, ingest.Done)
	w.handler.set(func() { w.handler.forget = nil })
	close(all)
	w.await("deleted", func() bool {
		r, err := w.service.Status(t.Context())
		return err == nil && len(r.Counts) == 1 && r.Counts[ingest.Done] == 1
	})
}

func TestKeepFollowsContent(t *testing.T) {
	w := newWorld(t)
	w.start()
	old, path := w.drop(w.shelf, "a.txt", "one")
	w.awaitStatus(old, ingest.Done)
	fresh, _ := w.drop(w.shelf, "a.txt", "another")
	w.awaitStatus(fresh, ingest.Done)
	w.await("old content gone", func() bool { _, ok := w.handler.of(old); return !ok })
	if f, ok := w.service.Known(path); !ok || f.Size != int64(len("another")) {
		t.Errorf("known: %+v, %v", f, ok)
	}
	if job, _ := w.handler.of(fresh); !slices.Equal(job.Paths, []string{path}) {
		t.Errorf("paths: %q", job.Paths)
	}
}

func TestConsumedFileReplacedBeforeItIsMoved(t *testing.T) {
	w := newWorld(t)
	in, out := make(chan struct{}), make(chan struct{})
	w.handler.behave = func(_ context.Context, job ingest.Job) error {
		if job.ID == idOf("one") {
			close(in)
			<-out
		}
		return nil
	}
	w.start()
	id, path := w.drop(w.inbox, "a.txt", "one")
	<-in
	w.write(w.inbox, "a.txt", "another") // not yet seen by the watcher
	close(out)
	w.awaitStatus(id, ingest.Done)
	w.awaitCalm()
	if got := files(t, w.inbox.Root)["a.txt"]; got != "another" {
		t.Fatalf("the new file is not in the inbox any more")
	}
	w.present(w.inbox, path)
	w.awaitStatus(idOf("another"), ingest.Done)
	w.await("moved", func() bool { return !w.exists(path) })
}

// lateWriter overwrites a file in the moment before it is moved.
type lateWriter struct {
	ingest.Archive
	content string
}

func (l *lateWriter) Done(ctx context.Context, folder ingest.Folder, path string, when time.Time) (string, error) {
	if err := os.WriteFile(path, []byte(l.content), 0o644); err != nil {
		return "", err
	}
	return l.Archive.Done(ctx, folder, path, when)
}

func TestConsumedFileReplacedWhileItIsMoved(t *testing.T) {
	w := newWorld(t)
	w.archive = &lateWriter{Archive: w.archive, content: "another"}
	w.start()
	id, path := w.drop(w.inbox, "a.txt", "one")
	w.awaitStatus(id, ingest.Done)
	r := w.awaitStatus(idOf("another"), ingest.Done)
	if job, ok := w.handler.of(r.ID); !ok || job.Name != "a.txt" || w.exists(path) {
		t.Errorf("the new file was not read: %+v", job)
	}
}

func TestNamesOfAnyBytes(t *testing.T) {
	w := newWorld(t)
	w.start()
	const name = "\xb9\xab\xbf\xaa *>\n.txt" // GBK
	kept, path := w.drop(w.shelf, name, "kept")
	taken, _ := w.drop(w.inbox, name, "taken")
	w.awaitStatus(kept, ingest.Done)
	w.awaitStatus(taken, ingest.Done)
	w.must(w.halt())
	w.start()
	if _, ok := w.service.Known(path); !ok {
		t.Error("kept file is not known after a restart")
	}
	for _, id := range []string{kept, taken} {
		if r, paths, err := w.service.Record(t.Context(), id); err != nil || filepath.Base(paths[0]) != name {
			t.Errorf("record %+v, paths %q, %v", r, paths, err)
		}
	}
	if got := files(t, w.inbox.Archive); got[name] != "taken" {
		t.Errorf("archive: %q", got)
	}
}

func TestTooLargeForTheSpool(t *testing.T) {
	w := newWorld(t)
	w.start()
	_, path := w.drop(w.inbox, "big.txt", string(make([]byte, 2<<20)))
	w.await("moved to failed", func() bool { return !w.exists(path) })
	if got := files(t, w.inbox.Failed); len(got["big.txt"]) != 2<<20 || len(got) != 2 {
		t.Errorf("failed folder holds %d files", len(got))
	}
	r, err := w.service.Status(t.Context())
	if err != nil || len(r.Failures) != 1 || r.Failures[0].Status != ingest.Refused || r.Failures[0].Name != "big.txt" {
		t.Errorf("status: %+v, %v", r, err)
	}
}

func TestWithTheRealWatcher(t *testing.T) {
	w := newWorld(t)
	w.open()
	watcher, err := watch.New(watch.Options{Window: 100 * time.Millisecond}, w.options.Folders, w.service)
	w.must(err)
	w.startWith(watcher)
	const count = 50
	for i := range count {
		name := string(rune('a'+i%26)) + string(rune('0'+i/26)) + ".txt"
		w.write(w.inbox, name, "consumed "+name)
		w.write(w.shelf, name, "kept "+name)
	}
	w.await("all in search", func() bool {
		r, err := w.service.Status(t.Context())
		return err == nil && r.Counts[ingest.Done] == 2*count && len(r.Counts) == 1
	})
	w.awaitCalm()
	if in, out := files(t, w.inbox.Root), files(t, w.inbox.Archive); len(in) != 0 || len(out) != count {
		t.Errorf("%d files in the inbox, %d in the archive", len(in), len(out))
	}
	moved := filepath.Join(w.shelf.Root, "renamed.txt")
	w.must(os.Rename(filepath.Join(w.shelf.Root, "a0.txt"), moved))
	w.must(os.Remove(filepath.Join(w.shelf.Root, "b0.txt")))
	w.await("rename and delete followed", func() bool {
		job, _ := w.handler.of(idOf("kept a0.txt"))
		_, deleted := w.handler.of(idOf("kept b0.txt"))
		return slices.Equal(job.Paths, []string{moved}) && !deleted
	})
}

// Files are dropped, taken, handled by a handler that costs nothing, and moved.
func BenchmarkConsume(b *testing.B) {
	w := buildWorld(b)
	w.options.Workers = 16
	w.start()
	var last string
	for i := 0; b.Loop(); i++ {
		last, _ = w.drop(w.inbox, fmt.Sprintf("%07d.txt", i), fmt.Sprintf("%07d", i))
	}
	w.awaitStatus(last, ingest.Done)
	w.awaitCalm()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "files/s")
}
