package metrics

import (
	"net/http"
	"runtime"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Stage is a part of a document's way into search.
type Stage string

// The stages.
const (
	Waiting  Stage = "waiting" // from when it was queued until its reading begins
	Reading  Stage = "reading"
	Indexing Stage = "indexing" // until it can be found
)

// stageBuckets, in seconds, reach from a text to the scan of a book.
var stageBuckets = []float64{0.01, 0.05, 0.2, 1, 5, 20, 60, 300, 1200, 3600, 4 * 3600}

// Metrics counts. It is safe for concurrent use.
type Metrics struct {
	registry  *prometheus.Registry
	pages     *prometheus.CounterVec
	stages    *prometheus.HistogramVec
	outcomes  *prometheus.CounterVec
	deaths    *prometheus.CounterVec
	decisions *prometheus.CounterVec
	webhook   *prometheus.CounterVec
}

// New returns the metrics of a program of a version. live is asked at every
// scrape.
func New(version string, live Live) *Metrics {
	counter := func(name, help, label string, values ...string) *prometheus.CounterVec {
		c := prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, []string{label})
		for _, v := range values { // what has not happened yet is 0, not absent
			c.WithLabelValues(v)
		}
		return c
	}
	m := &Metrics{
		registry:  prometheus.NewRegistry(),
		pages:     counter("gouji_pages_read_total", "Pages of files that were read, by where their text came from; failed: it could not be read.", "origin", "text", "ocr", "failed"),
		outcomes:  counter("gouji_outcomes_total", "What became of documents that were worked on; failed ones are tried again.", "state", "done", "failed", "parked", "refused"),
		deaths:    counter("gouji_child_deaths_total", "Reading processes that were ended or died while they worked.", "reason", Memory, Deadline, Crash),
		decisions: counter("gouji_decisions_total", "Decisions of people in the review.", "kind", "confirmed", "corrected", "document_wrong", "withdrawn"),
		webhook:   counter("gouji_webhook_total", "Notifications of the webhook, by what became of them.", "result", "delivered", "failed", "dropped"),
		stages: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "gouji_stage_seconds", Help: "Time that documents spent in a stage, in seconds.", Buckets: stageBuckets,
		}, []string{"stage"}),
	}
	for _, s := range []Stage{Waiting, Reading, Indexing} {
		m.stages.WithLabelValues(string(s))
	}
	build := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "gouji_build_info", Help: "The version that runs; always 1."}, []string{"version", "go_version"})
	build.WithLabelValues(version, runtime.Version()).Set(1)
	m.registry.MustRegister(
		m.pages, m.stages, m.outcomes, m.deaths, m.decisions, m.webhook, build, newCollector(live),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	return m
}

// Registry is where the metrics are.
func (m *Metrics) Registry() prometheus.Gatherer { return m.registry }

// Handler answers scrapes. What cannot be told is left out of an answer, which
// is given all the same.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{
		ErrorHandling: promhttp.ContinueOnError, MaxRequestsInFlight: 4, Timeout: scrapeTimeout,
		DisableCompression: true, // the web interface does that for all answers
	})
}

// Staged counts the time that a document spent in a stage.
func (m *Metrics) Staged(s Stage, d time.Duration) {
	m.stages.WithLabelValues(string(s)).Observe(max(0, d.Seconds()))
}

// PageRead counts a page.
func (m *Metrics) PageRead(origin string) { m.pages.WithLabelValues(origin).Inc() }

// Ended counts what became of a document.
func (m *Metrics) Ended(state string) { m.outcomes.WithLabelValues(state).Inc() }

// Decided counts a decision.
func (m *Metrics) Decided(kind string) { m.decisions.WithLabelValues(kind).Inc() }

// Notified counts what became of a notification.
func (m *Metrics) Notified(result string) { m.webhook.WithLabelValues(result).Inc() }

// Reasons for the death of a child.
const (
	Memory   = "memory"
	Deadline = "deadline"
	Crash    = "crash"
)

// ChildDied counts the death of a child.
func (m *Metrics) ChildDied(reason string) { m.deaths.WithLabelValues(reason).Inc() }
