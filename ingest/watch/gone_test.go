package watch

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gouji/gouji/ingest"
)

// pass lets a polling watcher do everything there is to do.
func (x *fixture) pass() {
	time.Sleep(10 * DefaultPollInterval)
	synctest.Wait()
}

func (x *fixture) fill(n int) (present, gone []string) {
	x.t.Helper()
	for i := range n {
		name := fmt.Sprintf("%02d/%d.txt", i%3, i)
		x.write(name, name)
		present = append(present, "present "+name)
		gone = append(gone, "gone "+name)
	}
	return present, gone
}

func TestKeepMode(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := newFixture(t)
		x.write("a.txt", "1")
		x.polling()
		x.pass()
		x.want("present a.txt")

		x.write("a.txt", "22")
		x.pass()
		x.want("present a.txt")

		x.must(os.Rename(x.path("a.txt"), x.path("z.txt")))
		x.pass()
		for _, want := range []string{"present z.txt", "gone a.txt"} {
			if got := x.next(); got != want {
				t.Fatalf("%q, want %q", got, want)
			}
		}
		x.must(os.Remove(x.path("z.txt")))
		x.pass()
		x.want("gone z.txt")
		x.pass()
		x.none()
		x.stop()
	})
}

func TestRestartEmitsOnlyWhatChanged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := newFixture(t)
		present, _ := x.fill(20)
		x.polling()
		x.pass()
		x.want(present...)
		x.stop()

		x.must(os.Remove(x.path("00/0.txt")))
		x.must(os.Rename(x.path("01/1.txt"), x.path("01/one.txt")))
		x.write("02/2.txt", "changed text")
		x.polling()
		x.pass()
		x.want("gone 00/0.txt", "gone 01/1.txt", "present 01/one.txt", "present 02/2.txt")
		x.pass()
		x.none()
		x.stop()
	})
}

func TestGoneIsSentOnceToASlowState(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := newFixture(t)
		x.write("a.txt", "1")
		x.polling()
		x.pass()
		x.want("present a.txt")
		x.deaf.Store(true)
		x.must(os.Remove(x.path("a.txt")))
		x.pass()
		x.want("gone a.txt")
		x.pass()
		x.none()
		x.stop()
	})
}

func TestSentAgainWhenItNeverBecomesKnown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := newFixture(t)
		x.deaf.Store(true)
		x.write("a.txt", "1")
		x.polling()
		x.pass()
		x.want("present a.txt")
		x.pass()
		x.none()
		time.Sleep(DefaultRescanInterval)
		synctest.Wait()
		x.want("present a.txt")
		x.stop()
	})
}

func TestRenameByEvents(t *testing.T) {
	x := newFixture(t)
	x.write("a.txt", "1")
	x.listening()
	x.want("present a.txt")
	x.must(os.Rename(x.path("a.txt"), x.path("z.txt")))
	for _, want := range []string{"present z.txt", "gone a.txt"} {
		if got := x.next(); got != want {
			t.Fatalf("%q, want %q", got, want)
		}
	}
}

func TestDeletedByThePerson(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := newFixture(t)
		present, gone := x.fill(30)
		x.polling()
		x.pass()
		x.want(present...)
		for i := range 3 {
			x.must(os.RemoveAll(x.path(fmt.Sprintf("%02d", i))))
		}
		x.pass()
		x.want(gone...)
		x.stop()
	})
}

// TestVanishedShare takes the root away in all the ways a share does. The files
// must stay known, and all must be well when it returns.
func TestVanishedShare(t *testing.T) {
	for name, replace := range map[string]func(root string) error{
		"missing":           func(string) error { return nil },
		"empty mount point": func(root string) error { return os.Mkdir(root, 0o755) },
		"file in its place": func(root string) error { return os.WriteFile(root, nil, 0o644) },
		"dangling link":     func(root string) error { return os.Symlink("nowhere", root) },
		"notice in its place": func(root string) error {
			if err := os.Mkdir(root, 0o755); err != nil {
				return err
			}
			return os.WriteFile(filepath.Join(root, "NOT MOUNTED.txt"), nil, 0o644)
		},
	} {
		for _, restart := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, restart %v", name, restart), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) { vanish(t, replace, restart) })
			})
		}
	}
}

// A folder that is empty at start may be the mount point of a share, however
// few files were known.
func TestFewFilesOfAVanishedShare(t *testing.T) {
	for name, away := range map[string]func(x *fixture, share string){
		"empty": func(x *fixture, share string) {
			x.must(os.Rename(x.root, share))
			x.must(os.Mkdir(x.root, 0o755))
		},
		"missing, then empty": func(x *fixture, share string) {
			x.must(os.Rename(x.root, share))
			time.AfterFunc(5*DefaultPollInterval, func() { _ = os.Mkdir(x.root, 0o755) })
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				x := newFixture(t)
				present, _ := x.fill(2)
				x.polling()
				x.pass()
				x.want(present...)
				x.stop()
				share := x.root + ".away"
				away(x, share)
				x.polling()
				x.pass()
				x.none()

				x.must(os.RemoveAll(x.root))
				x.must(os.Rename(share, x.root))
				x.must(os.Remove(x.path("00/0.txt")))
				x.pass()
				x.want("gone 00/0.txt")
				x.stop()
			})
		})
	}
}

func vanish(t *testing.T, replace func(string) error, restart bool) {
	x := newFixture(t)
	present, _ := x.fill(20)
	x.polling()
	x.pass()
	x.want(present...)
	if restart {
		x.stop()
	}
	share := x.root + ".away"
	x.must(os.Rename(x.root, share))
	x.must(replace(x.root))
	if restart {
		x.polling()
	}
	x.pass()
	gone := []string{"gone 00/0.txt"}
	if _, err := os.Lstat(x.path("NOT MOUNTED.txt")); err == nil {
		x.want("present NOT MOUNTED.txt")
		gone = append(gone, "gone NOT MOUNTED.txt")
	}
	x.pass()
	x.none()
	if !strings.Contains(x.log.String(), "kept as they were") {
		t.Error("the log does not say that the files are held")
	}

	x.must(os.RemoveAll(x.root))
	x.must(os.Rename(share, x.root))
	x.must(os.Remove(x.path("00/0.txt")))
	x.pass()
	x.want(gone...)
	x.write("new.txt", "text")
	x.pass()
	x.want("present new.txt")
	x.stop()
}

// TestUnreadableFolder uses a folder whose path is too long to be opened, which
// fails for root as well.
func TestUnreadableFolder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := newFixture(t)
		deep := strings.TrimSuffix(strings.Repeat(strings.Repeat("d", 200)+"/", 25), "/")
		root, err := os.OpenRoot(x.root)
		x.must(err)
		defer func() { _ = root.Close() }()
		x.must(root.MkdirAll(deep, 0o755))
		x.must(root.WriteFile(deep+"/a.txt", []byte("text"), 0o644))
		lost := x.path(deep + "/a.txt")
		x.state.apply(ingest.Event{File: ingest.FileInfo{Folder: x.root, Path: lost, Size: 4}})
		x.write("b.txt", "text")
		x.polling()
		x.pass()
		x.want("present b.txt")
		x.must(os.Remove(x.path("b.txt")))
		x.pass()
		x.want("gone b.txt")
		if n := strings.Count(x.log.String(), "folder cannot be read"); n != 1 {
			t.Errorf("logged %d times", n)
		}
		x.stop()
	})
}

func TestConsumedFileIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := newFixture(t)
		x.deaf.Store(true)
		x.write("a.txt", "1")
		f := x.folder()
		f.Mode, f.Poll = ingest.Consume, ingest.PollAlways
		x.start(Options{}, f)
		x.pass()
		x.want("present a.txt")
		x.must(os.Remove(x.path("a.txt")))
		x.pass()
		x.want("gone a.txt")
		x.write("a.txt", "1")
		x.pass()
		x.want("present a.txt")
		x.stop()
	})
}
