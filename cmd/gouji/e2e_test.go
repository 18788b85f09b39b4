package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gouji/gouji/cmd/gouji/internal/api"
	"github.com/gouji/gouji/cmd/gouji/internal/cli"
	"github.com/gouji/gouji/index/web/status"
)

// A gouji is a daemon of a test, with folders of its own.
type gouji struct {
	t    *testing.T
	dir  string
	args []string // flags that every command of this gouji gets
	url  string
	stop context.CancelFunc
	done chan int
	log  *buffer
}

// buffer is a bytes.Buffer that one goroutine writes and another reads.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

var address = regexp.MustCompile(`search at:\s+(http://\S+)`)

// newGouji prepares folders; start starts the daemon on them.
func newGouji(t *testing.T, flags ...string) *gouji {
	t.Helper()
	dir := t.TempDir()
	g := &gouji{t: t, dir: dir}
	shareCache(t, filepath.Join(dir, "data"))
	g.args = append([]string{
		"--data_dir", filepath.Join(dir, "data"), "--folders", filepath.Join(dir, "inbox"),
		"--watch.settle", "100ms", "--watch.rescan", "1s",
		"--server.listen", "127.0.0.1:0", "--server.shutdown_timeout", "10s",
		"--meilisearch.binary", searchServer(t), "--log.level", "warn",
	}, flags...)
	return g
}

// shareCache gives a data folder the compiled pdfium of all tests, since it
// takes half a minute to compile it under the race detector.
func shareCache(t *testing.T, data string) {
	t.Helper()
	home, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	cache := filepath.Join(home, "gouji", "wazero")
	for _, dir := range []string{cache, data} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(cache, filepath.Join(data, "cache")); err != nil {
		t.Fatal(err)
	}
}

// searchServer is the server that `make tools` installs, or one on the PATH.
func searchServer(t *testing.T) string {
	t.Helper()
	installed := filepath.Join("..", "..", ".cache", "bin", "meilisearch")
	if _, err := os.Stat(installed); err == nil {
		path, err := filepath.Abs(installed)
		if err != nil {
			t.Fatal(err)
		}
		return path
	}
	path, err := exec.LookPath("meilisearch")
	if err != nil {
		t.Fatal("no meilisearch: run: make tools")
	}
	return path
}

func (g *gouji) start() {
	g.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	g.stop, g.done, g.log = cancel, make(chan int, 1), &buffer{}
	go func() {
		g.done <- cli.Run(ctx, cli.Process{Args: append([]string{"serve"}, g.args...), Stdout: g.log, Stderr: g.log})
	}()
	g.t.Cleanup(g.end)
	g.wait("the daemon listens", func() bool {
		m := address.FindStringSubmatch(g.log.String())
		if m == nil {
			return false
		}
		g.url = m[1]
		return true
	})
}

// end stops the daemon and fails the test if it did not stop in order.
func (g *gouji) end() {
	if g.stop == nil {
		return
	}
	g.stop()
	g.stop = nil
	if code := <-g.done; code != 0 {
		g.t.Errorf("serve ended with %d:\n%s", code, g.log)
	}
}

// wait polls until the condition holds. The limit is for a broken build, not a
// measure of speed.
func (g *gouji) wait(what string, holds func() bool) {
	g.t.Helper()
	deadline := time.Now().Add(90 * time.Second)
	for !holds() {
		if time.Now().After(deadline) || len(g.done) > 0 {
			g.t.Fatalf("not reached: %s\n%s", what, g.log)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// drop puts a report of testdata, or the given bytes, into the inbox.
func (g *gouji) drop(name string, content []byte) {
	g.t.Helper()
	if content == nil {
		var err error
		if content, err = os.ReadFile(filepath.Join("testdata", name)); err != nil {
			g.t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(g.dir, "inbox", name), content, 0o600); err != nil {
		g.t.Fatal(err)
	}
}

// search asks the API; it waits until there are as many hits as wanted.
func (g *gouji) search(want int, query string) api.Hits {
	g.t.Helper()
	values, err := url.ParseQuery(query)
	if err != nil {
		g.t.Fatal(err)
	}
	var hits api.Hits
	g.wait("hits for "+query, func() bool {
		hits, _, err = api.NewClient(g.url).Search(context.Background(), values)
		return err == nil && hits.Total == want
	})
	return hits
}

// command runs another command against the daemon.
func (g *gouji) command(args ...string) (stdout, stderr string, code int) {
	g.t.Helper()
	var out, errs bytes.Buffer
	listen := strings.TrimPrefix(g.url, "http://")
	all := append(append([]string{}, args...), g.args...)
	code = cli.Run(context.Background(), cli.Process{Args: append(all, "--server.listen", listen), Stdout: &out, Stderr: &errs})
	return out.String(), errs.String(), code
}

func (g *gouji) glob(pattern string) []string {
	g.t.Helper()
	found, err := filepath.Glob(filepath.Join(g.dir, pattern))
	if err != nil {
		g.t.Fatal(err)
	}
	return found
}

func TestReportsBecomeSearchable(t *testing.T) {
	g := newGouji(t)
	g.start()
	g.drop("lanxi-2020.txt", nil)
	g.drop("wrong-sum.txt", nil)
	g.drop("garbage.txt", bytes.Repeat([]byte{1}, 3000))

	t.Run("document", func(t *testing.T) {
		hits := g.search(1, "q=青禾湾水库移民&facets=year,check_status")
		hit := hits.Hits[0]
		if hit["title"] != "岚溪县人民政府办公室2020年政府信息公开工作年度报告" || hit["check_status"] == "fail" {
			t.Errorf("got %v, %v", hit["title"], hit["check_status"])
		}
		if hits.Facets["year"]["2020"] != 1 {
			t.Errorf("facets: %v", hits.Facets)
		}
	})
	t.Run("figures", func(t *testing.T) {
		hits := g.search(2, "index=cells&key=applications/received/natural_person&year=2020&facets=issuer,value")
		if hits.Facets["value"]["14"] != 2 || len(hits.Facets["issuer"]) != 2 {
			t.Errorf("facets: %v", hits.Facets)
		}
	})
	t.Run("wrong sum", func(t *testing.T) {
		hits := g.search(1, "check_status=fail")
		if name := hits.Hits[0]["name"]; name != "wrong-sum.txt" {
			t.Errorf("got %v", name)
		}
	})
	t.Run("folders", func(t *testing.T) {
		g.wait("files are disposed of", func() bool {
			return len(g.glob("archive/*/*/*.txt")) == 2 && len(g.glob("failed/*")) == 2 && len(g.glob("inbox/*")) == 0
		})
		reason, err := os.ReadFile(filepath.Join(g.dir, "failed", "garbage.txt.原因.txt"))
		if err != nil || len(reason) == 0 {
			t.Errorf("reason %q: %v", reason, err)
		}
	})
	t.Run("commands", func(t *testing.T) { testCommands(t, g) })
}

func testCommands(t *testing.T, g *gouji) {
	expect := func(args []string, parts ...string) {
		t.Helper()
		out, errs, code := g.command(args...)
		if code != 0 {
			t.Errorf("%v: exit %d: %s", args, code, errs)
		}
		for _, part := range parts {
			if !strings.Contains(out, part) {
				t.Errorf("%v does not print %q:\n%s", args, part, out)
			}
		}
	}
	expect([]string{"search", "青禾湾", "--year", "2020"}, "岚溪县", "lanxi-2020.txt", "共 1 条")
	expect([]string{"search", "--index", "cells", "--filter", "row=received", "--filter", "column=total", "--facets", "value"},
		"本年新收", "总计", "23", "共 2 条", "1  20")
	expect([]string{"search", "水库", "--json"}, `"hits":[{`)
	expect([]string{"status"}, "2  已完成", "1  已退回", "garbage.txt", "refused")
	expect([]string{"doctor", "--quick"})
	expect([]string{"doctor"}, "✓ 服务 daemon", "✓ 搜索服务", "✓ 归档文件夹")
	expect([]string{"reindex"}, "index rebuilt: 2")
	g.search(1, "q=青禾湾水库移民")
	expect([]string{"retry"}, "queued again: 1")

	if _, errs, code := g.command("search", "x", "--index", "nope"); code != 1 || !strings.Contains(errs, "docs、pages、cells") {
		t.Errorf("unknown index: exit %d, %s", code, errs)
	}
	if _, errs, code := g.command("retry", "ffff"); code != 1 || !strings.Contains(errs, "ffff") {
		t.Errorf("unknown document: exit %d, %s", code, errs)
	}
}

func TestRestartKeepsEverything(t *testing.T) {
	g := newGouji(t)
	g.start()
	g.drop("lanxi-2020.txt", nil)
	g.search(1, "q=青禾湾")
	g.end()
	// Dropped while nobody watches, and once more under another name.
	g.drop("wrong-sum.txt", nil)
	same, err := os.ReadFile(filepath.Join("testdata", "lanxi-2020.txt"))
	if err != nil {
		t.Fatal(err)
	}
	g.drop("again.txt", same)
	g.start()
	g.search(2, "q=水库移民")
	g.wait("two paths of one document", func() bool {
		paths, _ := g.search(1, "q=青禾湾").Hits[0]["paths"].([]any)
		return len(paths) == 2
	})
}

func TestKeptFilesStay(t *testing.T) {
	dir := t.TempDir()
	g := newGouji(t, "--folders", "[{path: "+dir+", mode: keep}]")
	g.start()
	content, err := os.ReadFile(filepath.Join("testdata", "lanxi-2020.txt"))
	if err != nil {
		t.Fatal(err)
	}
	kept := filepath.Join(dir, "年报.txt")
	if err := os.WriteFile(kept, content, 0o600); err != nil {
		t.Fatal(err)
	}
	g.search(1, "q=青禾湾")
	if _, err := os.Stat(kept); err != nil {
		t.Error(err)
	}
	if err := os.Remove(kept); err != nil {
		t.Fatal(err)
	}
	g.search(0, "q=青禾湾")
}

// A missing keep folder is a share that is not mounted: it is not made, and the
// one report that was known stays in search.
func TestKeepFolderThatIsMissing(t *testing.T) {
	shelf := filepath.Join(t.TempDir(), "shelf")
	g := newGouji(t, "--folders", "[{path: "+shelf+", mode: keep, poll: always}]", "--watch.poll_interval", "100ms")
	content, err := os.ReadFile(filepath.Join("testdata", "lanxi-2020.txt"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(shelf, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(shelf, "年报.txt"), content, 0o600); err != nil {
		t.Fatal(err)
	}
	g.start()
	g.search(1, "q=青禾湾")
	g.end()
	if err := os.Rename(shelf, shelf+".away"); err != nil {
		t.Fatal(err)
	}
	g.start()
	g.search(1, "q=青禾湾")
	if _, err := os.Stat(shelf); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder was made: %v", err)
	}
	if err := os.Mkdir(shelf, 0o755); err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Second) // many looks at the empty folder
	g.search(1, "q=青禾湾")
}

func TestOneDaemonPerDataFolder(t *testing.T) {
	g := newGouji(t)
	g.start()
	var errs bytes.Buffer
	code := cli.Run(t.Context(), cli.Process{Args: append([]string{"serve"}, g.args...), Stdout: io.Discard, Stderr: &errs})
	if code != 1 || !strings.Contains(errs.String(), "another gouji") {
		t.Errorf("a second daemon: exit %d, %s", code, errs.String())
	}
}

func TestStatusIsJSON(t *testing.T) {
	g := newGouji(t)
	g.start()
	response, err := http.Get(g.url + "/api/status")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var s status.Report
	if err := json.NewDecoder(response.Body).Decode(&s); err != nil || len(s.Folders) != 1 || s.Folders[0].Mode != "consume" {
		t.Errorf("got %+v, %v", s, err)
	}
}
