package ingest_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/gouji/gouji/ingest"
	"github.com/gouji/gouji/ingest/archive"
	"github.com/gouji/gouji/ingest/jetstream"
	"github.com/gouji/gouji/ingest/spool"
)

// world is a data folder, a consume folder and a keep folder, and the service
// on them, with its real parts. The handler, which uses the service, is ours.
type world struct {
	t       testing.TB
	data    string
	inbox   ingest.Folder // consume
	shelf   ingest.Folder // keep
	options ingest.Options
	handler *library
	archive ingest.Archive
	state   func(ingest.State) ingest.State // stands before the real one; may be nil
	spooled func(sha256 string)             // is called after an original was stored; may be nil

	service *ingest.Service
	spool   *spool.Store
	store   *jetstream.Store
	stop    func() error // nil while it is stopped
}

func newWorld(t *testing.T) *world {
	t.Parallel()
	return buildWorld(t)
}

func buildWorld(t testing.TB) *world {
	t.Helper()
	base := t.TempDir()
	w := &world{
		t:       t,
		data:    filepath.Join(base, "data"),
		handler: &library{shelf: map[string]ingest.Job{}},
		archive: archive.New(nil),
		inbox: ingest.Folder{
			Root: filepath.Join(base, "inbox"), Mode: ingest.Consume,
			Archive: filepath.Join(base, "archive"), Failed: filepath.Join(base, "failed"),
		},
		shelf: ingest.Folder{Root: filepath.Join(base, "shelf"), Mode: ingest.Keep},
	}
	for _, dir := range []string{w.inbox.Root, w.shelf.Root, w.data} {
		w.must(os.MkdirAll(dir, 0o755))
	}
	w.options = ingest.Options{
		Folders: []ingest.Folder{w.inbox, w.shelf}, Workers: 4, MaxTries: 3,
		BackoffMin: time.Millisecond, BackoffMax: 20 * time.Millisecond,
		Grace: 50 * time.Millisecond, Drain: 50 * time.Millisecond, Sweep: 100 * time.Millisecond,
	}
	t.Cleanup(func() {
		if w.stop != nil {
			w.must(w.halt())
		}
	})
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// open opens the parts without running the service.
func (w *world) open() {
	w.t.Helper()
	var err error
	w.spool, err = spool.Open(filepath.Join(w.data, "spool"), spool.WithMaxBytes(1<<20))
	w.must(err)
	w.store, err = jetstream.Open(context.Background(), jetstream.Options{
		Dir: w.data, AckWait: 300 * time.Millisecond, MinFree: 1,
	})
	w.must(err)
	var state ingest.State = w.store
	if w.state != nil {
		state = w.state(state)
	}
	w.service, err = ingest.New(context.Background(), w.options, ingest.Parts{
		Spool: watchedSpool{w.spool, w}, Archive: w.archive, Queue: w.store, State: state, Handler: w.handler,
	})
	w.must(err)
	w.stop = w.store.Close
}

// watchedSpool is the real spool, which tells the world what it stores.
type watchedSpool struct {
	*spool.Store
	w *world
}

func (s watchedSpool) Put(ctx context.Context, r io.Reader) (ingest.Content, error) {
	c, err := s.Store.Put(ctx, r)
	if err == nil && s.w.spooled != nil {
		s.w.spooled(c.SHA256)
	}
	return c, err
}

// start opens the parts and runs the service. Events come from the test.
func (w *world) start() {
	w.t.Helper()
	watching := make(idle)
	w.startWith(watching)
	select {
	case <-watching:
	case <-time.After(20 * time.Second):
		w.t.Fatal("the service does not start")
	}
}

func (w *world) startWith(watcher ingest.Watcher) {
	w.t.Helper()
	if w.stop == nil {
		w.open()
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- w.service.Run(ctx, watcher) }()
	w.stop = func() error {
		cancel()
		return errors.Join(<-ended, w.store.Close())
	}
}

func (w *world) halt() error {
	stop := w.stop
	w.stop = nil
	return stop()
}

// idle is a watcher that sees nothing, and is closed when it runs.
type idle chan struct{}

// Run implements ingest.Watcher.
func (i idle) Run(ctx context.Context, _ func(context.Context, ingest.Event) error) error {
	close(i)
	<-ctx.Done()
	return nil
}

// write writes a file without an event and returns its path.
func (w *world) write(folder ingest.Folder, name, content string) string {
	w.t.Helper()
	path := filepath.Join(folder.Root, name)
	w.must(os.MkdirAll(filepath.Dir(path), 0o755))
	w.must(os.WriteFile(path, []byte(content), 0o644))
	return path
}

func sight(t testing.TB, folder ingest.Folder, path string) ingest.FileInfo {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return ingest.FileInfo{Folder: folder.Root, Path: path, Size: info.Size(), ModTime: info.ModTime()}
}

// drop writes a file and reports it.
func (w *world) drop(folder ingest.Folder, name, content string) (id, path string) {
	w.t.Helper()
	path = w.write(folder, name, content)
	w.present(folder, path)
	return idOf(content), path
}

func (w *world) present(folder ingest.Folder, path string) {
	w.t.Helper()
	w.must(w.service.Take(context.Background(), ingest.Event{Kind: ingest.Present, File: sight(w.t, folder, path)}))
}

// remove removes a file and reports it.
func (w *world) remove(folder ingest.Folder, path string) {
	w.t.Helper()
	f := sight(w.t, folder, path)
	w.must(os.Remove(path))
	w.must(w.service.Take(context.Background(), ingest.Event{Kind: ingest.Gone, File: f}))
}

func idOf(content string) string {
	sum := sha256.Sum256([]byte(content))
	return hex.EncodeToString(sum[:])[:32]
}

func shaOf(content string) string {
	sum := sha256.Sum256([]byte(content))
	return hex.EncodeToString(sum[:])
}

// await waits for something that must become true.
func (w *world) await(what string, met func() bool) {
	w.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !met(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			r, err := w.service.Status(context.Background())
			w.t.Fatalf("never came true: %s\nstatus: %+v, %v", what, r, err)
		}
	}
}

func (w *world) awaitStatus(id string, want ingest.Status) ingest.Record {
	w.t.Helper()
	var r ingest.Record
	w.await(fmt.Sprintf("%s is %s", id, want), func() bool {
		var err error
		r, _, err = w.service.Record(context.Background(), id)
		return err == nil && r.Status == want
	})
	return r
}

// awaitCalm waits until the queue is empty.
func (w *world) awaitCalm() {
	w.t.Helper()
	w.await("queue is empty", func() bool {
		r, err := w.service.Status(context.Background())
		return err == nil && r.Queue == ingest.Depth{} && len(r.InFlight) == 0
	})
}

func (w *world) exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// files lists the base names of all files below a folder.
func files(t testing.TB, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) || err == nil && d.IsDir() {
			return nil
		}
		if err != nil {
			return err
		}
		b, err := os.ReadFile(path)
		found[d.Name()] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// library is a Handler whose search is a map.
type library struct {
	mu     sync.Mutex
	shelf  map[string]ingest.Job
	jobs   []ingest.Job
	behave func(context.Context, ingest.Job) error // nil: all goes well
	forget func(id string) error                   // nil: all goes well
	away   error                                   // what Ready returns
}

func (l *library) Handle(ctx context.Context, job ingest.Job) error {
	l.mu.Lock()
	l.jobs = append(l.jobs, job)
	behave := l.behave
	l.mu.Unlock()
	f, err := job.Open()
	if err != nil {
		return err
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		return err
	}
	if shaOf(string(b)) != job.SHA256 || int64(len(b)) != job.Bytes {
		return &ingest.Error{Kind: ingest.Stop, Stage: "test", Err: errors.New("original and job differ")}
	}
	job.Progress(ingest.Indexing, 1, 1)
	if behave != nil {
		if err := behave(ctx, job); err != nil {
			return err
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.shelf[job.ID] = job
	return nil
}

func (l *library) Delete(_ context.Context, id string) error {
	l.mu.Lock()
	forget := l.forget
	l.mu.Unlock()
	if forget != nil {
		if err := forget(id); err != nil {
			return err
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.shelf, id)
	return nil
}

func (l *library) Ready(context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.away
}

func (l *library) Count(context.Context) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.shelf), l.away
}

func (l *library) Indexed(context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		l.mu.Lock()
		defer l.mu.Unlock()
		for id := range l.shelf {
			if !yield(id, nil) {
				return
			}
		}
	}
}

func (l *library) set(change func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	change()
}

// of returns what is in search of a document.
func (l *library) of(id string) (ingest.Job, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	job, ok := l.shelf[id]
	return job, ok
}

func (l *library) calls(id string) (jobs []ingest.Job) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, j := range l.jobs {
		if j.ID == id {
			jobs = append(jobs, j)
		}
	}
	return jobs
}
