package watch

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/sys/unix"

	"github.com/gouji/gouji/ingest"
)

func TestGrowingFileWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := newFixture(t)
		x.write("a.txt", "0")
		x.polling()
		for i := range 10 {
			time.Sleep(DefaultWindow / 2)
			x.write("a.txt", strings.Repeat("x", i+2))
			x.watcher.Rescan()
		}
		synctest.Wait()
		x.none()
		time.Sleep(DefaultWindow + DefaultWindow/2)
		synctest.Wait()
		x.want("present a.txt")
		x.stop()
	})
}

func TestOldFileWaitsTheSameWindow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := newFixture(t)
		x.write("old.txt", "text")
		long := time.Date(1999, 1, 31, 0, 0, 0, 0, time.UTC)
		x.must(os.Chtimes(x.path("old.txt"), long, long))
		x.polling()
		time.Sleep(DefaultWindow - time.Millisecond)
		synctest.Wait()
		x.none()
		time.Sleep(2 * DefaultWindow / ticks)
		synctest.Wait()
		x.want("present old.txt")
		x.stop()
	})
}

func TestEmptyFileWaitsLonger(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := newFixture(t)
		x.write("empty.txt", "")
		x.write("filled.txt", "")
		x.polling()
		time.Sleep(4 * DefaultWindow)
		synctest.Wait()
		x.none()
		x.write("filled.txt", "text")
		time.Sleep(2 * DefaultWindow)
		synctest.Wait()
		x.want("present empty.txt")
		time.Sleep(DefaultPollInterval)
		synctest.Wait()
		x.want("present filled.txt")
		x.stop()
	})
}

// TestLockedFile holds a lease, so that a real open fails, for root too.
func TestLockedFile(t *testing.T) {
	x := newFixture(t)
	x.write("locked.txt", "text")
	x.write("other.txt", "text")
	f, err := os.OpenFile(x.path("locked.txt"), os.O_RDWR, 0)
	x.must(err)
	defer f.Close()
	if _, err := unix.FcntlInt(f.Fd(), unix.F_SETLEASE, unix.F_WRLCK); err != nil {
		t.Fatalf("lease on the test's own file: %v", err)
	}
	if err := opens(x.path("locked.txt"), 4); !errors.Is(err, syscall.EAGAIN) {
		t.Fatalf("open of a leased file: %v", err)
	}
	x.listening()
	x.want("present other.txt")
	x.wantNothingBefore("another.txt")
	_, err = unix.FcntlInt(f.Fd(), unix.F_SETLEASE, unix.F_UNLCK)
	x.must(err)
	x.want("present locked.txt")
	if n := strings.Count(x.log.String(), "cannot be opened yet"); n != 1 {
		t.Errorf("logged %d times", n)
	}
}

func TestReplacedByFIFOBeforeOpen(t *testing.T) {
	x := newFixture(t)
	x.must(syscall.Mkfifo(x.path("pipe"), 0o600))
	if err := opens(x.path("pipe"), 0); err == nil {
		t.Error("a FIFO opens like a file")
	}
	x.must(os.Symlink("/dev/zero", x.path("link")))
	if err := opens(x.path("link"), 0); err == nil {
		t.Error("a link is followed")
	}
}

func TestEmitDecides(t *testing.T) {
	for name, tc := range map[string]struct {
		kind  ingest.Kind
		calls int
	}{
		"retry":  {ingest.Retry, 3},
		"refuse": {ingest.Refuse, 1},
		"stop":   {ingest.Stop, 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				x := newFixture(t)
				x.write("a.txt", "text")
				f := x.folder()
				f.Poll = ingest.PollAlways
				w, err := New(Options{}, []ingest.Folder{f}, x.state)
				x.must(err)
				ctx, cancel := context.WithTimeout(t.Context(), DefaultRescanInterval-time.Minute)
				defer cancel()
				calls := 0
				cause := errors.New("state is busy")
				err = w.Run(ctx, func(context.Context, ingest.Event) error {
					if calls++; calls == 3 {
						return nil
					}
					return &ingest.Error{Kind: tc.kind, Stage: "test", Err: cause}
				})
				if (tc.kind == ingest.Stop) != errors.Is(err, cause) {
					t.Errorf("run: %v", err)
				}
				if calls != tc.calls {
					t.Errorf("%d calls, want %d", calls, tc.calls)
				}
			})
		})
	}
}

func TestEmitBlocks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := newFixture(t)
		for _, name := range []string{"a", "b", "c"} {
			x.write(name, "text")
		}
		x.events = make(chan ingest.Event) // nobody reads
		x.polling()
		time.Sleep(time.Hour)
		synctest.Wait()
		x.must(os.Remove(x.path("c")))
		x.want("present a")
		x.want("present b")
		time.Sleep(time.Hour)
		synctest.Wait()
		x.none()
		x.stop()
	})
}

// While no files are taken, one of them asks for all; then all are taken.
func TestNotNowHoldsAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const files = 200
		x := newFixture(t)
		for n := range files {
			x.write(fmt.Sprintf("%03d.txt", n), "text")
		}
		f := x.folder()
		f.Poll = ingest.PollAlways
		w, err := New(Options{}, []ingest.Folder{f}, x.state)
		x.must(err)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		full, calls := time.Now().Add(30*time.Second), 0
		x.must(w.Run(ctx, func(_ context.Context, e ingest.Event) error {
			if calls++; time.Now().Before(full) {
				return fmt.Errorf("%w: the disk is full", ingest.ErrNotNow)
			}
			x.state.apply(e)
			return nil
		}))
		if len(x.state.files) != files || calls > files+10 {
			t.Errorf("%d files are taken after %d calls", len(x.state.files), calls)
		}
	})
}
