package chaos

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gouji/gouji/cmd/gouji/internal/api"
	"github.com/gouji/gouji/index/web/status"
)

// patience is how long a test waits for an end that must come. It is for a
// broken build, not a measure of speed.
const patience = 5 * time.Minute

// daemon is a gouji serve with folders of its own, over any number of deaths.
type daemon struct {
	t     *testing.T
	dir   string // holds data, inbox, archive, failed and the log
	flags []string
	// program is the binary that runs.
	program string

	cmd    *exec.Cmd
	exited chan error // gets the outcome of the running process
	since  int64      // where its part of the log begins
}

func newDaemon(t *testing.T, flags ...string) *daemon {
	t.Helper()
	dir := t.TempDir()
	d := &daemon{t: t, dir: dir, program: binary}
	d.flags = append([]string{
		"serve", "--data_dir", d.path("data"), "--folders", d.path("inbox"),
		"--watch.settle", "200ms", "--watch.rescan", "1s",
		"--server.listen", "127.0.0.1:0", "--meilisearch.binary", searchBinary(t),
		"--limits.free_disk", "1MiB",
	}, flags...)
	must(t, os.Mkdir(d.path("inbox"), 0o755))
	t.Cleanup(func() {
		_ = d.kill() // a test that cares has done so itself
		if log, err := os.ReadFile(d.path("log")); err == nil && strings.Contains(string(log), "WARNING: DATA RACE") {
			t.Error("gouji has a data race")
			_, race, _ := strings.Cut(string(log), "WARNING: DATA RACE")
			t.Log(race[:min(len(race), 3000)])
		}
		if t.Failed() {
			t.Logf("end of the log:\n%s", d.tail(60))
		}
	})
	return d
}

func (d *daemon) path(parts ...string) string {
	return filepath.Join(append([]string{d.dir}, parts...)...)
}

// start starts the process and does not wait for it.
func (d *daemon) start() {
	d.t.Helper()
	log, err := os.OpenFile(d.path("log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	must(d.t, err)
	defer log.Close()
	info, err := log.Stat()
	must(d.t, err)
	d.since = info.Size()
	d.cmd = exec.Command(d.program, d.flags...)
	d.cmd.Dir = d.dir
	d.cmd.Stdout, d.cmd.Stderr = log, log
	d.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	must(d.t, d.cmd.Start())
	exited, cmd := make(chan error, 1), d.cmd
	go func() { exited <- cmd.Wait() }()
	d.exited = exited
}

// kill ends the process without a warning. A process that had ended by itself
// before is reported as an error.
func (d *daemon) kill() (byItself error) {
	if d.cmd == nil {
		return nil
	}
	_ = d.cmd.Process.Kill()
	err := <-d.exited
	d.cmd = nil
	if status, ok := waitStatus(err); ok && status.Signaled() && status.Signal() == syscall.SIGKILL {
		return nil
	}
	return fmt.Errorf("gouji ended by itself: %w\n%s", err, d.tail(20))
}

func waitStatus(err error) (syscall.WaitStatus, bool) {
	exit, ok := err.(*exec.ExitError) //nolint:errorlint // as Wait returns it
	if !ok {
		return 0, false
	}
	status, ok := exit.Sys().(syscall.WaitStatus)
	return status, ok
}

// stop ends the process in order.
func (d *daemon) stop() {
	d.t.Helper()
	must(d.t, d.cmd.Process.Signal(syscall.SIGTERM))
	select {
	case err := <-d.exited:
		if err != nil {
			d.t.Errorf("stop: %v", err)
		}
		d.cmd = nil
	case <-time.After(patience):
		d.t.Fatal("gouji does not stop")
	}
}

// running reports whether the process has not ended by itself.
func (d *daemon) running() bool { return len(d.exited) == 0 }

var address = regexp.MustCompile(`search at:\s+(http://\S+)`)

// client returns a client of the running process, or nil while it starts.
func (d *daemon) client() *api.Client {
	log, err := os.ReadFile(d.path("log"))
	if err != nil {
		return nil
	}
	m := address.FindSubmatch(log[d.since:])
	if m == nil {
		return nil
	}
	return api.NewClient(string(m[1]))
}

// status asks the running process how it does.
func (d *daemon) status() (status.Report, error) {
	client := d.client()
	if client == nil {
		return status.Report{}, fmt.Errorf("gouji has not started")
	}
	status, _, err := client.Status(context.Background())
	return status, err
}

// await polls until nothing is missing and fails the test with the last answer
// if that does not come.
func (d *daemon) await(what string, missing func() string) {
	d.t.Helper()
	deadline := time.Now().Add(patience)
	for {
		running, lack := d.running(), missing()
		if lack == "" {
			return
		}
		if time.Now().After(deadline) || !running {
			d.t.Fatalf("not reached: %s: %s", what, lack)
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// started waits until the process answers.
func (d *daemon) started() {
	d.t.Helper()
	d.await("gouji answers", func() string {
		_, err := d.status()
		return text(err)
	})
}

// settled waits until every document is decided, with the counts that are
// expected, and no file lies in the inbox.
func (d *daemon) settled(done, refused int) {
	d.t.Helper()
	d.await("all is done", func() string {
		s, err := d.status()
		if err != nil {
			return err.Error()
		}
		counts := map[string]int{}
		for status, n := range s.Counts {
			if n > 0 {
				counts[status] = n
			}
		}
		want := map[string]int{"done": done}
		if refused > 0 {
			want["refused"] = refused
		}
		left := len(filesIn(d.t, d.path("inbox")))
		if fmt.Sprint(counts) == fmt.Sprint(want) && left == 0 && s.Queue.Waiting+s.Queue.Given == 0 {
			return ""
		}
		return fmt.Sprintf("%v instead of %v, %d in the inbox, queue %+v, trouble %q, failures %+v",
			counts, want, left, s.Queue, s.Trouble, s.Failures[:min(3, len(s.Failures))])
	})
}

// tail returns the last lines of the log.
func (d *daemon) tail(n int) string {
	log, err := os.ReadFile(d.path("log"))
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(log)), "\n")
	lines = lines[max(0, len(lines)-n):]
	for i, line := range lines {
		lines[i] = line[:min(len(line), 600)]
	}
	return strings.Join(lines, "\n")
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
