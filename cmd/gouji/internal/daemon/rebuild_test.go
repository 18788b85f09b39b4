package daemon

import (
	"context"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gouji/gouji/configs"
	"github.com/gouji/gouji/ingest"
)

var log = slog.New(slog.DiscardHandler)

// settingsOf returns the settings of a daemon with folders of the test's own.
func settingsOf(t *testing.T) *configs.Loaded {
	t.Helper()
	dir := t.TempDir()
	flags := map[string]string{
		"data_dir": filepath.Join(dir, "data"), "folders": filepath.Join(dir, "inbox"),
		"server.listen": "127.0.0.1:0", "watch.settle": "50ms",
	}
	installed, err := filepath.Abs(filepath.Join("..", "..", "..", "..", ".cache", "bin", "meilisearch"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(installed); err == nil {
		flags["meilisearch.binary"] = installed
	}
	settings, err := configs.Load(configs.Input{Flags: flags})
	if err != nil {
		t.Fatal(err)
	}
	return settings
}

func open(t *testing.T, settings *configs.Loaded) *Daemon {
	t.Helper()
	d, err := Open(t.Context(), settings, "test", log)
	if err != nil {
		t.Fatal(err, "(run: make tools)")
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

// runUntil runs a daemon until holds, and ends it.
func runUntil(t *testing.T, d *Daemon, holds func() bool) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	for deadline := time.Now().Add(time.Minute); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the daemon does not get there")
		}
	}
	cancel()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
}

// documents returns how many documents are in search.
func documents(t *testing.T, d *Daemon) int64 {
	t.Helper()
	h, err := d.searchHealth(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return h.Documents
}

// ingested returns the settings of a daemon that has made two files searchable.
func ingested(t *testing.T) *configs.Loaded {
	t.Helper()
	settings := settingsOf(t)
	d := open(t, settings)
	for name, text := range map[string]string{"a.txt": "岚溪县二〇二〇年度报告", "b.txt": "青禾湾水库移民安置"} {
		if err := os.WriteFile(filepath.Join(settings.Folders[0].Path, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	runUntil(t, d, func() bool { return documents(t, d) == 2 && done(t, d) == 2 })
	return settings
}

func done(t *testing.T, d *Daemon) int {
	t.Helper()
	report, err := d.service.Status(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return report.Counts[ingest.Done]
}

func ids(t *testing.T, d *Daemon) []string {
	t.Helper()
	var ids []string
	for r, err := range d.service.Records(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, r.ID)
	}
	return ids
}

// rebuilt rebuilds the index and returns how many documents are in it.
func rebuilt(t *testing.T, d *Daemon) int64 {
	t.Helper()
	if err := d.handler.rebuild(t.Context(), d.searchable(t.Context())); err != nil {
		t.Fatal(err)
	}
	return documents(t, d)
}

func TestRebuildKeepsWhatIsBeingReadAgain(t *testing.T) {
	d := open(t, ingested(t))
	if _, err := d.service.Retry(t.Context(), ids(t, d)...); err != nil {
		t.Fatal(err)
	}
	if n := rebuilt(t, d); n != 2 {
		t.Errorf("%d documents in search after the rebuild, want 2", n)
	}
}

func TestRebuildGoesOnPastADamagedDocument(t *testing.T) {
	settings := ingested(t)
	var stored []string
	err := filepath.WalkDir(settings.DataDir, func(path string, _ fs.DirEntry, err error) error {
		if strings.HasSuffix(path, ".json.zst") {
			stored = append(stored, path)
		}
		return err
	})
	if err != nil || len(stored) != 2 {
		t.Fatal(stored, err)
	}
	if err := os.Truncate(stored[0], 20); err != nil {
		t.Fatal(err)
	}
	d := open(t, settings)
	if n := rebuilt(t, d); n != 1 {
		t.Errorf("%d documents in search after the rebuild, want 1", n)
	}
	runUntil(t, d, func() bool { return documents(t, d) == 2 }) // read again
}

func TestAnotherVersionOfTheIndexRebuildsIt(t *testing.T) {
	settings := ingested(t)
	d := open(t, settings)
	if marked, err := d.marked(indexMark, indexVersion); !marked || err != nil {
		t.Fatalf("not marked after the first start: %v", err)
	}
	if err := d.mark(indexMark, "another"); err != nil {
		t.Fatal(err)
	}
	runUntil(t, d, func() bool {
		marked, err := d.marked(indexMark, indexVersion)
		return marked && err == nil && d.rebuild.status().Documents == 2
	})
	d = open(t, settings)
	if err := d.reindexIfChanged(t.Context()); err != nil || d.rebuild.status().Running {
		t.Errorf("the index is rebuilt at every start, %v", err)
	}
}
