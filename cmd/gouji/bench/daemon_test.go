package bench

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gouji/gouji/cmd/gouji/internal/api"
	"github.com/gouji/gouji/index/web/status"
)

const (
	// patience is how long a benchmark waits for an end that must come.
	patience = 10 * time.Minute
	// settle is the time that a dropped file must stand still. It is short
	// here, so that the figures tell of the work and not of the waiting.
	settle = 100 * time.Millisecond
	// poll is how often the daemon is asked, and so the error of a time. Asking
	// more often would slow down what is measured.
	poll = 200 * time.Millisecond
)

// binary is the gouji that is measured, and search the server that it uses.
var binary, search string

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	flag.Parse()
	if flag.Lookup("test.bench").Value.String() == "" {
		return m.Run() // nothing to measure, nothing to build
	}
	for _, variable := range os.Environ() { // the settings of whoever runs the benchmarks
		if name, _, _ := strings.Cut(variable, "="); strings.HasPrefix(name, "MEILI_") || strings.HasPrefix(name, "GOUJI_") {
			_ = os.Unsetenv(name) // it has a name
		}
	}
	dir, err := os.MkdirTemp("", "gouji-bench-")
	if err == nil {
		defer os.RemoveAll(dir)
		binary, search, err = install(dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// install builds gouji and finds the server that `make tools` installs, or one
// on the PATH.
func install(dir string) (gouji, server string, err error) {
	gouji = filepath.Join(dir, "gouji")
	if out, err := exec.Command("go", "build", "-o", gouji, "..").CombinedOutput(); err != nil {
		return "", "", fmt.Errorf("build gouji: %w\n%s", err, out)
	}
	if server, err = filepath.Abs("../../../.cache/bin/meilisearch"); err == nil {
		_, err = os.Stat(server)
	}
	if err != nil {
		if server, err = exec.LookPath("meilisearch"); err != nil {
			return "", "", errors.New("no meilisearch: run: make tools")
		}
	}
	return gouji, server, nil
}

// daemon is a gouji serve with folders of its own.
type daemon struct {
	b      *testing.B
	dir    string // holds data, inbox and the log
	began  time.Time
	cmd    *exec.Cmd
	exited chan error
	api    *api.Client // nil until it listens
}

func newDaemon(b *testing.B) *daemon {
	b.Helper()
	d := &daemon{b: b, dir: b.TempDir()}
	must(b, os.Mkdir(d.path("inbox"), 0o755))
	return d
}

func (d *daemon) path(parts ...string) string {
	return filepath.Join(append([]string{d.dir}, parts...)...)
}

// start starts the process in a mode and returns when it listens.
func (d *daemon) start(mode string) {
	d.b.Helper()
	log, err := os.Create(d.path("log"))
	must(d.b, err)
	defer log.Close()
	d.cmd = exec.Command(binary, "serve", "--data_dir", d.path("data"),
		"--folders", fmt.Sprintf("[{path: %s, mode: %s}]", d.path("inbox"), mode),
		"--watch.settle", settle.String(), "--server.listen", "127.0.0.1:0",
		"--meilisearch.binary", search, "--log.level", "warn")
	d.cmd.Stdout, d.cmd.Stderr = log, log
	d.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	d.began = time.Now()
	must(d.b, d.cmd.Start())
	d.exited = make(chan error, 1)
	go func() { d.exited <- d.cmd.Wait() }()
	d.b.Cleanup(d.stop)
	d.await("gouji listens", func() bool {
		m := address.FindSubmatch(d.log())
		if m != nil {
			d.api = api.NewClient(string(m[1]))
		}
		return m != nil
	})
}

var address = regexp.MustCompile(`search at:\s+(http://\S+)`)

// stop ends the process in order.
func (d *daemon) stop() {
	if d.cmd == nil {
		return
	}
	if err := d.cmd.Process.Signal(syscall.SIGTERM); err == nil {
		err = <-d.exited
		if err != nil {
			d.b.Errorf("gouji: %v\n%s", err, d.log())
		}
	}
	d.cmd = nil
}

func (d *daemon) log() []byte {
	log, err := os.ReadFile(d.path("log"))
	must(d.b, err)
	return log
}

// await polls until the condition holds.
func (d *daemon) await(what string, holds func() bool) {
	d.b.Helper()
	for deadline := time.Now().Add(patience); !holds(); time.Sleep(poll) {
		if time.Now().After(deadline) || len(d.exited) > 0 {
			d.b.Fatalf("not reached: %s\n%s", what, d.log())
		}
	}
}

// found returns how many records of an index answer a query.
func (d *daemon) found(query url.Values) int {
	hits, _, err := d.api.Search(context.Background(), query)
	if err != nil {
		d.b.Fatal(err)
	}
	return hits.Total
}

// status asks how the daemon is doing.
func (d *daemon) status() status.Report {
	s, _, err := d.api.Status(context.Background())
	if err != nil {
		d.b.Fatal(err)
	}
	return s
}

// reportMemory reports the greatest memory that the gouji process has had,
// without its search server, which is a process of its own.
func (d *daemon) reportMemory() {
	d.b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", d.cmd.Process.Pid))
	must(d.b, err)
	m := peak.FindSubmatch(status)
	if m == nil {
		d.b.Fatal("the kernel tells no peak memory")
	}
	kilobytes, err := strconv.Atoi(string(m[1]))
	must(d.b, err)
	d.b.ReportMetric(float64(kilobytes)/1024, "peak-MiB")
}

var peak = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

// children are the processes that the daemon has started: its search server.
func (d *daemon) children() (pids []int) {
	d.b.Helper()
	lists, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", d.cmd.Process.Pid))
	must(d.b, err)
	for _, list := range lists {
		content, err := os.ReadFile(list)
		must(d.b, err)
		for _, field := range strings.Fields(string(content)) {
			pid, err := strconv.Atoi(field)
			must(d.b, err)
			pids = append(pids, pid)
		}
	}
	return pids
}

// ticks is the unit of processor time in /proc, the same on every Linux.
const ticks = 100

// processorTime is what a process has used of the processors, in seconds. It
// tells more than the clock where others use the machine as well.
func processorTime(b *testing.B, pid int) float64 {
	b.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	must(b, err)
	// The name, in parentheses, may hold blanks; utime and stime are fields 14 and 15.
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	user, err := strconv.Atoi(fields[11])
	must(b, err)
	system, err := strconv.Atoi(fields[12])
	must(b, err)
	return float64(user+system) / ticks
}

func must(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}
