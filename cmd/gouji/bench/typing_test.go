package bench

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/klauspost/compress/gzhttp"

	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/index/meili"
	websearch "github.com/gouji/gouji/index/web/search"
	"github.com/gouji/gouji/index/web/site"
)

// typed are the questions of BenchmarkTyping, each typed character by character.
var typed = []string{"白石县", "白石县 2019", "本年新收", "予以公开 自然人", "行政复议 结果维持", "青溪東縣 总计", "龙泉新县 行政诉讼 2016"}

// BenchmarkTyping types questions while 100,000 figures are indexed and takes the
// time from a key to the end of the page with its facets and the counts of its
// tabs, over a connection and compressed. The server's own time is what it says
// that it took for the same questions, each part rounded down to milliseconds;
// our own is what remains when the server has been asked and has answered.
func BenchmarkTyping(b *testing.B) {
	server, err := meili.StartServer(b.Context(), meili.ServerOptions{Dir: b.TempDir(), Binary: search})
	must(b, err)
	defer func() { must(b, server.Close()) }()
	client, err := meili.New(meili.Options{URL: server.URL(), Key: server.Key()})
	must(b, err)
	defer func() { must(b, client.Close()) }()
	must(b, client.EnsureSettings(b.Context()))
	figures := fillWithFigures(b, client, 100_000)

	watch := &stopwatch{Client: client}
	pages := httptest.NewServer(searchPages(b, watch))
	defer pages.Close()
	var answers []time.Duration
	for b.Loop() {
		for _, name := range index.Names() {
			for _, text := range typed {
				answers = append(answers, typeInto(b, pages.URL, name, text)...)
			}
		}
	}
	report := func(unit string, d time.Duration) { b.ReportMetric(float64(d.Microseconds())/1000, unit) }
	report("p50-ms", percentile(answers, 0.50))
	report("p95-ms", percentile(answers, 0.95))
	report("p99-ms", percentile(answers, 0.99))
	report("server-p50-ms", percentile(watch.took, 0.50))
	report("server-p95-ms", percentile(watch.took, 0.95))
	report("server-p99-ms", percentile(watch.took, 0.99))
	ours := make([]time.Duration, len(answers))
	for i := range answers {
		ours[i] = answers[i] - watch.asked[i]
	}
	report("ours-p50-ms", percentile(ours, 0.50))
	report("ours-p95-ms", percentile(ours, 0.95))
	b.ReportMetric(float64(figures), "figures")
}

// searchPages is the search page as gouji serves it.
func searchPages(b *testing.B, s websearch.Searcher) http.Handler {
	b.Helper()
	frame, err := site.New(site.Options{})
	must(b, err)
	pages, err := websearch.New(frame, s)
	must(b, err)
	mux := http.NewServeMux()
	pages.Mount(mux)
	return gzhttp.GzipHandler(mux)
}

// typeInto asks after each character and returns how long each answer took.
func typeInto(b *testing.B, base, name, text string) (times []time.Duration) {
	b.Helper()
	for end := range []rune(text) {
		values := url.Values{"index": {name}, "q": {string([]rune(text)[:end+1])}}
		began := time.Now()
		request, err := http.NewRequestWithContext(b.Context(), http.MethodGet, base+"/?"+values.Encode(), http.NoBody)
		must(b, err)
		response, err := http.DefaultClient.Do(request)
		must(b, err)
		_, err = io.Copy(io.Discard, response.Body)
		must(b, err)
		must(b, response.Body.Close())
		times = append(times, time.Since(began))
		if response.StatusCode != http.StatusOK {
			b.Fatalf("%s: %s", values, response.Status)
		}
	}
	return times
}

// stopwatch takes the times of a client's surveys.
type stopwatch struct {
	*meili.Client
	mu    sync.Mutex
	took  []time.Duration // as the server says
	asked []time.Duration // with the way to it and back
}

// Survey implements websearch.Searcher.
func (s *stopwatch) Survey(ctx context.Context, q index.Query) (index.Survey, error) {
	began := time.Now()
	found, err := s.Client.Survey(ctx, q)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.took, s.asked = append(s.took, found.Took), append(s.asked, time.Since(began))
	return found, err
}
