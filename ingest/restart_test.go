package ingest_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/gouji/gouji/ingest"
)

func TestJobInHandSurvivesACrash(t *testing.T) {
	w := newWorld(t)
	in := make(chan struct{}, 9)
	w.handler.behave = func(ctx context.Context, _ ingest.Job) error {
		in <- struct{}{}
		<-ctx.Done()
		return ctx.Err()
	}
	w.start()
	id, path := w.drop(w.inbox, "a.txt", "one")
	<-in
	w.must(w.store.Close()) // nothing can be recorded or answered any more
	w.must(w.halt())
	if !w.exists(path) {
		t.Fatal("file left the inbox before it was in search")
	}
	w.handler.behave = nil
	w.start()
	r := w.awaitStatus(id, ingest.Done)
	if r.Attempts != 0 {
		t.Errorf("the stop was counted as %d attempts", r.Attempts)
	}
	w.present(w.inbox, path) // the watcher sees the file again
	if w.exists(path) {
		t.Error("file is still in the inbox")
	}
}

// dying is a state whose program has died after some writes.
type dying struct {
	ingest.State
	writes int // still to come
}

var errDead = errors.New("the program is dead")

func (d *dying) write() error {
	if d.writes--; d.writes < 0 {
		return errDead
	}
	return nil
}

func (d *dying) Put(ctx context.Context, r *ingest.Record) error {
	if err := d.write(); err != nil {
		return err
	}
	return d.State.Put(ctx, r)
}

func (d *dying) PutFile(ctx context.Context, f ingest.KnownFile) error {
	if err := d.write(); err != nil {
		return err
	}
	return d.State.PutFile(ctx, f)
}

// The program dies between any two steps of taking a second file with the
// bytes of one that is in search. Whatever the watcher reports at the next
// start, and only that, search must learn of both.
func TestPathIsNotLostWhenDyingWhileAFileIsTaken(t *testing.T) {
	for writes := range 3 {
		t.Run(fmt.Sprint(writes), func(t *testing.T) {
			w := newWorld(t)
			w.start()
			id, first := w.drop(w.shelf, "a.txt", "one")
			w.awaitStatus(id, ingest.Done)
			w.awaitCalm()
			w.must(w.halt())

			w.state = func(s ingest.State) ingest.State { return &dying{s, writes} }
			w.open()
			second := w.write(w.shelf, "b.txt", "one")
			f := sight(t, w.shelf, second)
			err := w.service.Take(t.Context(), ingest.Event{Kind: ingest.Present, File: f})
			if died := writes < 2; died != (err != nil) {
				t.Fatalf("after %d writes: %v", writes, err)
			}
			w.must(w.halt())

			w.state = nil
			w.start()
			if known, _ := w.service.Known(second); !known.Same(f) {
				w.present(w.shelf, second)
			}
			w.await("both paths in search", func() bool {
				job, _ := w.handler.of(id)
				return slices.Equal(job.Paths, []string{first, second})
			})
		})
	}
}

// A document without files is deleted just when its file has been spooled again:
// the file is not taken without its original, but when it is reported next.
func TestOriginalDeletedWhileAFileIsTaken(t *testing.T) {
	w := newWorld(t)
	w.start()
	path := w.write(w.shelf, "a.txt", "one")
	event := ingest.Event{Kind: ingest.Present, File: sight(t, w.shelf, path)}
	w.spooled = func(sha256 string) { w.must(w.spool.Remove(sha256)) }
	if err := w.service.Take(t.Context(), event); ingest.KindOf(err) != ingest.Retry {
		t.Fatalf("taken without its original: %v", err)
	}
	if _, known := w.service.Known(path); known {
		t.Error("known, so the watcher will not report it")
	}
	w.spooled = nil
	w.must(w.service.Take(t.Context(), event))
	w.awaitStatus(idOf("one"), ingest.Done)
}

func TestStopDoesNotWaitForAHandlerThatHangs(t *testing.T) {
	w := newWorld(t)
	in, out, ended := make(chan struct{}, 9), make(chan struct{}), make(chan struct{})
	w.handler.behave = func(context.Context, ingest.Job) error {
		in <- struct{}{}
		<-out
		close(ended)
		return nil
	}
	w.start()
	id, path := w.drop(w.inbox, "a.txt", "one")
	<-in
	halted := make(chan error, 1)
	stop := w.stop
	w.stop = nil
	go func() { halted <- stop() }()
	select {
	case err := <-halted:
		w.must(err)
	case <-time.After(20 * time.Second):
		close(out)
		t.Fatal("the service waits for the handler")
	}
	close(out)
	<-ended
	if !w.exists(path) {
		t.Error("file left the inbox before it was in search")
	}
	w.handler.set(func() { w.handler.behave = nil })
	w.start()
	if r := w.awaitStatus(id, ingest.Done); r.Attempts != 0 {
		t.Errorf("the stop was counted as %d attempts", r.Attempts)
	}
}

func TestFolderTakenOutOfTheSettings(t *testing.T) {
	w := newWorld(t)
	second := ingest.Folder{Root: t.TempDir(), Mode: ingest.Keep}
	w.options.Folders = append(w.options.Folders, second)
	w.options.StrayGrace = 50 * time.Millisecond
	w.start()
	alone, _ := w.drop(second, "alone.txt", "one")
	shared, _ := w.drop(second, "shared.txt", "two")
	_, stays := w.drop(w.shelf, "shared.txt", "two")
	w.await("both paths in search", func() bool { job, _ := w.handler.of(shared); return len(job.Paths) == 2 })
	w.awaitStatus(alone, ingest.Done)
	w.awaitCalm()
	w.must(w.halt())

	w.options.Folders = w.options.Folders[:2]
	w.start()
	w.await("forgotten", func() bool {
		_, inSearch := w.handler.of(alone)
		job, _ := w.handler.of(shared)
		return !inSearch && slices.Equal(job.Paths, []string{stays})
	})
	w.awaitCalm()
	w.must(w.halt())
	w.start()
	if known := slices.Collect(w.service.PathsUnder("/")); !slices.Equal(known, []string{stays}) {
		t.Errorf("known: %q", known)
	}
}

// A folder is replaced in the settings by the one around it.
func TestFolderWithinAnotherNow(t *testing.T) {
	w := newWorld(t)
	around := w.shelf
	within := ingest.Folder{Root: filepath.Join(around.Root, "2020"), Mode: ingest.Keep}
	w.options.Folders = []ingest.Folder{within}
	w.options.StrayGrace = 50 * time.Millisecond
	w.start()
	id, path := w.drop(within, "a.txt", "one")
	w.awaitStatus(id, ingest.Done)
	w.awaitCalm()
	w.must(w.halt())

	w.options.Folders = []ingest.Folder{around}
	w.start()
	if f, known := w.service.Known(path); !known || f.Same(sight(t, around, path)) {
		t.Errorf("known %t, %+v: the watcher shall report it", known, f)
	}
	w.present(around, path)
	_, paths, err := w.service.Record(t.Context(), id)
	if err != nil || !slices.Equal(paths, []string{path}) {
		t.Errorf("paths %q, %v", paths, err)
	}
}

func TestReconcile(t *testing.T) {
	ctx := context.Background()
	content := ingest.Content{ID: idOf("one"), SHA256: shaOf("one"), Bytes: 3}
	fresh := func(status ingest.Status) *ingest.Record {
		return &ingest.Record{ID: content.ID, SHA256: content.SHA256, Bytes: content.Bytes, Status: status, Revision: 1}
	}
	for name, test := range map[string]struct {
		left func(w *world) // what the crash left behind
		then func(w *world)
	}{
		"original without a record": {
			left: func(*world) {},
			then: func(w *world) {
				w.awaitStatus(content.ID, ingest.Done)
				if job, _ := w.handler.of(content.ID); job.Name != content.ID || len(job.Paths) != 0 {
					t.Errorf("job: %+v", job)
				}
				_, path := w.drop(w.shelf, "a.txt", "one") // the file is still there and claims it
				w.await("path known", func() bool {
					job, _ := w.handler.of(content.ID)
					return slices.Equal(job.Paths, []string{path})
				})
			},
		},
		"record without a job": {
			left: func(w *world) {
				r := fresh(ingest.Queued)
				r.Taken = []ingest.Taken{{Folder: w.inbox.Root, Path: w.inbox.Root + "/a.txt"}}
				w.must(w.store.Put(ctx, r))
			},
			then: func(w *world) { w.awaitStatus(content.ID, ingest.Done) },
		},
		"failed document without a job": {
			left: func(w *world) {
				r := fresh(ingest.Failed)
				r.Taken = []ingest.Taken{{Folder: w.inbox.Root, Path: w.inbox.Root + "/a.txt"}}
				w.must(w.store.Put(ctx, r))
			},
			then: func(w *world) { w.awaitStatus(content.ID, ingest.Done) },
		},
		"done but not acknowledged": {
			left: func(w *world) {
				r := fresh(ingest.Done)
				r.Taken = []ingest.Taken{{Folder: w.inbox.Root, Path: w.inbox.Root + "/a.txt"}}
				w.must(w.store.Put(ctx, r))
				w.must(w.store.Publish(ctx, content.ID))
				w.handler.shelf[content.ID] = ingest.Job{ID: content.ID}
			},
			then: func(w *world) {
				w.awaitCalm()
				if w.handler.jobs != nil {
					t.Errorf("handled: %+v", w.handler.jobs)
				}
			},
		},
		"done but missing in search": {
			left: func(w *world) {
				r := fresh(ingest.Done)
				r.Searched = 1
				r.Taken = []ingest.Taken{{Folder: w.inbox.Root, Path: w.inbox.Root + "/a.txt"}}
				w.must(w.store.Put(ctx, r))
			},
			then: func(w *world) {
				w.await("in search", func() bool { job, ok := w.handler.of(content.ID); return ok && job.PathsOnly })
			},
		},
		"done but still in the inbox": {
			left: func(w *world) {
				r := fresh(ingest.Done)
				path := w.write(w.inbox, "a.txt", "one")
				r.Taken = []ingest.Taken{{Folder: w.inbox.Root, Path: path}}
				w.must(w.store.Put(ctx, r))
				w.handler.shelf[content.ID] = ingest.Job{ID: content.ID}
			},
			then: func(w *world) {
				path := w.inbox.Root + "/a.txt"
				if _, known := w.service.Known(path); known {
					t.Fatal("known, so the watcher will not report it")
				}
				w.present(w.inbox, path)
				if w.exists(path) || files(t, w.inbox.Archive)["a.txt"] != "one" {
					t.Error("file was not moved")
				}
			},
		},
		"known file without a record": {
			left: func(w *world) {
				path := w.write(w.shelf, "a.txt", "two")
				w.must(w.store.PutFile(ctx, ingest.KnownFile{FileInfo: sight(t, w.shelf, path), ID: idOf("two")}))
			},
			then: func(w *world) {
				if _, known := w.service.Known(w.shelf.Root + "/a.txt"); known {
					t.Error("known, so the watcher will not report it")
				}
			},
		},
		"document without a file": {
			left: func(w *world) {
				w.must(w.store.Put(ctx, fresh(ingest.Done)))
				w.handler.shelf[content.ID] = ingest.Job{ID: content.ID}
			},
			then: func(w *world) {
				w.await("deleted", func() bool {
					_, inSearch := w.handler.of(content.ID)
					_, _, err := w.service.Record(ctx, content.ID)
					return !inSearch && err != nil
				})
			},
		},
		"folder that was a keep folder": {
			left: func(w *world) {
				path := w.write(w.inbox, "a.txt", "one")
				w.must(w.store.Put(ctx, fresh(ingest.Done)))
				w.must(w.store.PutFile(ctx, ingest.KnownFile{FileInfo: sight(t, w.inbox, path), ID: content.ID}))
				w.handler.shelf[content.ID] = ingest.Job{ID: content.ID}
			},
			then: func(w *world) {
				path := w.inbox.Root + "/a.txt"
				if f, _ := w.service.Known(path); f.Same(sight(t, w.inbox, path)) {
					t.Fatal("known as it is, so the watcher will not report it")
				}
				w.present(w.inbox, path)
				w.await("moved", func() bool { return !w.exists(path) })
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.open()
			if _, err := w.spool.Put(ctx, bytes.NewReader([]byte("one"))); err != nil {
				t.Fatal(err)
			}
			test.left(w)
			w.must(w.halt())
			w.start()
			test.then(w)
		})
	}
}

func TestRecordsCanBePaged(t *testing.T) {
	w := newWorld(t)
	w.start()
	var want []string
	for _, content := range []string{"one", "two", "three", "four"} {
		id, _ := w.drop(w.shelf, content, content)
		want = append(want, id)
	}
	slices.Sort(want)
	var got []string
	for after := ""; len(got) < len(want); after = got[len(got)-1] {
		for r, err := range w.service.Records(t.Context(), after) {
			w.must(err)
			got = append(got, r.ID)
			break
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("records %v, want %v", got, want)
	}
}

func TestStatus(t *testing.T) {
	w := newWorld(t)
	in, out := make(chan struct{}), make(chan struct{})
	w.handler.behave = func(_ context.Context, job ingest.Job) error {
		job.Progress(ingest.Reading, 2, 5)
		close(in)
		<-out
		return nil
	}
	w.start()
	id, _ := w.drop(w.shelf, "a.txt", "one")
	<-in
	r, err := w.service.Status(t.Context())
	w.must(err)
	if r.Counts[ingest.Reading] != 1 || len(r.Counts) != 1 || r.Queue.Given != 1 || r.Files != 1 || r.OldestAge(r.Queue.Oldest.Add(7)) != 7 {
		t.Errorf("status: %+v", r)
	}
	if f := r.InFlight[0]; f.ID != id || f.Name != "a.txt" || f.Page != 2 || f.Pages != 5 || f.Stage != ingest.Reading {
		t.Errorf("in flight: %+v", f)
	}
	close(out)
	w.awaitStatus(id, ingest.Done)
}

// A search server that comes back with nothing gets everything again.
func TestSearchIsLost(t *testing.T) {
	w := newWorld(t)
	w.start()
	w.drop(w.inbox, "a.txt", "one")
	w.drop(w.shelf, "b.txt", "two")
	for _, content := range []string{"one", "two"} {
		w.awaitStatus(idOf(content), ingest.Done)
	}
	w.handler.set(func() { clear(w.handler.shelf) })
	for _, content := range []string{"one", "two"} {
		w.await(content+" is in search again", func() bool { _, ok := w.handler.of(idOf(content)); return ok })
	}
	w.awaitCalm()
}
