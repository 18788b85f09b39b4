package daemon

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/gouji/gouji/cmd/gouji/internal/source"
	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/index/meili"
	"github.com/gouji/gouji/ingest"
)

// Marks are files of the data folder that say what made the documents and the
// search index. They are set last, so what goes wrong is made good at the next
// start.
const (
	readerMark = "reader-version"
	indexMark  = "index-version"
)

// indexVersion is what index.Version was when the search index was built.
var indexVersion = strconv.Itoa(index.Version)

// afterUpgrade queues every document again if the reader or the forms have
// changed, and rebuilds the search index if its records are made differently.
func (d *Daemon) afterUpgrade(ctx context.Context) error {
	err := d.reindexIfChanged(ctx)
	if err == nil {
		err = d.reread(ctx)
	}
	if ingest.KindOf(err) == ingest.Stop {
		return err
	}
	if err != nil && ctx.Err() == nil {
		d.log.WarnContext(ctx, "not all documents are brought up to date; the next start goes on", slog.Any("error", err))
	}
	return nil
}

func (d *Daemon) reread(ctx context.Context) error {
	version, err := source.Version()
	if err != nil {
		return err
	}
	if marked, err := d.marked(readerMark, version); marked || err != nil {
		return err
	}
	count, expired := 0, 0
	for r, err := range d.service.Records(ctx, "") {
		if err != nil {
			return err
		}
		if r.Expired {
			expired++
			continue
		}
		n, err := d.service.Retry(ctx, r.ID)
		if err != nil && !errors.Is(err, ingest.ErrNoRecord) {
			return err
		}
		count += n
	}
	if count > 0 {
		d.log.InfoContext(ctx, "the reader has changed, reading every document again", slog.Int("documents", count))
	}
	if expired > 0 {
		d.log.InfoContext(ctx, "documents whose originals are no longer kept stay as they were read", slog.Int("documents", expired))
	}
	return d.mark(readerMark, version)
}

// reindexIfChanged asks for a rebuild, whose end sets the mark. Without
// documents there is nothing to rebuild; an index that holds none is filled by
// the ingest, which notices that all are missing.
func (d *Daemon) reindexIfChanged(ctx context.Context) error {
	if marked, err := d.marked(indexMark, indexVersion); marked || err != nil {
		return err
	}
	if n, err := d.handler.Count(ctx); err == nil && n == 0 {
		return d.mark(indexMark, indexVersion)
	}
	for _, err := range d.service.Records(ctx, "") {
		if err != nil {
			return err
		}
		if err := d.rebuild.request(); !errors.Is(err, meili.ErrRebuilding) {
			return err
		}
		return nil // somebody has asked already
	}
	return d.mark(indexMark, indexVersion)
}

// marked reports whether a mark says version.
func (d *Daemon) marked(mark, version string) (bool, error) {
	last, err := os.ReadFile(filepath.Join(d.settings.DataDir, mark))
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return strings.TrimSpace(string(last)) == version, err
}

func (d *Daemon) mark(mark, version string) error {
	return os.WriteFile(filepath.Join(d.settings.DataDir, mark), []byte(version+"\n"), 0o600)
}
