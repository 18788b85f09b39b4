package meili

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/gouji/gouji/index"
)

const (
	benchReports = 1000
	benchCells   = 200
	benchWriters = 64
	postRecords  = 5000 // records of one request of the yardstick
)

// BenchmarkWrite writes 1,000 reports with 200 figures each and compares that
// with posting the same records with curl to a fresh server in the same run.
// The ratio is this client's speed as a share of curl's.
func BenchmarkWrite(b *testing.B) {
	reports := make([]index.Records, benchReports)
	for i := range reports {
		reports[i] = sample(fmt.Sprintf("bench%d", i), 2000+i%25, benchCells)
	}
	for b.Loop() {
		curl := postWithCurl(b, reports)
		ours := writeAll(b, reports)
		b.ReportMetric(benchReports/ours.Seconds(), "reports/s")
		b.ReportMetric(benchReports/curl.Seconds(), "curl-reports/s")
		b.ReportMetric(curl.Seconds()/ours.Seconds(), "ratio")
	}
}

// writeAll writes the reports through the client to a fresh server.
func writeAll(b *testing.B, reports []index.Records) time.Duration {
	c := freshClient(b)
	began := time.Now()
	var writers sync.WaitGroup
	queue := make(chan index.Records)
	for range benchWriters {
		writers.Go(func() {
			for r := range queue {
				if err := c.Write(b.Context(), r); err != nil {
					b.Error(err)
				}
			}
		})
	}
	for _, r := range reports {
		queue <- r
	}
	close(queue)
	writers.Wait()
	return time.Since(began)
}

// postWithCurl posts the same records, prepared beforehand, and waits for
// their tasks.
func postWithCurl(b *testing.B, reports []index.Records) time.Duration {
	c := freshClient(b)
	var files []struct{ uid, path string }
	dir := b.TempDir()
	bodies, counts := map[string][]byte{}, map[string]int{}
	flush := func(uid string) {
		path := filepath.Join(dir, fmt.Sprintf("%d.ndjson", len(files)))
		if err := os.WriteFile(path, bodies[uid], 0o600); err != nil {
			b.Fatal(err)
		}
		files = append(files, struct{ uid, path string }{uid, path})
		bodies[uid], counts[uid] = nil, 0
	}
	for _, r := range reports {
		j, err := newJob(r)
		if err != nil {
			b.Fatal(err)
		}
		for uid, lines := range j.lines {
			for _, line := range lines {
				bodies[uid] = append(append(bodies[uid], line...), '\n')
				if counts[uid]++; counts[uid] == postRecords {
					flush(uid)
				}
			}
		}
	}
	for _, uid := range index.Names() {
		if counts[uid] > 0 {
			flush(uid)
		}
	}
	began := time.Now()
	var uids []int64
	for _, f := range files {
		output, err := exec.CommandContext(b.Context(), "curl", "-sS", "-X", "POST",
			"-H", "Content-Type: application/x-ndjson", "-H", "Authorization: Bearer "+c.options.Key,
			"--data-binary", "@"+f.path, c.options.URL+"/indexes/"+f.uid+"/documents?primaryKey=id").Output()
		if err != nil {
			b.Fatal(err)
		}
		var info struct {
			UID int64 `json:"taskUid"`
		}
		if err := json.Unmarshal(output, &info); err != nil {
			b.Fatalf("%v: %s", err, output)
		}
		uids = append(uids, info.UID)
	}
	if err := c.await(b.Context(), uids); err != nil {
		b.Fatal(err)
	}
	return time.Since(began)
}

func freshClient(b *testing.B) *Client {
	s, err := StartServer(b.Context(), ServerOptions{Dir: b.TempDir(), Binary: testBinary()})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	return newClient(b, s)
}

// BenchmarkWriteOne is the time until one small document can be found.
func BenchmarkWriteOne(b *testing.B) {
	c := freshClient(b)
	for i := 0; b.Loop(); i++ {
		if err := c.Write(b.Context(), sample(fmt.Sprintf("one%d", i), 2020, benchCells)); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSearch is the time of a search with facets over 100 reports.
func BenchmarkSearch(b *testing.B) {
	reports := make([]index.Records, 100)
	for i := range reports {
		reports[i] = sample(fmt.Sprintf("found%d", i), 2000+i%25, benchCells)
	}
	c := freshClient(b)
	for _, r := range reports {
		if err := c.Write(b.Context(), r); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		q := index.Query{Index: index.Cells, Text: "白石县 总计", Facets: []string{"year", "row"}}
		if _, err := c.Search(b.Context(), q); err != nil {
			b.Fatal(err)
		}
	}
}
