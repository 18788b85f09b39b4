package ingest_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/gouji/gouji/ingest"
)

func TestAnExpiredOriginalIsNoFault(t *testing.T) {
	w := newWorld(t)
	w.start()
	id, path := w.drop(w.inbox, "a.txt", "one")
	sha := w.awaitStatus(id, ingest.Done).SHA256
	w.awaitCalm()
	w.must(w.service.Expire(t.Context(), id, false))
	if _, err := w.spool.Open(sha); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the original is kept: %v", err)
	}
	if files(t, w.inbox.Archive)["a.txt"] != "one" {
		t.Error("the archive was touched")
	}
	w.must(w.halt())
	w.open()
	w.start()
	w.awaitCalm()
	if r := w.awaitStatus(id, ingest.Done); !r.Expired || len(w.handler.calls(id)) != 1 {
		t.Errorf("after a restart: %+v, %d calls", r, len(w.handler.calls(id)))
	}
	if job := retried(t, w, id); !job.PathsOnly {
		t.Error("is to be read again although there is nothing to read")
	}
	if r := w.awaitStatus(id, ingest.Refused); !strings.Contains(r.Reason, "保留期限") {
		t.Errorf("the reason is %q", r.Reason) // this handler reads the original in any case
	}
	w.drop(w.inbox, "a.txt", "one")
	if r := w.awaitStatus(id, ingest.Done); r.Expired {
		t.Error("expired although the file has come again")
	}
	if w.exists(path) {
		t.Error("the file was not moved")
	}
}

// retried has a document tried again and returns the job.
func retried(t *testing.T, w *world, id string) ingest.Job {
	t.Helper()
	before := len(w.handler.calls(id))
	if _, err := w.service.Retry(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	w.await("another call", func() bool { return len(w.handler.calls(id)) > before })
	return w.handler.calls(id)[before]
}

func TestExpireTakesCopiesThatAreUnchanged(t *testing.T) {
	w := newWorld(t)
	w.start()
	id, _ := w.drop(w.inbox, "a.txt", "one")
	w.awaitStatus(id, ingest.Done)
	w.drop(w.inbox, "b.txt", "one")
	w.await("both moved", func() bool { return len(files(t, w.inbox.Archive)) == 2 })
	w.awaitCalm()
	for name := range files(t, w.inbox.Archive) {
		if name == "b.txt" {
			w.must(os.WriteFile(w.inbox.Archive+"/"+archived(t, w, name), []byte("mine"), 0o600))
		}
	}
	w.must(w.service.Expire(t.Context(), id, true))
	if left := files(t, w.inbox.Archive); len(left) != 1 || left["b.txt"] != "mine" {
		t.Errorf("left in the archive: %v", left)
	}
}

// archived returns the path of a file below the archive.
func archived(t *testing.T, w *world, name string) string {
	t.Helper()
	var found string
	err := fs.WalkDir(os.DirFS(w.inbox.Archive), ".", func(path string, _ fs.DirEntry, err error) error {
		if strings.HasSuffix(path, name) {
			found = path
		}
		return err
	})
	if err != nil || found == "" {
		t.Fatal(name, err)
	}
	return found
}

func TestOnlyWhatIsDoneExpires(t *testing.T) {
	w := newWorld(t)
	w.handler.behave = func(context.Context, ingest.Job) error {
		return &ingest.Error{Kind: ingest.Refuse, Stage: "read", Err: errors.New("no text")}
	}
	w.start()
	id, _ := w.drop(w.inbox, "a.txt", "one")
	w.awaitStatus(id, ingest.Refused)
	if err := w.service.Expire(t.Context(), id, false); !errors.Is(err, ingest.ErrNotDone) {
		t.Errorf("a refused document: %v", err)
	}
	if err := w.service.Expire(t.Context(), idOf("two"), false); !errors.Is(err, ingest.ErrNoRecord) {
		t.Errorf("an unknown document: %v", err)
	}
}
