package watch

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gouji/gouji/ingest"
)

// patience is how long a test with real events waits before it fails.
const patience = 30 * time.Second

// memory is a state in memory.
type memory struct {
	mu    sync.Mutex
	files map[string]ingest.FileInfo
}

func (m *memory) Known(path string) (ingest.FileInfo, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	f, ok := m.files[path]
	return f, ok
}

func (m *memory) PathsUnder(root string) iter.Seq[string] {
	m.mu.Lock()
	paths := slices.Collect(maps.Keys(m.files))
	m.mu.Unlock()
	return func(yield func(string) bool) {
		for _, path := range paths {
			if within(path, root) && !yield(path) {
				return
			}
		}
	}
}

func (m *memory) apply(e ingest.Event) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if e.Kind == ingest.Gone {
		delete(m.files, e.File.Path)
		return
	}
	m.files[e.File.Path] = e.File
}

// fixture is a watched folder with its watcher. Its state learns every event
// unless deaf is set.
type fixture struct {
	t       testing.TB
	root    string
	state   *memory
	deaf    atomic.Bool
	log     lockedBuffer
	watcher *Watcher
	events  chan ingest.Event
	cancel  context.CancelFunc
	done    chan error
}

func newFixture(t testing.TB) *fixture {
	t.Helper()
	root := filepath.Join(t.TempDir(), "收件箱")
	if err := os.Mkdir(root, 0o755); err != nil {
		t.Fatal(err)
	}
	return &fixture{t: t, root: root, state: &memory{files: make(map[string]ingest.FileInfo)}, events: make(chan ingest.Event, 1<<17)}
}

func (x *fixture) folder() ingest.Folder {
	return ingest.Folder{Root: x.root, Mode: ingest.Keep}
}

// listening starts a watcher that depends on real events: its own rescan is
// far away.
func (x *fixture) listening() {
	x.t.Helper()
	f := x.folder()
	f.Poll = ingest.PollNever
	x.start(Options{Window: 40 * time.Millisecond, RescanInterval: time.Hour}, f)
}

// polling starts a watcher that never listens, for tests in a synctest bubble.
func (x *fixture) polling() {
	x.t.Helper()
	f := x.folder()
	f.Poll = ingest.PollAlways
	x.start(Options{}, f)
}

func (x *fixture) start(o Options, folders ...ingest.Folder) {
	x.t.Helper()
	o.Logger = slog.New(slog.NewTextHandler(&x.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	w, err := New(o, folders, x.state)
	if err != nil {
		x.t.Fatal(err)
	}
	x.watcher = w
	ctx, cancel := context.WithCancel(context.Background())
	x.cancel, x.done = cancel, make(chan error, 1)
	go func() { x.done <- w.Run(ctx, x.take) }()
	x.t.Cleanup(x.stop)
}

func (x *fixture) stop() {
	if x.cancel == nil {
		return
	}
	x.cancel()
	x.cancel = nil
	if err := <-x.done; err != nil {
		x.t.Errorf("run: %v", err)
	}
	if x.t.Failed() {
		x.t.Logf("log:\n%s", x.log.String())
	}
}

func (x *fixture) take(_ context.Context, e ingest.Event) error {
	if !x.deaf.Load() {
		x.state.apply(e)
	}
	x.events <- e
	return nil
}

func (x *fixture) path(name string) string { return filepath.Join(x.root, name) }

func (x *fixture) write(name, text string) {
	x.t.Helper()
	if err := os.MkdirAll(filepath.Dir(x.path(name)), 0o755); err != nil {
		x.t.Fatal(err)
	}
	if err := os.WriteFile(x.path(name), []byte(text), 0o644); err != nil {
		x.t.Fatal(err)
	}
}

func (x *fixture) must(err error) {
	x.t.Helper()
	if err != nil {
		x.t.Fatal(err)
	}
}

// next returns the next event as text, e.g. "present a/b.txt".
func (x *fixture) next() string {
	x.t.Helper()
	select {
	case e := <-x.events:
		return x.text(e)
	case err := <-x.done:
		x.t.Fatalf("run ended: %v", err)
	case <-time.After(patience):
		x.t.Fatalf("no event; log:\n%s", x.log.String())
	}
	return ""
}

func (x *fixture) text(e ingest.Event) string {
	return fmt.Sprintf("%v %s", e.Kind, strings.TrimPrefix(e.File.Path, x.root+"/"))
}

// want reads as many events as it is given and compares them, in any order.
func (x *fixture) want(events ...string) {
	x.t.Helper()
	var got []string
	for range events {
		got = append(got, x.next())
	}
	slices.Sort(got)
	slices.Sort(events)
	if !slices.Equal(got, events) {
		x.t.Fatalf("events %q, want %q", got, events)
	}
}

// wantNothingBefore proves that nothing else was sent: the next event is that
// of a new file.
func (x *fixture) wantNothingBefore(sentinel string) {
	x.t.Helper()
	x.write(sentinel, "the next event")
	x.want("present " + sentinel)
}

// none is for a synctest bubble, where time has passed already.
func (x *fixture) none() {
	x.t.Helper()
	select {
	case e := <-x.events:
		x.t.Fatalf("unexpected %s; log:\n%s", x.text(e), x.log.String())
	default:
	}
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func TestNewRefuses(t *testing.T) {
	root := t.TempDir()
	for name, tc := range map[string]struct {
		options Options
		folders []ingest.Folder
		want    string
	}{
		"nothing":          {Options{}, nil, "no folder"},
		"relative":         {Options{}, []ingest.Folder{{Root: "inbox"}}, `"inbox"`},
		"twice":            {Options{}, []ingest.Folder{{Root: root}, {Root: root + "/"}}, "twice"},
		"inside archive":   {Options{}, []ingest.Folder{{Root: root + "/a/b", Archive: root + "/a"}}, root + "/a"},
		"archive itself":   {Options{}, []ingest.Folder{{Root: root, Failed: root}}, root},
		"bad pattern":      {Options{}, []ingest.Folder{{Root: root, Ignore: []string{"*.bak", "[a"}}}, `"[a"`},
		"empty pattern":    {Options{}, []ingest.Folder{{Root: root, Ignore: []string{""}}}, `""`},
		"negative window":  {Options{Window: -1}, []ingest.Folder{{Root: root}}, "window"},
		"negative polling": {Options{PollInterval: -1}, []ingest.Folder{{Root: root}}, "poll interval"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := New(tc.options, tc.folders, &memory{}); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("error %v does not name %s", err, tc.want)
			}
		})
	}
}
