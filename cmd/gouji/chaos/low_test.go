package chaos

import (
	"context"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// TestDiskRunsLow lets the free space of the data folder fall below the mark and
// rise again: gouji stops taking files, says so, and goes on by itself. Before
// that it refuses a file of 2 GiB, for which the disk would never have room.
func TestDiskRunsLow(t *testing.T) {
	t.Parallel()
	if isolate(t, refusedDisk) {
		lowDisk(t)
	}
}

func lowDisk(t *testing.T) {
	d := newDaemon(t, "--limits.free_disk", "64MiB")
	must(t, os.Mkdir(d.path("data"), 0o755))
	must(t, unix.Mount("tmpfs", d.path("data"), "tmpfs", 0, "size=256m"))
	t.Cleanup(func() {
		_ = d.kill()
		_ = unix.Unmount(d.path("data"), unix.MNT_DETACH)
	})
	_, items := newLibrary(t, seeded(t), 2)
	d.start()
	put(t, items[0], d.path("inbox", items[0].name))
	huge := d.path("inbox", "huge.pdf")
	must(t, os.WriteFile(huge, []byte("%PDF-1.7\n"), 0o600))
	must(t, os.Truncate(huge, 2<<30)) // it takes no room on the disk
	d.settled(1, 1)
	if note, err := os.ReadFile(d.path("failed", "huge.pdf.原因.txt")); err != nil || !strings.Contains(string(note), "文件太大") {
		t.Errorf("%s, %v", note, err)
	}
	d.expect("/readyz", http.StatusOK, "ok")

	filler := fillDisk(t, d.path("data", "filler"), 32<<20)
	put(t, items[1], d.path("inbox", items[1].name))
	d.await("the low disk is told", func() string {
		s, err := d.status()
		if err != nil {
			return err.Error()
		}
		if !strings.Contains(s.Trouble, "磁盘空间不足") {
			return "trouble " + s.Trouble
		}
		return ""
	})
	d.expect("/readyz", http.StatusServiceUnavailable, "磁盘空间不足")
	d.expect("/healthz", http.StatusOK, "ok") // a restart frees no disk
	d.expect("/metrics", http.StatusOK, "gouji_ready 0")
	if len(filesIn(t, d.path("inbox"))) != 1 {
		t.Error("a file was taken")
	}
	must(t, os.Remove(filler))
	d.settled(2, 1)
	d.expect("/readyz", http.StatusOK, "ok")
	d.stop()
}

// expect asks the running process, which must answer so.
func (d *daemon) expect(path string, code int, part string) {
	d.t.Helper()
	log, err := os.ReadFile(d.path("log"))
	must(d.t, err)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, string(address.FindSubmatch(log[d.since:])[1])+path, http.NoBody)
	must(d.t, err)
	answer, err := http.DefaultClient.Do(r)
	must(d.t, err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	must(d.t, err)
	if answer.StatusCode != code || !strings.Contains(string(body), part) {
		d.t.Errorf("%s: %d %s", path, answer.StatusCode, body)
	}
}
