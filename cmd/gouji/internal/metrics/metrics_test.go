package metrics_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"

	"github.com/gouji/gouji/cmd/gouji/internal/metrics"
)

type fixed metrics.Snapshot

func (f fixed) Snapshot(context.Context) metrics.Snapshot { return metrics.Snapshot(f) }

func scrape(t *testing.T, m *metrics.Metrics) string {
	t.Helper()
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", http.NoBody))
	if w.Code != http.StatusOK {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	return w.Body.String()
}

func full() fixed {
	free := uint64(5 << 30)
	return fixed{
		Files: map[string]int{"done": 3, "refused": 1}, Queue: &metrics.Queue{Waiting: 7, Given: 2, Oldest: time.Minute},
		Children: 2, DiskFree: &free, Ready: true,
		Search: &metrics.Search{Documents: 3, Pending: 4, Oldest: 5 * time.Second, Cells: map[string]int{"ok": 90, "suspect": 10}},
	}
}

func TestScrape(t *testing.T) {
	m := metrics.New("1.2.3", full())
	m.PageRead("ocr")
	m.Staged(metrics.Reading, 3*time.Second)
	m.ChildDied(metrics.Memory)
	m.Decided("confirmed")
	m.Notified("delivered")
	m.Ended("refused")
	text := scrape(t, m)
	for _, want := range []string{
		`gouji_files{state="done"} 3`, `gouji_pages_read_total{origin="ocr"} 1`, `gouji_pages_read_total{origin="text"} 0`,
		`gouji_stage_seconds_bucket{stage="reading",le="5"} 1`, `gouji_stage_seconds_count{stage="waiting"} 0`,
		`gouji_queue_depth{state="waiting"} 7`, `gouji_queue_oldest_seconds 60`, `gouji_child_deaths_total{reason="memory"} 1`,
		`gouji_children 2`, `gouji_index_tasks_pending 4`, `gouji_index_oldest_task_seconds 5`, `gouji_cells{status="suspect"} 10`,
		`gouji_disk_free_bytes 5.36870912e+09`, `gouji_decisions_total{kind="confirmed"} 1`, `gouji_webhook_total{result="delivered"} 1`,
		`gouji_outcomes_total{state="refused"} 1`, `gouji_ready 1`, `gouji_search_up 1`, `version="1.2.3"`, "go_goroutines", "process_open_fds",
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

// What cannot be found out is left out; the rest is told.
func TestScrapeWithoutSearch(t *testing.T) {
	text := scrape(t, metrics.New("", fixed{Files: map[string]int{"done": 3}}))
	for _, want := range []string{`gouji_files{state="done"} 3`, "gouji_search_up 0", "gouji_ready 0"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s", want)
		}
	}
	for _, absent := range []string{"gouji_cells", "gouji_index_", "gouji_disk_free_bytes", "gouji_queue_"} {
		if strings.Contains(text, absent) {
			t.Errorf("%s is made up", absent)
		}
	}
}
