package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gouji/gouji/ingest"
	"github.com/gouji/gouji/ingest/archive"
	"github.com/gouji/gouji/ingest/jetstream"
	"github.com/gouji/gouji/ingest/spool"
	"github.com/gouji/gouji/ingest/watch"
)

// childDir names the variable that makes the test binary run a service on a
// folder instead of the tests, to be killed.
const childDir = "GOUJI_INGEST_TEST_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		if err := runChild(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

func childFolders(dir string) []ingest.Folder {
	return []ingest.Folder{
		{
			Root: filepath.Join(dir, "inbox"), Mode: ingest.Consume,
			Archive: filepath.Join(dir, "archive"), Failed: filepath.Join(dir, "failed"),
		},
		{Root: filepath.Join(dir, "shelf"), Mode: ingest.Keep},
	}
}

// runChild runs a service until nothing is left to do and a file "finish" lies
// in the folder.
func runChild(dir string) (err error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	originals, err := spool.Open(filepath.Join(dir, "data", "spool"))
	if err != nil {
		return err
	}
	store, err := jetstream.Open(ctx, jetstream.Options{Dir: filepath.Join(dir, "data"), AckWait: time.Second, MinFree: 1})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	o := ingest.Options{Folders: childFolders(dir), Grace: time.Second, Sweep: time.Second, Drain: time.Second, Workers: 4}
	service, err := ingest.New(ctx, o, ingest.Parts{
		Spool: originals, Archive: archive.New(nil), Queue: store, State: store, Handler: diskLibrary(filepath.Join(dir, "search")),
	})
	if err != nil {
		return err
	}
	watcher, err := watch.New(watch.Options{Window: 50 * time.Millisecond, RescanInterval: 300 * time.Millisecond}, o.Folders, service)
	if err != nil {
		return err
	}
	go func() {
		for ; !finished(ctx, dir, service); time.Sleep(100 * time.Millisecond) {
		}
		cancel()
	}()
	return service.Run(ctx, watcher)
}

func finished(ctx context.Context, dir string, service *ingest.Service) bool {
	if _, err := os.Stat(filepath.Join(dir, "finish")); err != nil {
		return false
	}
	inbox, err := os.ReadDir(filepath.Join(dir, "inbox"))
	r, statusErr := service.Status(ctx)
	known := 0
	for range service.PathsUnder(filepath.Join(dir, "shelf")) {
		known++
	}
	return errors.Join(err, statusErr) == nil && len(inbox) == 0 && known == killFiles/2 && r.Queue == ingest.Depth{} &&
		r.Counts[ingest.Done] == killFiles && len(r.Counts) == 1
}

// diskLibrary is a Handler whose search is a folder with a file per document.
type diskLibrary string

func (l diskLibrary) Handle(_ context.Context, job ingest.Job) error {
	if err := os.MkdirAll(string(l), 0o755); err != nil {
		return err
	}
	time.Sleep(time.Duration(rand.IntN(20)) * time.Millisecond)
	temp := filepath.Join(string(l), ".tmp-"+job.ID)
	if err := os.WriteFile(temp, []byte(strings.Join(job.Paths, "\n")), 0o644); err != nil {
		return err
	}
	return os.Rename(temp, filepath.Join(string(l), job.ID))
}

func (l diskLibrary) Delete(_ context.Context, id string) error {
	err := os.Remove(filepath.Join(string(l), id))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

func (l diskLibrary) Indexed(context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		entries, err := os.ReadDir(string(l))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			yield("", err)
			return
		}
		for _, e := range entries {
			if !yield(e.Name(), nil) {
				return
			}
		}
	}
}

const (
	kills     = 12
	killFiles = 120
)

func TestKilledAgainAndAgain(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, f := range childFolders(dir) {
		if err := os.MkdirAll(f.Root, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for round := range kills {
		for i := round * killFiles / kills; i < (round+1)*killFiles/kills; i++ {
			folder := childFolders(dir)[i%2]
			content := fmt.Sprintf("report %d", i)
			if err := os.WriteFile(filepath.Join(folder.Root, fmt.Sprintf("%d.txt", i)), []byte(content), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		child := startChild(t, dir)
		time.Sleep(time.Duration(100+rand.IntN(900)) * time.Millisecond)
		if err := child.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = child.Wait()
	}
	if err := os.WriteFile(filepath.Join(dir, "finish"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := startChild(t, dir).Wait(); err != nil {
		t.Fatal(err)
	}
	checkAfterKills(t, dir)
}

func startChild(t *testing.T, dir string) *exec.Cmd {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	t.Cleanup(cancel)
	child := exec.CommandContext(ctx, os.Args[0])
	child.Env = append(os.Environ(), childDir+"="+dir)
	child.Stderr = os.Stderr
	child.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	return child
}

func checkAfterKills(t *testing.T, dir string) {
	t.Helper()
	search, kept := files(t, filepath.Join(dir, "search")), files(t, filepath.Join(dir, "shelf"))
	moved, failed := files(t, filepath.Join(dir, "archive")), files(t, filepath.Join(dir, "failed"))
	originals, err := spool.Open(filepath.Join(dir, "data", "spool"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range killFiles {
		name, content := fmt.Sprintf("%d.txt", i), fmt.Sprintf("report %d", i)
		if i%2 == 0 && moved[name] != content || i%2 == 1 && kept[name] != content {
			t.Errorf("%s is not where it should be", name)
		}
		if path := filepath.Join(childFolders(dir)[i%2].Root, name); search[idOf(content)] != path {
			t.Errorf("%s is in search under %q", name, search[idOf(content)])
		}
		delete(search, idOf(content))
		if f, err := originals.Open(shaOf(content)); err != nil {
			t.Errorf("original of %s: %v", name, err)
		} else {
			f.Close()
		}
	}
	if len(search)+len(failed) != 0 || len(moved)+len(kept) != killFiles {
		t.Errorf("in search but never dropped: %q; failed: %q; %d archived, %d kept", search, failed, len(moved), len(kept))
	}
}
