package metrics

import (
	"context"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

const (
	// patience is how long a scrape waits for what is asked.
	patience      = 2 * time.Second
	scrapeTimeout = 10 * time.Second
	// fresh is how long an answer serves all scrapes: everyone may scrape.
	fresh = time.Second
)

// Live tells how things are.
type Live interface {
	// Snapshot returns at the latest when ctx ends, with what is known by then.
	Snapshot(ctx context.Context) Snapshot
}

// Snapshot is how things are. What could not be found out is nil.
type Snapshot struct {
	Files    map[string]int // documents by state
	Queue    *Queue
	Children int // reading processes
	DiskFree *uint64
	Ready    bool
	Search   *Search
}

// Queue is the queue of jobs.
type Queue struct {
	Waiting, Given int
	Oldest         time.Duration
}

// Search is the search server.
type Search struct {
	Documents, Pending int64
	Oldest             time.Duration  // since its oldest task was handed over
	Cells              map[string]int // that can be found, by status; may be nil
}

// collector turns a Snapshot into metrics.
type collector struct {
	live Live

	mu     sync.Mutex // held while the snapshot is made, so that one serves all
	latest Snapshot
	asked  time.Time

	files, depth, oldest, children, disk, ready, up, documents, pending, task, cells *prometheus.Desc
}

func newCollector(live Live) *collector {
	desc := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc(name, help, labels, nil)
	}
	return &collector{
		live:      live,
		files:     desc("gouji_files", "Documents by state.", "state"),
		depth:     desc("gouji_queue_depth", "Jobs in the queue: waiting for their turn, or given out (in work, or to be tried again).", "state"),
		oldest:    desc("gouji_queue_oldest_seconds", "Age of the oldest job in the queue; 0 if there is none."),
		children:  desc("gouji_children", "Reading processes that run."),
		disk:      desc("gouji_disk_free_bytes", "Free space where data_dir lies."),
		ready:     desc("gouji_ready", "1 if files can be taken and indexed, as /readyz tells."),
		up:        desc("gouji_search_up", "1 if the search server answers."),
		documents: desc("gouji_index_documents", "Documents that can be found."),
		pending:   desc("gouji_index_tasks_pending", "Tasks of the search server that have not ended."),
		task:      desc("gouji_index_oldest_task_seconds", "Age of the oldest of them; 0 if there is none."),
		cells:     desc("gouji_cells", "Figures that can be found, by how far they are to be trusted.", "status"),
	}
}

// Describe implements prometheus.Collector.
func (c *collector) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{c.files, c.depth, c.oldest, c.children, c.disk, c.ready, c.up, c.documents, c.pending, c.task, c.cells} {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (c *collector) Collect(ch chan<- prometheus.Metric) {
	s := c.snapshot()
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	for state, n := range s.Files {
		gauge(c.files, float64(n), state)
	}
	gauge(c.children, float64(s.Children))
	gauge(c.ready, truth(s.Ready))
	gauge(c.up, truth(s.Search != nil))
	if q := s.Queue; q != nil {
		gauge(c.depth, float64(q.Waiting), "waiting")
		gauge(c.depth, float64(q.Given), "given")
		gauge(c.oldest, q.Oldest.Seconds())
	}
	if s.DiskFree != nil {
		gauge(c.disk, float64(*s.DiskFree))
	}
	if s.Search == nil {
		return
	}
	gauge(c.documents, float64(s.Search.Documents))
	gauge(c.pending, float64(s.Search.Pending))
	gauge(c.task, s.Search.Oldest.Seconds())
	for status, n := range s.Search.Cells {
		gauge(c.cells, float64(n), status)
	}
}

func (c *collector) snapshot() Snapshot {
	c.mu.Lock()
	defer c.mu.Unlock()
	if time.Since(c.asked) < fresh {
		return c.latest
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	c.latest, c.asked = c.live.Snapshot(ctx), time.Now()
	return c.latest
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
