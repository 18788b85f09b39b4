package daemon

import (
	"context"
	"errors"
	"io/fs"
	"iter"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/gouji/gouji/cmd/gouji/internal/source"
	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/ingest"
)

// Reindex rebuilds the search index from the stored documents and swaps it in.
// Files go on being taken meanwhile.
func (d *Daemon) Reindex(ctx context.Context) error {
	d.handler.rebuilding.Store(true)
	defer d.handler.rebuilding.Store(false)
	return d.handler.index.Rebuild(ctx, d.searchable(ctx))
}

// searchable yields the records of every document that has come into search.
func (d *Daemon) searchable(ctx context.Context) iter.Seq2[index.Records, error] {
	return func(yield func(index.Records, error) bool) {
		for r, err := range d.service.Records(ctx, "") {
			if err == nil && r.Searched == 0 {
				continue
			}
			var records index.Records
			if err == nil {
				records, err = d.records(ctx, r)
			}
			if errors.Is(err, fs.ErrNotExist) || errors.Is(err, ingest.ErrNoRecord) {
				d.log.WarnContext(ctx, "document is left out of the rebuild", slog.String("id", r.ID), slog.Any("error", err))
				continue
			}
			if !yield(records, err) || err != nil {
				return
			}
		}
	}
}

func (d *Daemon) records(ctx context.Context, r ingest.Record) (index.Records, error) {
	_, paths, err := d.service.Record(ctx, r.ID)
	if err != nil {
		return index.Records{}, err
	}
	doc, err := d.handler.stored(r.ID)
	if err != nil {
		return index.Records{}, err
	}
	return index.Build(doc, paths, d.handler.clock.now()), nil
}

// rereadIfChanged queues every document again after the reader or the forms
// have changed. The mark is set last, so what goes wrong is made good at the
// next start.
func (d *Daemon) rereadIfChanged(ctx context.Context) error {
	err := d.reread(ctx)
	if err == nil || ctx.Err() != nil {
		return nil
	}
	if ingest.KindOf(err) == ingest.Stop {
		return err
	}
	d.log.WarnContext(ctx, "not all documents are read again; the next start goes on", slog.Any("error", err))
	return nil
}

func (d *Daemon) reread(ctx context.Context) error {
	version, err := source.Version()
	if err != nil {
		return err
	}
	mark := filepath.Join(d.settings.DataDir, "reader-version")
	last, err := os.ReadFile(mark)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if strings.TrimSpace(string(last)) == version {
		return nil
	}
	count := 0
	for r, err := range d.service.Records(ctx, "") {
		if err != nil {
			return err
		}
		n, err := d.service.Retry(ctx, r.ID)
		if err != nil && !errors.Is(err, ingest.ErrNoRecord) {
			return err
		}
		count += n
	}
	d.log.InfoContext(ctx, "the reader is new, reading every document again", slog.Int("documents", count))
	return os.WriteFile(mark, []byte(version+"\n"), 0o600)
}
