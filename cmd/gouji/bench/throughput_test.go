package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/gouji/gouji/configs"
	"github.com/gouji/gouji/extract/form"
	"github.com/gouji/gouji/extract/reader"
	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/index/meili"
	"github.com/gouji/gouji/internal/specimen"
)

const (
	reports = 1000
	// postRecords is how many records one request of the yardstick holds. More
	// makes curl no faster: the server takes a few large tasks at once.
	postRecords = 5000
)

// BenchmarkDropToSearchable drops 1,000 invented reports into the folder of a
// running gouji and measures from the first drop until all are found by
// search. The yardstick is curl, which posts the same records, read and written
// to files beforehand, to a server of the same kind with the same settings,
// until its tasks have succeeded. The ratio is gouji's speed as a share of
// curl's; gouji also stores, queues, reads, checks and archives.
func BenchmarkDropToSearchable(b *testing.B) {
	drops := specimens(reports)
	for b.Loop() {
		posted := postWithCurl(b, drops)
		dropped := dropIntoFolder(b, drops)
		b.ReportMetric(reports/dropped.Seconds(), "reports/s")
		b.ReportMetric(reports/posted.Seconds(), "curl-reports/s")
		b.ReportMetric(posted.Seconds()/dropped.Seconds(), "ratio")
	}
}

// specimens are invented reports in every layout, the same in every run.
func specimens(n int) []specimen.Specimen {
	rng := rand.New(rand.NewPCG(20, 26))
	made := make([]specimen.Specimen, n)
	for i := range made {
		made[i] = specimen.Make(specimen.Random(rng))
	}
	return made
}

// dropIntoFolder measures from the first drop until every report is found.
func dropIntoFolder(b *testing.B, drops []specimen.Specimen) time.Duration {
	d := newDaemon(b)
	must(b, os.Mkdir(d.path("staging"), 0o755))
	for _, s := range drops {
		must(b, os.WriteFile(d.path("staging", s.Name), s.Bytes, 0o600))
	}
	d.start("consume")
	defer d.stop()
	began := time.Now()
	for _, s := range drops {
		must(b, os.Rename(d.path("staging", s.Name), d.path("inbox", s.Name)))
	}
	d.await("all reports are found", func() bool { return d.found(url.Values{"per_page": {"1"}}) == len(drops) })
	took := time.Since(began)
	d.await("all files are archived", func() bool { return d.status().Counts["done"] == len(drops) })
	d.reportMemory()
	b.ReportMetric(processorTime(b, d.cmd.Process.Pid), "gouji-cpu-s")
	for _, child := range d.children() {
		b.ReportMetric(processorTime(b, child), "search-cpu-s")
	}
	return took
}

// postWithCurl measures the same records on their way from files into a fresh
// server. Posting and indexing overlap there as well.
func postWithCurl(b *testing.B, drops []specimen.Specimen) time.Duration {
	requests := writeRequests(b, drops)
	server, err := meili.StartServer(b.Context(), meili.ServerOptions{Dir: b.TempDir(), Binary: search})
	must(b, err)
	defer func() { must(b, server.Close()) }()
	client, err := meili.New(meili.Options{URL: server.URL(), Key: server.Key()})
	must(b, err)
	defer func() { must(b, client.Close()) }()
	must(b, client.EnsureSettings(b.Context()))

	began := time.Now()
	last := 0
	for _, r := range requests {
		last = curl(b, server, r)
	}
	for !succeeded(b, server, last) {
		time.Sleep(poll)
	}
	took := time.Since(began)
	b.ReportMetric(processorTime(b, server.PID()), "curl-search-cpu-s")
	found, err := client.Search(b.Context(), index.Query{Index: index.Docs})
	must(b, err)
	if found.Total != len(drops) {
		b.Fatalf("curl brought %d of %d reports into search", found.Total, len(drops))
	}
	return took
}

// request is a file of records for one index.
type request struct{ index, path string }

// writeRequests reads the reports and writes their records into files. The
// documents come last, as gouji posts them.
func writeRequests(b *testing.B, drops []specimen.Specimen) []request {
	forms, err := form.Load(configs.Forms)
	must(b, err)
	r, err := reader.New(forms, 0)
	must(b, err)
	records := map[string][]any{}
	for _, s := range drops {
		doc, err := r.Read(b.Context(), s.Name, s.Bytes)
		must(b, err)
		built := index.Build(doc, index.File{Paths: []string{"/inbox/" + s.Name}}, time.Now())
		records[index.Docs] = append(records[index.Docs], built.Doc)
		for _, p := range built.Pages {
			records[index.Pages] = append(records[index.Pages], p)
		}
		for _, c := range built.Cells {
			records[index.Cells] = append(records[index.Cells], c)
		}
	}
	b.ReportMetric(float64(len(records[index.Cells])+len(records[index.Pages])+len(records[index.Docs])), "records")
	var requests []request
	dir := b.TempDir()
	for _, name := range []string{index.Pages, index.Cells, index.Docs} {
		for left := records[name]; len(left) > 0; left = left[min(postRecords, len(left)):] {
			path := filepath.Join(dir, fmt.Sprintf("%d.ndjson", len(requests)))
			must(b, writeLines(path, left[:min(postRecords, len(left))]))
			requests = append(requests, request{name, path})
		}
	}
	return requests
}

func writeLines(path string, records []any) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	lines := json.NewEncoder(f)
	for _, r := range records {
		if err := lines.Encode(r); err != nil {
			return err
		}
	}
	return f.Close()
}

// curl posts a file and returns the number of its task.
func curl(b *testing.B, server *meili.Server, r request) int {
	b.Helper()
	output, err := exec.CommandContext(b.Context(), "curl", "-sS", "-X", "POST",
		"-H", "Content-Type: application/x-ndjson", "-H", "Authorization: Bearer "+server.Key(),
		"--data-binary", "@"+r.path, server.URL()+"/indexes/"+r.index+"/documents?primaryKey=id").Output()
	must(b, err)
	var task struct {
		UID int `json:"taskUid"`
	}
	if err := json.Unmarshal(output, &task); err != nil {
		b.Fatalf("%v: %s", err, output)
	}
	return task.UID
}

// succeeded reports whether a task has ended, and with it all before it.
func succeeded(b *testing.B, server *meili.Server, uid int) bool {
	b.Helper()
	request, err := http.NewRequestWithContext(context.Background(), http.MethodGet, fmt.Sprintf("%s/tasks/%d", server.URL(), uid), nil)
	must(b, err)
	request.Header.Set("Authorization", "Bearer "+server.Key())
	response, err := http.DefaultClient.Do(request)
	must(b, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	must(b, err)
	var task struct {
		Status string `json:"status"`
	}
	must(b, json.Unmarshal(body, &task))
	if task.Status == "failed" || task.Status == "canceled" {
		b.Fatalf("curl's task: %s", body)
	}
	return task.Status == "succeeded"
}
