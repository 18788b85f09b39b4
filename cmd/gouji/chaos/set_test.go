package chaos

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/ingest/spool"
	"github.com/gouji/gouji/internal/hostile"
)

// TestDaemonHostileSet has one daemon read the whole hostile set, with odd names
// and things that are no files between them. Each has its line that says what
// must become of it; afterwards nothing is left behind and a good file is read.
func TestDaemonHostileSet(t *testing.T) {
	t.Parallel()
	d := newDaemon(t, append(tight, "--limits.page_time", "30s", "--limits.file_bytes", "64MiB")...)
	d.program = unraced
	d.start()
	d.started()
	put(t, newItem("first.pdf", hostile.PDF(7)), d.path("inbox", "first.pdf")) // workers and pools are there
	d.settled(1, 0)
	before := d.footprint()

	files := hostile.Set()
	if len(files) < 200 {
		t.Errorf("%d files", len(files))
	}
	for _, f := range files {
		must(t, os.WriteFile(d.path("inbox", f.Name), f.Content, 0o600))
	}
	named := layNames(t, d.path("inbox", "names"))
	odd := layOddities(t, d)
	d.await("every file is decided", func() string {
		s, err := d.status()
		if err != nil {
			return err.Error()
		}
		left := fileNames(t, d.path("inbox"), func(path string) bool { return odd.waiting(path) || named.stays(path) })
		if len(left) == 0 && s.Queue.Waiting+s.Queue.Given+len(s.InFlight) == 0 {
			return ""
		}
		return fmt.Sprintf("%v, %d in the inbox: %q, queue %+v, trouble %q", s.Counts, len(left), left[:min(3, len(left))], s.Queue, s.Trouble)
	})

	named.check(t, d)
	odd.check(t, d)

	put(t, newItem("last.pdf", hostile.PDF(8)), d.path("inbox", "last.pdf"))
	d.await("a good file is read afterwards", func() string {
		if namesIn(t, d.path("archive"))["last.pdf"] == "" {
			return "it is not in the archive"
		}
		return ""
	})
	d.leaner(before)
	odd.stop()
	d.stop()
	nothingLeft(t, d.path("data", "scratch"))
	d.nothingHalfMade()
	d.judgeAll(files)
	t.Logf("%d files of the set, %d names, %d things that are no files", len(files), len(names), len(odd.lines))
}

// judgeAll compares what has become of the files with what must, after the daemon
// has stopped.
func (d *daemon) judgeAll(files []hostile.File) {
	d.t.Helper()
	store, err := spool.Open(d.path("data", "spool"))
	must(d.t, err)
	archived, failed := namesIn(d.t, d.path("archive")), namesIn(d.t, d.path("failed"))
	for _, f := range files {
		reason, _ := os.ReadFile(failed[f.Name+".原因.txt"]) // checked with the rest
		switch refused := failed[f.Name] != ""; {
		case refused == (archived[f.Name] != ""):
			d.t.Errorf("%v; it is in archive %t, in failed %t", f, archived[f.Name] != "", refused)
		case refused && f.Want != hostile.Refused && f.Want != hostile.Survived, !refused && f.Want == hostile.Refused:
			d.t.Errorf("%v; refused %t: %s", f, refused, reason)
		case refused && (!strings.Contains(string(reason), "原因：") || !strings.Contains(string(reason), f.Reason)):
			d.t.Errorf("%v; the reason is %q", f, reason)
		case !refused:
			stored, err := store.Document(newItem(f.Name, f.Content).id())
			judgePages(d.t, f, stored, err)
		}
	}
}

// judgePages looks at what was read of a file.
func judgePages(t *testing.T, f hostile.File, stored []byte, err error) {
	t.Helper()
	var doc extract.Document
	if err == nil {
		err = json.Unmarshal(stored, &doc)
	}
	if err != nil {
		t.Errorf("%v; %v", f, err)
		return
	}
	if got := readPages(&doc); !subset(f.Pages, got) || f.Want == hostile.Read && len(got) == 0 {
		t.Errorf("%v; the sentence is on pages %v", f, got)
	}
}

// fileNames are the regular files below a folder but for some.
func fileNames(t *testing.T, dir string, but func(path string) bool) (names []string) {
	t.Helper()
	must(t, filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if os.IsNotExist(err) { // moved meanwhile
			return nil
		}
		if err == nil && entry.Type().IsRegular() && !but(path) {
			names = append(names, path)
		}
		return err
	}))
	return names
}
