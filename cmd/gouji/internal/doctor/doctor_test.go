package doctor

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gouji/gouji/configs"
)

func local(string) (string, bool, error)  { return "ext4", false, nil }
func remote(string) (string, bool, error) { return "nfs", true, nil }

func settings(t *testing.T, flags map[string]string) *configs.Loaded {
	t.Helper()
	dir := t.TempDir()
	all := map[string]string{
		"data_dir": filepath.Join(dir, "data"), "folders": filepath.Join(dir, "inbox"), "server.listen": "127.0.0.1:0",
		"limits.free_disk": "1B",
	}
	for k, v := range flags {
		all[k] = v
	}
	l, err := configs.Load(configs.Input{Flags: all})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func run(t *testing.T, d Doctor) (string, bool) {
	t.Helper()
	var out bytes.Buffer
	healthy := Print(&out, d.Run(t.Context()))
	return out.String(), healthy
}

func expect(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("output does not say %q:\n%s", part, text)
		}
	}
}

func meilisearch(t *testing.T) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer right" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		_, _ = w.Write([]byte(`{"pkgVersion":"1.21.0"}`))
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func TestHealthy(t *testing.T) {
	l := settings(t, map[string]string{"meilisearch.url": meilisearch(t), "meilisearch.key": "right"})
	text, healthy := run(t, Doctor{l, local})
	if !healthy {
		t.Error("not healthy")
	}
	expect(t, text, "✓ 数据目录", "✓ 监视文件夹", "made at start", "Meilisearch 1.21.0", "! 服务 daemon", "gouji serve")
	left, err := filepath.Glob(filepath.Join(filepath.Dir(l.DataDir), ".gouji-doctor*"))
	if err != nil || len(left) > 0 {
		t.Errorf("probes were left behind: %v %v", left, err)
	}
}

func TestBroken(t *testing.T) {
	taken := httptest.NewServer(http.NotFoundHandler())
	defer taken.Close()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	l := settings(t, map[string]string{
		"meilisearch.url": meilisearch(t), "meilisearch.key": "wrong",
		"server.listen": taken.Listener.Addr().String(), "queue.url": "nats://127.0.0.1:1",
		"folders": file, "limits.free_disk": "1000TiB",
	})
	text, healthy := run(t, Doctor{l, local})
	if healthy {
		t.Error("healthy")
	}
	expect(t, text, "✗ 监视文件夹", "✗ 搜索服务", "403", "meilisearch.key", "✗ 服务地址", "server.listen",
		"✗ 消息队列", "✗ 剩余空间", "limits.free_disk")
}

func TestDaemonInTrouble(t *testing.T) {
	sick := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = w.Write([]byte(`{"status":"unavailable","error":"磁盘已满。"}`))
	}))
	t.Cleanup(sick.Close)
	text, healthy := run(t, Doctor{settings(t, map[string]string{"server.listen": sick.Listener.Addr().String()}), local})
	if healthy {
		t.Error("healthy")
	}
	expect(t, text, "✗ 服务 daemon", "磁盘已满。", "gouji status")
}

func TestMissingBinary(t *testing.T) {
	l := settings(t, map[string]string{"meilisearch.binary": "no-such-meilisearch"})
	text, healthy := run(t, Doctor{l, local})
	if healthy {
		t.Error("healthy")
	}
	expect(t, text, "✗ 搜索服务", "no-such-meilisearch", "make run")
}

func TestNetworkFolders(t *testing.T) {
	dir := t.TempDir()
	l := settings(t, map[string]string{
		"folders": "[{path: " + dir + ", mode: keep}, {path: " + dir + "/b, poll: never}]", "watch.poll_interval": "7s",
	})
	text, _ := run(t, Doctor{l, remote})
	expect(t, text, "polled every 7s (nfs): "+dir, "(nfs) 不会通知改动", "data folder is on nfs", "✓ 监视文件夹 watched folder (keep): "+dir)
}

func TestWhoMayUseThePage(t *testing.T) {
	text, _ := run(t, Doctor{settings(t, map[string]string{"server.listen": "0.0.0.0:0"}), local})
	expect(t, text, "! 网页登录", "everyone on the network", "0.0.0.0:0", "set server.login")
	text, _ = run(t, Doctor{settings(t, map[string]string{
		"server.listen": "0.0.0.0:0", "server.login": "password", "server.password": "correct horse",
	}), local})
	expect(t, text, "✓ 网页登录 server.login: password")
	if strings.Contains(text, "correct horse") {
		t.Error("doctor shows the password")
	}
}
