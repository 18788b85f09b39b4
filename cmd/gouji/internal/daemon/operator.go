package daemon

import (
	"context"
	"strings"
	"time"

	"github.com/gouji/gouji/index/meili"
	"github.com/gouji/gouji/index/web/status"
	"github.com/gouji/gouji/ingest"
)

// healthPatience is how long the search server may take to answer a question
// about its health.
const healthPatience = 3 * time.Second

// Status implements status.Operator.
func (d *Daemon) Status(ctx context.Context) (status.Report, error) {
	report, err := d.service.Status(ctx)
	if err != nil {
		return status.Report{}, err
	}
	s := status.Report{
		Version: d.version, Since: d.since, Trouble: report.Trouble, Files: report.Files,
		Counts: map[string]int{}, InFlight: []status.InFlight{}, Waiting: []status.Waiting{}, Failures: []status.Failure{},
		Finished: d.finished(ctx, report.Finished), MaxBytes: int64(d.settings.Limits.FileBytes),
		Queue: status.Queue{
			Waiting: report.Queue.Waiting, Given: report.Queue.Given,
			OldestSeconds: report.OldestAge(time.Now()).Seconds(),
		},
		Search: d.searchStatus(ctx), Reindex: d.rebuild.status(),
		Limits: d.limits(), Versions: d.versions(ctx),
	}
	for st, n := range report.Counts {
		s.Counts[string(st)] = n
	}
	for _, f := range d.settings.Folders {
		s.Folders = append(s.Folders, status.Folder{Path: f.Path, Mode: f.Mode, Archive: f.Archive, Failed: f.Failed})
	}
	for _, f := range report.InFlight {
		s.InFlight = append(s.InFlight, status.InFlight{
			ID: f.ID, Name: readable(f.Name), Stage: string(f.Stage), Page: f.Page, Pages: f.Pages,
			Since: f.Since, Seconds: time.Since(f.Since).Seconds(), Began: f.Began, LeftSeconds: left(f, time.Now()).Seconds(),
		})
	}
	for _, w := range report.Waiting {
		s.Waiting = append(s.Waiting, status.Waiting{ID: w.ID, Name: readable(w.Name), Since: w.At})
	}
	for _, f := range report.Failures {
		s.Failures = append(s.Failures, status.Failure{
			ID: f.ID, Name: readable(f.Name), Status: string(f.Status), Stage: f.Stage,
			Reason: f.Reason, Error: readable(f.Error), Attempts: f.Attempts, At: f.At,
		})
	}
	return s, nil
}

// left estimates how long the reading of a file will take still, by the pages
// that have been read. It is zero if that cannot be told.
func left(f ingest.InFlight, now time.Time) time.Duration {
	if f.Stage != ingest.Reading || f.Page <= 0 || f.Page >= f.Pages {
		return 0
	}
	perPage := now.Sub(f.Began) / time.Duration(f.Page)
	return perPage * time.Duration(f.Pages-f.Page)
}

func (d *Daemon) searchStatus(ctx context.Context) status.Search {
	h, err := d.searchHealth(ctx)
	if err != nil {
		return status.Search{Error: ingest.ReasonOf(err)}
	}
	return status.Search{Documents: h.Documents, Pending: h.Pending, OldestSeconds: h.Oldest.Seconds()}
}

func (d *Daemon) searchHealth(ctx context.Context) (meili.Health, error) {
	ctx, cancel := context.WithTimeout(ctx, healthPatience)
	defer cancel()
	return d.search.Health(ctx)
}

// Stopping implements status.Operator.
func (d *Daemon) Stopping() <-chan struct{} { return d.stopping }

// Reindex implements status.Operator: it starts a rebuild and returns.
func (d *Daemon) Reindex(context.Context) error { return d.rebuild.request() }

// readable makes a name of any bytes fit for JSON.
func readable(name string) string { return strings.ToValidUTF8(name, "\uFFFD") }
