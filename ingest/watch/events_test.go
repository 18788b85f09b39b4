package watch

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/gouji/gouji/ingest"
)

func TestAllSortsOfFiles(t *testing.T) {
	x := newFixture(t)
	outside := t.TempDir()
	x.must(os.WriteFile(filepath.Join(outside, "secret.txt"), []byte("text"), 0o644))

	files := []string{
		"plain.txt",
		"深/层/目录/年报.txt",
		"invalid\xff\xfe\x80.txt",
		"new\nline.txt",
		" spaces .txt",
		strings.Repeat("长", 85), // 255 bytes
		strings.Repeat("\xc0", 255),
		strings.Repeat("d", 255) + "/" + strings.Repeat("f", 255),
	}
	lay := func(suffix string) (want []string) {
		for _, name := range files {
			name = filepath.Join(suffix, name)
			x.write(name, "text")
			want = append(want, "present "+name)
		}
		for _, name := range []string{".hidden", ".git/config", "~$lock.docx", "x.TMP", "Thumbs.db", "@eaDir/x.txt", "年报.pdf.原因.txt"} {
			x.write(filepath.Join(suffix, name), "text")
		}
		x.must(os.Symlink(outside, filepath.Join(x.root, suffix, "linked-folder")))
		x.must(os.Symlink(filepath.Join(outside, "secret.txt"), filepath.Join(x.root, suffix, "linked-file")))
		x.must(os.Symlink("nowhere", filepath.Join(x.root, suffix, "dangling")))
		x.must(syscall.Mkfifo(filepath.Join(x.root, suffix, "pipe"), 0o644))
		x.must(os.Chdir(filepath.Join(x.root, suffix))) // the path of a socket is short
		socket, err := (&net.ListenConfig{}).Listen(t.Context(), "unix", "socket")
		x.must(err)
		t.Cleanup(func() { socket.Close() })
		return want
	}
	t.Chdir(x.root) // restores it at the end

	want := lay("")
	x.listening()
	x.want(want...)
	x.must(os.Mkdir(x.path("later"), 0o755))
	x.want(lay("later")...)
	x.wantNothingBefore("last.txt")
	for _, line := range []string{"linked-file", "linked-folder", "dangling", "pipe", "socket"} {
		if !strings.Contains(x.log.String(), line) {
			t.Errorf("%s is not in the log", line)
		}
	}
}

func TestMovedInFolder(t *testing.T) {
	x := newFixture(t)
	outside := filepath.Join(filepath.Dir(x.root), "outside")
	x.must(os.MkdirAll(filepath.Join(outside, "a", "b"), 0o755))
	x.must(os.WriteFile(filepath.Join(outside, "a", "b", "1.txt"), []byte("1"), 0o644))
	x.must(os.WriteFile(filepath.Join(outside, "2.txt"), []byte("2"), 0o644))
	x.listening()
	x.wantNothingBefore("first.txt")

	x.must(os.Rename(outside, x.path("in")))
	x.want("present in/a/b/1.txt", "present in/2.txt")
	x.write("in/a/b/3.txt", "3")
	x.want("present in/a/b/3.txt")

	// inotify goes on reporting a renamed folder under its old path
	x.must(os.Rename(x.path("in"), x.path("renamed")))
	x.want("present renamed/a/b/1.txt", "present renamed/2.txt", "present renamed/a/b/3.txt",
		"gone in/a/b/1.txt", "gone in/2.txt", "gone in/a/b/3.txt")
	x.write("renamed/4.txt", "4")
	x.want("present renamed/4.txt")
	x.write("renamed/a/b/5.txt", "5")
	x.want("present renamed/a/b/5.txt")
	x.must(os.Rename(x.path("renamed/a"), filepath.Join(t.TempDir(), "out")))
	x.want("gone renamed/a/b/1.txt", "gone renamed/a/b/3.txt", "gone renamed/a/b/5.txt")
}

func TestVanishedFile(t *testing.T) {
	x := newFixture(t)
	x.listening()
	x.wantNothingBefore("first.txt")
	for i := range 50 {
		name := fmt.Sprintf("%d/short-lived.txt", i)
		x.write(name, "text")
		x.must(os.RemoveAll(x.path(filepath.Dir(name))))
	}
	x.wantNothingBefore("last.txt")
}

func TestRemovedAndCreatedAgainWhileUnknown(t *testing.T) {
	x := newFixture(t)
	x.deaf.Store(true) // as after a consumed file: the state knows nothing
	x.listening()
	x.write("a.txt", "same")
	x.want("present a.txt")
	aside := filepath.Join(filepath.Dir(x.root), "failed.txt")
	x.must(os.Rename(x.path("a.txt"), aside))
	x.must(os.Rename(aside, x.path("a.txt")))
	x.want("present a.txt")
}

func TestTenThousandAtOnce(t *testing.T) {
	x := newFixture(t)
	f := x.folder()
	f.Poll = ingest.PollNever
	// A window that outlasts the stalls of a busy disk: a file that stays empty
	// for longer is sent empty, and rightly once more when it is filled.
	x.start(Options{Window: time.Second, RescanInterval: time.Hour}, f)
	x.wantNothingBefore("first.txt")
	const files = 10_000
	for i := range files {
		if i%100 == 0 {
			x.must(os.Mkdir(x.path(fmt.Sprintf("%02d", i/100)), 0o755))
		}
		x.must(os.WriteFile(x.path(fmt.Sprintf("%02d/%04d.txt", i/100, i)), []byte("text"), 0o644))
	}
	seen := make(map[string]bool, files)
	for range files {
		e := x.next()
		if seen[e] {
			t.Fatalf("%s twice", e)
		}
		seen[e] = true
	}
	x.wantNothingBefore("last.txt")
}

// TestLostEvents fills the hints until they say that something was lost.
func TestLostEvents(t *testing.T) {
	x := newFixture(t)
	x.listening()
	x.wantNothingBefore("first.txt")
	h := x.watcher.folders[0].hints
	x.must(os.WriteFile(filepath.Join(filepath.Dir(x.root), "moved"), []byte("text"), 0o644))
	for i := range maxHints + 1 {
		h.add(fmt.Sprintf("/elsewhere/%d", i), false)
	}
	h.lose()
	x.must(os.Rename(filepath.Join(filepath.Dir(x.root), "moved"), x.path("moved")))
	x.want("present moved")
	if !strings.Contains(x.log.String(), "events were lost") {
		t.Error("lost events are not in the log")
	}
}

func TestOwnOutputIsExcluded(t *testing.T) {
	x := newFixture(t)
	outer := x.folder()
	outer.Archive, outer.Failed = x.path("archive"), x.path("failed")
	inner := ingest.Folder{Root: x.path("inner"), Mode: ingest.Keep, Archive: x.path("inner-archive")}
	for _, name := range []string{"archive/2026/01/a.txt", "failed/b.txt", "inner-archive/c.txt", "inner/d.txt", "e.txt"} {
		x.write(name, "text")
	}
	x.start(Options{Window: 40 * time.Millisecond, RescanInterval: time.Hour}, outer, inner)
	x.want("present inner/d.txt", "present e.txt")
	if got, _ := x.state.Known(x.path("inner/d.txt")); got.Folder != inner.Root {
		t.Errorf("inner file belongs to %q", got.Folder)
	}
	x.write("archive/2026/02/f.txt", "text")
	x.write("failed/g.txt", "text")
	x.write("inner/h.txt", "text")
	x.want("present inner/h.txt")
	x.watcher.Rescan()
	x.wantNothingBefore("last.txt")
}

func TestEmitNeverOverlaps(t *testing.T) {
	x := newFixture(t)
	var folders []ingest.Folder
	for _, name := range []string{"a", "b", "c"} {
		for i := range 50 {
			x.write(fmt.Sprintf("%s/%d.txt", name, i), "text")
		}
		folders = append(folders, ingest.Folder{Root: x.path(name), Mode: ingest.Keep})
	}
	w, err := New(Options{Window: 20 * time.Millisecond}, folders, x.state)
	x.must(err)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	var inside, calls atomic.Int32
	x.must(w.Run(ctx, func(context.Context, ingest.Event) error {
		if inside.Add(1) != 1 {
			t.Error("emit overlaps")
		}
		if calls.Add(1) == 150 {
			cancel()
		}
		inside.Add(-1)
		return nil
	}))
	if calls.Load() != 150 {
		t.Errorf("%d events", calls.Load())
	}
}
