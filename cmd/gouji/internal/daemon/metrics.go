package daemon

import (
	"context"
	"errors"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"github.com/gouji/gouji/cmd/gouji/internal/metrics"
	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/ingest"
	"github.com/gouji/gouji/ocr/proc"
)

// Snapshot implements metrics.Live. The parts are asked side by side, so that
// one that does not answer keeps none of the others from doing so.
func (d *Daemon) Snapshot(ctx context.Context) metrics.Snapshot {
	s := metrics.Snapshot{Files: map[string]int{}, Children: d.files.Workers()}
	for _, state := range []ingest.Status{ingest.Queued, ingest.Reading, ingest.Indexing, ingest.Done, ingest.Failed, ingest.Parked, ingest.Refused} {
		s.Files[string(state)] = 0
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		report, err := d.service.Status(ctx)
		for state, n := range report.Counts {
			s.Files[string(state)] = n
		}
		if err == nil {
			s.Queue = &metrics.Queue{Waiting: report.Queue.Waiting, Given: report.Queue.Given, Oldest: report.OldestAge(time.Now())}
		}
	})
	wg.Go(func() { s.Ready = d.Ready(ctx) == nil })
	wg.Go(func() {
		health, err := d.search.Health(ctx)
		if err != nil {
			return
		}
		s.Search = &metrics.Search{Documents: health.Documents, Pending: health.Pending, Oldest: health.Oldest}
		s.Search.Cells, _ = d.search.Figures(ctx) // they are left out then
	})
	if free, err := freeSpace(d.settings.DataDir); err == nil {
		s.DiskFree = &free
	}
	wg.Wait()
	return s
}

func freeSpace(dir string) (uint64, error) {
	var fs unix.Statfs_t
	if err := unix.Statfs(dir, &fs); err != nil {
		return 0, err
	}
	return fs.Bavail * uint64(fs.Bsize), nil //nolint:unconvert // the types differ between systems
}

// countDeath counts a worker that is gone.
func (d *Daemon) countDeath(err error) {
	switch {
	case errors.Is(err, proc.ErrMemory):
		d.metrics.ChildDied(metrics.Memory)
	case errors.Is(err, proc.ErrTimeout):
		d.metrics.ChildDied(metrics.Deadline)
	default:
		d.metrics.ChildDied(metrics.Crash)
	}
}

// countPages counts the pages of a document that was read, and returns how many
// could not be.
func (h *Handler) countPages(doc *extract.Document) (failed int) {
	for i := range doc.Pages {
		if doc.Pages[i].Failure != "" {
			failed++
			h.metrics.PageRead("failed")
			continue
		}
		h.metrics.PageRead(string(doc.Pages[i].Origin))
	}
	return failed
}
