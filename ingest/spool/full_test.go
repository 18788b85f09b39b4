package spool

import (
	"bytes"
	"errors"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/gouji/gouji/ingest"
)

// TestFullDisk fills a real, tiny file system. Where the test may not mount
// one, a limit on the size of a file makes the same writes fail.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	want := error(syscall.ENOSPC)
	var s *Store
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, "size=256k"); err == nil {
		t.Cleanup(func() {
			if err := unix.Unmount(dir, unix.MNT_DETACH); err != nil {
				t.Error(err)
			}
		})
		s = openAt(t, dir)
	} else {
		t.Logf("no tmpfs (%v), using RLIMIT_FSIZE", err)
		want = syscall.EFBIG
		s = openAt(t, dir)
		limitFileSize(t, 256<<10)
	}

	_, err := s.Put(t.Context(), bytes.NewReader(make([]byte, 1<<20)))
	if !errors.Is(err, want) || ingest.KindOf(err) != ingest.Retry {
		t.Fatalf("put on a full disk: %v (%v)", err, ingest.KindOf(err))
	}
	if errors.Is(want, syscall.ENOSPC) && !strings.Contains(ingest.ReasonOf(err), "磁盘空间不足") {
		t.Errorf("reason %q", ingest.ReasonOf(err))
	}
	assertNoTemps(t, s)
	if got := originals(t, s); len(got) != 0 {
		t.Errorf("list: %v", got)
	}
	if _, err := s.Put(t.Context(), strings.NewReader("small")); err != nil {
		t.Errorf("put when there is room again: %v", err)
	}
}

func openAt(t *testing.T, dir string) *Store {
	t.Helper()
	s, err := Open(filepath.Join(dir, "spool"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func limitFileSize(t *testing.T, bytes uint64) {
	t.Helper()
	var old unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_FSIZE, &old); err != nil {
		t.Fatal(err)
	}
	signal.Ignore(syscall.SIGXFSZ)
	if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: bytes, Max: old.Max}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &old); err != nil {
			t.Error(err)
		}
		signal.Reset(syscall.SIGXFSZ)
	})
}
