package daemon

import (
	"context"
	"encoding/json"
	"log/slog"
	"os"
	"time"

	"github.com/gouji/gouji/cmd/gouji/internal/retention"
	"github.com/gouji/gouji/ingest"
)

// retentionEvery is the time between two looks at what has been kept long enough.
const retentionEvery = 24 * time.Hour

// aged tells the year of documents and opens originals. It implements
// retention.Source.
type aged struct {
	*ingest.Service
	library *library
}

// Open implements retention.Source.
func (a aged) Open(sha256 string) (*os.File, error) { return a.library.spool.Open(sha256) }

// Year implements retention.Source.
func (a aged) Year(id string) (int, error) {
	b, err := a.library.handler.documents.Document(id)
	if err != nil {
		return 0, err
	}
	var doc struct {
		Meta struct {
			Year *int `json:"year"`
		} `json:"meta"`
	}
	if err := json.Unmarshal(b, &doc); err != nil || doc.Meta.Year == nil {
		return 0, err
	}
	return *doc.Meta.Year, nil
}

// Retention implements admin.Keeper: it lists the originals that have been kept
// long enough, and removes them if apply says so.
func (d *Daemon) Retention(ctx context.Context, apply bool) (any, error) {
	return d.retain(ctx, apply)
}

func (d *Daemon) retain(ctx context.Context, apply bool) (retention.Report, error) {
	rule := d.settings.Retention
	report := retention.Report{Years: rule.OriginalsYears, Applied: apply, Copies: rule.Archive, Items: []retention.Item{}}
	for item, err := range retention.Due(ctx, aged{d.service, d.library}, rule.OriginalsYears, time.Now()) {
		if err == nil && apply {
			err = d.service.Expire(ctx, item.ID, rule.Archive)
		}
		if ctx.Err() != nil {
			return report, ctx.Err()
		}
		if err != nil {
			report.Failed++
			d.log.WarnContext(ctx, "original not judged or removed; the next run tries again", slog.String("id", item.ID), slog.Any("error", err))
			continue
		}
		if apply {
			d.log.InfoContext(ctx, "original removed, it was kept long enough",
				slog.String("id", item.ID), slog.String("name", item.Name), slog.Int("year", item.Year), slog.Int64("bytes", item.Bytes))
		}
		item.Name = readable(item.Name)
		for i, path := range item.Copies {
			item.Copies[i] = readable(path)
		}
		report.Add(item)
	}
	return report, nil
}

// retains applies the rule once a day, if the settings say so, until ctx ends.
func (d *Daemon) retains(ctx context.Context) error {
	if !d.settings.Retention.Apply {
		return nil
	}
	every := time.NewTicker(retentionEvery)
	defer every.Stop()
	for {
		if _, err := d.retain(ctx, true); err != nil && ctx.Err() == nil {
			d.log.WarnContext(ctx, "originals that were kept long enough are not removed", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
			return nil
		case <-every.C:
		}
	}
}
