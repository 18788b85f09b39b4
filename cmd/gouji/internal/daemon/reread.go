package daemon

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/gouji/gouji/cmd/gouji/internal/source"
	"github.com/gouji/gouji/ingest"
)

// rereadIfChanged queues every document again after the reader or the forms
// have changed. The mark is set last, so what goes wrong is made good at the
// next start.
func (d *Daemon) rereadIfChanged(ctx context.Context) error {
	err := d.reread(ctx)
	if ingest.KindOf(err) == ingest.Stop {
		return err
	}
	if err != nil && ctx.Err() == nil {
		d.log.WarnContext(ctx, "not all documents are read again; the next start goes on", slog.Any("error", err))
	}
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
	if count > 0 {
		d.log.InfoContext(ctx, "the reader has changed, reading every document again", slog.Int("documents", count))
	}
	return os.WriteFile(mark, []byte(version+"\n"), 0o600)
}
