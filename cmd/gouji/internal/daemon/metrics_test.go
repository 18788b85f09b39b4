package daemon

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"

	"github.com/gouji/gouji/cmd/gouji/internal/webhook"
	"github.com/gouji/gouji/configs"
	"github.com/gouji/gouji/index/web/status"
	"github.com/gouji/gouji/ingest"
)

// safe is a buffer for several goroutines.
type safe struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safe) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(b)
}

func (s *safe) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// get returns the answer to a request.
func get(t *testing.T, d *Daemon, path string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, d.URL()+path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

const secretText = "岚溪县二〇二〇年收到申请七百三十一件"

// What becomes of files is counted, logged and told.
func TestWatchedOver(t *testing.T) {
	var told safe
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if _, err := io.Copy(&told, r.Body); err != nil {
			t.Error(err)
		}
		_, _ = told.Write([]byte("\n"))
	}))
	defer receiver.Close()
	settings := settingsOf(t)
	settings.Server.PublicURL = "https://gouji.example.cn"
	settings.Webhook = configs.Webhook{URL: receiver.URL, Events: []string{"done", "review", "failed"}, Secret: "sixteen characters", AllowPrivate: true}
	var logged safe
	d, err := Open(t.Context(), settings, "test", NewLog(&logged, configs.Log{Level: "info", Format: "json"}))
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{"good.txt": secretText, "bad.pdf": "PK\x03\x04" + strings.Repeat("\x00", 30)} {
		if err := os.WriteFile(filepath.Join(settings.Folders[0].Path, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("end of the daemon: %v", err)
		}
	})
	awaitLines(t, &told, 2)

	t.Run("metrics", func(t *testing.T) { counted(t, d) })
	t.Run("health", func(t *testing.T) {
		for _, path := range []string{"/healthz", "/readyz"} {
			if code, body := get(t, d, path); code != http.StatusOK {
				t.Errorf("%s: %d %s", path, code, body)
			}
		}
	})
	t.Run("status", func(t *testing.T) {
		var s status.Report
		_, body := get(t, d, "/api/status")
		if err := json.Unmarshal([]byte(body), &s); err != nil {
			t.Fatal(err)
		}
		if s.Limits.Queue != 10000 || s.Limits.DiskFreeBytes == 0 || s.Limits.WorkerBytes != 1<<30 || s.Versions.Gouji != "test" || s.Versions.Meilisearch == "" {
			t.Errorf("%+v, %+v", s.Limits, s.Versions)
		}
	})
	cancel()
	err = <-ended
	close(ended)
	if err != nil {
		t.Fatal(err)
	}
	notices := noticesIn(t, told.String())
	good, bad := notices["good.txt"], notices["bad.pdf"]
	if good.Event != webhook.Done || good.URL != "https://gouji.example.cn/documents/"+good.ID || good.Status != "ok" || good.Counts == nil {
		t.Errorf("%+v", good)
	}
	if bad.Event != webhook.Failed || bad.Status != "refused" || bad.Reason == "" {
		t.Errorf("%+v", bad)
	}
	if strings.Contains(logged.String(), secretText) || strings.Contains(logged.String(), "sixteen") {
		t.Error("the log has what is nobody's business")
	}
	story(t, logged.String(), good.ID, "good.txt", "take queue read index move end", "done")
	last := story(t, logged.String(), bad.ID, "bad.pdf", "take queue move end", "refused")
	if last[ingest.LogReason] != bad.Reason {
		t.Errorf("the story ends with %v", last)
	}
}

func awaitLines(t *testing.T, s *safe, n int) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); strings.Count(s.String(), "\n") < n; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("told only %s", s.String())
		}
	}
}

func counted(t *testing.T, d *Daemon) {
	code, text := get(t, d, "/metrics")
	if code != http.StatusOK {
		t.Fatalf("%d: %s", code, text)
	}
	for _, want := range []string{
		`gouji_files{state="done"} 1`, `gouji_files{state="refused"} 1`, `gouji_files{state="parked"} 0`,
		`gouji_pages_read_total{origin="text"} 1`, `gouji_stage_seconds_count{stage="indexing"} 1`, `gouji_stage_seconds_count{stage="reading"} 2`,
		`gouji_outcomes_total{state="refused"} 1`, `gouji_search_up 1`, `gouji_ready 1`, `gouji_index_documents 1`,
		"gouji_disk_free_bytes ", "gouji_index_oldest_task_seconds ", "gouji_queue_depth{",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s", want)
		}
	}
	problems, err := promlint.New(strings.NewReader(text)).Lint()
	if err != nil || len(problems) > 0 {
		t.Errorf("promlint: %v, %v", err, problems)
	}
}

func noticesIn(t *testing.T, bodies string) map[string]webhook.Notice {
	t.Helper()
	notices := map[string]webhook.Notice{}
	for line := range strings.Lines(bodies) {
		var n webhook.Notice
		if err := json.Unmarshal([]byte(line), &n); err != nil {
			t.Fatal(err)
		}
		notices[n.Name] = n
	}
	return notices
}

// story asserts that the lines of a log about an id tell these stages, each with
// the name, and returns the last of them.
func story(t *testing.T, log, id, name, stages, end string) (last map[string]any) {
	t.Helper()
	var told []string
	for line := range strings.Lines(log) {
		if !strings.Contains(line, `"`+id+`"`) {
			continue
		}
		entry := map[string]any{}
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			t.Fatal(err)
		}
		stage, _ := entry[ingest.LogStage].(string)
		told, last = append(told, stage), entry
		if entry[ingest.LogID] != id || entry[ingest.LogName] != name {
			t.Errorf("%s", line)
		}
		if stage == ingest.StageRead && (entry[ingest.LogSeconds] == nil || entry[ingest.LogPages] == nil) {
			t.Errorf("%s", line)
		}
	}
	if got := strings.Join(told, " "); got != stages || last[ingest.LogStatus] != end {
		t.Errorf("%s: stages %q, last %v", name, got, last)
	}
	return last
}
