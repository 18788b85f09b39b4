package chaos

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// external is a search server of somebody else, at an address that stays.
type external struct {
	t *testing.T
	searchServer
	dir string
	cmd *exec.Cmd
}

func newExternal(t *testing.T) *external {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer l.Close()
	e := &external{t: t, searchServer: searchServer{"http://" + l.Addr().String(), "a key for this test only"}, dir: t.TempDir()}
	t.Cleanup(e.kill)
	return e
}

// start starts the server on its data and waits until it answers.
func (e *external) start() {
	e.t.Helper()
	e.cmd = exec.Command(searchBinary(e.t), "--http-addr", e.url[len("http://"):], "--master-key", e.key, "--no-analytics",
		"--db-path", filepath.Join(e.dir, "data"), "--max-indexing-memory", "256MiB", "--log-level", "ERROR")
	e.cmd.Dir = e.dir
	e.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	must(e.t, e.cmd.Start())
	for deadline := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		response, err := http.Get(e.url + "/health")
		if err == nil {
			response.Body.Close()
			return
		}
		if time.Now().After(deadline) {
			e.t.Fatal(err)
		}
	}
}

func (e *external) signal(s syscall.Signal) {
	e.t.Helper()
	must(e.t, e.cmd.Process.Signal(s))
}

func (e *external) kill() {
	if e.cmd == nil {
		return
	}
	_ = e.cmd.Process.Kill()
	_ = e.cmd.Wait()
	e.cmd = nil
}

// TestSurvivesStoppedSearchServer stops, kills and empties a search server that
// gouji does not manage, while reports flow in. None may fail because of it:
// few tries are allowed, so that one that counts them wrongly is found out.
func TestSurvivesStoppedSearchServer(t *testing.T) {
	t.Parallel()
	rng := seeded(t)
	e := newExternal(t)
	e.start()
	d := newDaemon(t, "--meilisearch.url", e.url, "--meilisearch.key", e.key, "--queue.max_tries", "3", "--queue.backoff", "100ms")
	l, items := newLibrary(t, rng, 100)
	drop := func(n int) {
		t.Helper()
		for _, i := range items[:n] {
			put(t, i, d.path("inbox", i.name))
		}
		items = items[n:]
	}
	dropped := func() int { return len(l.good) - len(items) }
	began := time.Now()
	phase := func(name string) { t.Logf("%s: after %s", name, time.Since(began).Round(time.Second)) }

	d.start()
	drop(20)
	d.settled(dropped(), 0)

	drop(10) // in the middle of the work the server stands still, and goes on
	e.signal(syscall.SIGSTOP)
	drop(10)
	time.Sleep(5 * time.Second)
	e.signal(syscall.SIGCONT)
	d.settled(dropped(), 0)

	phase("stood still")
	drop(10) // it stands still, then dies, and comes back with its data
	e.signal(syscall.SIGSTOP)
	drop(10)
	time.Sleep(2 * time.Second)
	e.kill()
	d.waits()
	e.start()
	d.settled(dropped(), 0)

	phase("died")
	drop(10) // it dies, and comes back with nothing
	e.kill()
	drop(10)
	d.waits()
	must(t, os.RemoveAll(filepath.Join(e.dir, "data")))
	e.start()
	drop(10)
	d.settled(dropped(), 0)
	d.inSearch(e.searchServer, dropped())

	phase("came back empty")
	e.kill() // once more while there is nothing to do
	must(t, os.RemoveAll(filepath.Join(e.dir, "data")))
	e.start()
	d.inSearch(e.searchServer, dropped())
	drop(10)
	d.settled(dropped(), 0)
	d.inSearch(e.searchServer, dropped())

	phase("came back empty once more")
	indexed(t, e.searchServer, l)
	d.stop()
	d.disposed(l)
}

// waits waits until gouji says that the search server is away.
func (d *daemon) waits() {
	d.t.Helper()
	d.await("the outage is noticed", func() string {
		s, err := d.status()
		if err == nil && s.Trouble != "" {
			return ""
		}
		return fmt.Sprintf("trouble %q, %v", s.Trouble, err)
	})
}

// inSearch waits until the server has so many documents.
func (d *daemon) inSearch(s searchServer, n int) {
	d.t.Helper()
	d.await("all documents are in search", func() string {
		docs, err := s.all("docs")
		if err != nil || len(docs) != n {
			return fmt.Sprintf("%d instead of %d, %v", len(docs), n, err)
		}
		return ""
	})
}
