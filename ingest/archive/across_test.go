package archive

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// otherDevice returns a folder on another file system than the test's own.
func otherDevice(t *testing.T) string {
	t.Helper()
	here := mountOf(t.TempDir())
	for _, root := range []string{"/dev/shm", "/run/user", "/var/tmp", "."} {
		if there := mountOf(root); there.major == here.major && there.minor == here.minor {
			continue
		}
		if dir, err := os.MkdirTemp(root, "gouji-test-*"); err == nil {
			t.Cleanup(func() { os.RemoveAll(dir) })
			return dir
		}
	}
	dir := t.TempDir()
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, ""); err != nil {
		t.Fatalf("no second file system: /dev/shm is on the device of the temporary folder, and a tmpfs cannot be mounted: %v", err)
	}
	t.Cleanup(func() { _ = unix.Unmount(dir, unix.MNT_DETACH) })
	return dir
}

func TestAcrossDevices(t *testing.T) {
	x := newFixture(t)
	x.folder.Archive = filepath.Join(otherDevice(t), "archive")
	old := time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)
	for i, want := range []string{"a.txt", "a (2).txt", "a (3).txt"} {
		path := x.drop("sub/a.txt", strings.Repeat("x", i+1))
		if err := os.Chtimes(path, old, old); err != nil {
			t.Fatal(err)
		}
		moved := x.done(path)
		if filepath.Base(moved) != want || read(t, moved) != strings.Repeat("x", i+1) {
			t.Errorf("moved to %q", moved)
		}
		if info, err := os.Stat(moved); err != nil || !info.ModTime().Equal(old) {
			t.Errorf("modification time: %v, %v", info.ModTime(), err)
		}
	}
	same(t, "inbox", files(t, x.folder.Root))
	same(t, "archive", files(t, x.folder.Archive), "2026/01/sub/a.txt", "2026/01/sub/a (2).txt", "2026/01/sub/a (3).txt")
}

// TestCrashBeforeTheSourceWasRemoved asks again for moves whose copy is there.
func TestCrashBeforeTheSourceWasRemoved(t *testing.T) {
	x := newFixture(t)
	other := otherDevice(t)
	x.folder.Archive, x.folder.Failed = filepath.Join(other, "archive"), filepath.Join(other, "failed")
	x.write(filepath.Join(x.folder.Archive, "2026/01/a.txt"), "text")
	x.write(filepath.Join(x.folder.Failed, "b.txt"), "text")
	x.write(hidden(filepath.Join(x.folder.Archive, "2026/01/c.txt")), "half a file")
	x.done(x.drop("a.txt", "text"))
	x.failed(x.drop("b.txt", "text"), "原因")
	x.done(x.drop("c.txt", "text"))
	same(t, "inbox", files(t, x.folder.Root))
	same(t, "archive", files(t, x.folder.Archive), "2026/01/a.txt", "2026/01/c.txt")
	same(t, "failed", files(t, x.folder.Failed), "b.txt", "b.txt.原因.txt")
}

func TestCopyFailures(t *testing.T) {
	x := newFixture(t)
	other := otherDevice(t)
	path := x.drop("a.txt", "text")
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if err := copyAcross(cancelled, path, filepath.Join(other, "a.txt")); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if err := copyAcross(t.Context(), path, filepath.Join(other, "no/such/folder/a.txt")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no folder: %v", err)
	}
	taken := filepath.Join(other, "taken.txt")
	x.write(taken, "mine")
	if err := copyAcross(t.Context(), path, taken); !errors.Is(err, fs.ErrExist) {
		t.Errorf("taken: %v", err)
	}
	same(t, "target", files(t, other), "taken.txt")
	if read(t, taken) != "mine" || read(t, path) != "text" {
		t.Error("a file has changed")
	}
}

// TestExclusiveRenames runs each way to rename, as a file system may know only
// the last of them.
func TestExclusiveRenames(t *testing.T) {
	for name, rename := range map[string]func(path, target string) error{
		"renameat2": renameExclusive, "link": linkExclusive, "reserve": reserveAndRename,
	} {
		t.Run(name, func(t *testing.T) {
			x := newFixture(t)
			path := x.drop("a.txt", "text")
			target := filepath.Join(x.folder.Root, "b.txt")
			x.write(target, "mine")
			if err := rename(path, target); !errors.Is(err, fs.ErrExist) {
				t.Errorf("taken: %v", err)
			}
			if read(t, path) != "text" || read(t, target) != "mine" {
				t.Error("a file has changed")
			}
			free := filepath.Join(x.folder.Root, "c.txt")
			if err := rename(path, free); err != nil || read(t, free) != "text" {
				t.Errorf("free: %v", err)
			}
			if err := rename(path, filepath.Join(x.folder.Root, "d.txt")); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("vanished: %v", err)
			}
			same(t, "inbox", files(t, x.folder.Root), "b.txt", "c.txt")
		})
	}
}

func TestHardLinkLeftByACrash(t *testing.T) {
	x := newFixture(t)
	path := x.drop("a.txt", "text")
	target := filepath.Join(x.folder.Archive, "2026/01/a.txt")
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Link(path, target); err != nil {
		t.Fatal(err)
	}
	if moved := x.done(path); moved != target {
		t.Errorf("moved to %q", moved)
	}
	same(t, "inbox", files(t, x.folder.Root))
}
