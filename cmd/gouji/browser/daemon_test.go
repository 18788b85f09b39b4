package browser

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"syscall"
	"testing"
	"time"

	"github.com/gouji/gouji/cmd/gouji/internal/api"
	"github.com/gouji/gouji/index/web/status"
)

// patience is how long a test waits for what must come. It is for a broken
// build, not a measure of speed.
const patience = 2 * time.Minute

// daemon is a running gouji with folders of its own.
type daemon struct {
	dir string
	url string
	cmd *exec.Cmd
}

// startDaemon starts a gouji in a folder of its own.
func startDaemon(dir string, flags ...string) (*daemon, error) {
	binary, err := filepath.Abs(root + "/.cache/bin/meilisearch")
	if err != nil {
		return nil, err
	}
	if err := shareCache(dir); err != nil {
		return nil, err
	}
	d := &daemon{dir: dir}
	args := append([]string{
		"serve", "--data_dir", d.path("data"), "--folders", d.path("inbox"), "--watch.settle", "200ms", "--watch.rescan", "1s",
		"--server.listen", "127.0.0.1:0", "--meilisearch.binary", binary, "--limits.free_disk", "1MiB",
	}, flags...)
	d.cmd = exec.Command(program, args...)
	d.cmd.Dir = dir
	d.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	log, err := os.Create(d.path("log"))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	d.cmd.Stdout, d.cmd.Stderr = log, log
	if err := d.cmd.Start(); err != nil {
		return nil, err
	}
	return d, d.awaitAddress()
}

// shareCache lets the daemons of all tests use the compiled pdfium that stands
// in the user's cache.
func shareCache(dir string) error {
	home, err := os.UserCacheDir()
	if err != nil {
		return err
	}
	cache := filepath.Join(home, "gouji", "wazero")
	for _, d := range []string{cache, filepath.Join(dir, "data", "cache")} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			return err
		}
	}
	err = os.Symlink(cache, filepath.Join(dir, "data", "cache", "wazero"))
	if errors.Is(err, os.ErrExist) {
		return nil
	}
	return err
}

var address = regexp.MustCompile(`search at:\s+(http://\S+)`)

func (d *daemon) awaitAddress() error {
	return await(func() error {
		log, err := os.ReadFile(d.path("log"))
		if err != nil {
			return err
		}
		m := address.FindSubmatch(log)
		if m == nil {
			return fmt.Errorf("gouji does not start: %s", log)
		}
		d.url = string(m[1])
		return nil
	})
}

func (d *daemon) path(parts ...string) string {
	return filepath.Join(append([]string{d.dir}, parts...)...)
}

// drop puts a file into the watched folder.
func (d *daemon) drop(name string, content []byte) error {
	if err := os.MkdirAll(d.path("inbox"), 0o755); err != nil {
		return err
	}
	return os.WriteFile(d.path("inbox", name), content, 0o600)
}

func (d *daemon) status() (status.Report, error) {
	report, _, err := api.NewClient(d.url).Status(context.Background())
	return report, err
}

// awaitDone waits until so many documents are searchable and nothing is left.
func (d *daemon) awaitDone(n int) error {
	return await(func() error {
		s, err := d.status()
		if err != nil {
			return err
		}
		if s.Counts["done"] < n || len(s.InFlight) > 0 {
			return fmt.Errorf("%v done, %d wanted: %+v", s.Counts, n, s.Failures)
		}
		return nil
	})
}

// stop ends the process in order.
func (d *daemon) stop() error {
	if err := d.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	return d.cmd.Wait()
}

// own starts a daemon for one test.
func own(t *testing.T, flags ...string) *daemon {
	t.Helper()
	d, err := startDaemon(t.TempDir(), flags...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.stop(); err != nil {
			t.Errorf("stop: %v", err)
		}
		if t.Failed() {
			log, _ := os.ReadFile(d.path("log"))
			t.Logf("%s", log[max(0, len(log)-3000):])
		}
	})
	return d
}

// await tries until there is no error any more.
func await(try func() error) error {
	for deadline := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		err := try()
		if err == nil || time.Now().After(deadline) {
			return err
		}
	}
}
