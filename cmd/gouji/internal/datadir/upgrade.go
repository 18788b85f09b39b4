package datadir

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
)

// step brings a folder from one version to the next. It may be repeated: one
// that dies half way is begun again.
type step func(ctx context.Context, dir string) error

// steps lead from the version before to the one they stand under. Version 1 is
// where it begins.
var steps = map[int]step{}

// Prepare makes a folder ready for this gouji before anything else touches it:
// it makes a missing one, refuses what it must not touch (see Check), takes an
// older one up step by step, and marks it as ours. The folder must not be in use.
func Prepare(ctx context.Context, dir, gouji string, log *slog.Logger) (err error) {
	if _, err := Check(dir); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("create the data folder: %w", err)
	}
	unlock, err := Lock(dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	return upgrade(ctx, dir, Mark{Version, gouji}, steps, log)
}

// upgrade takes the steps from what a folder is to what it shall be. Each is
// recorded when it is done.
func upgrade(ctx context.Context, dir string, want Mark, steps map[int]step, log *slog.Logger) error {
	is, err := read(dir)
	if err != nil {
		return err
	}
	for next := is.Data + 1; next <= want.Data; next++ {
		take, ok := steps[next]
		if !ok {
			return fmt.Errorf("no step leads to version %d of the data folder", next)
		}
		log.InfoContext(ctx, "upgrading the data folder", slog.String("dir", dir), slog.Int("from", next-1), slog.Int("to", next))
		if err := take(ctx, dir); err != nil {
			return fmt.Errorf("upgrade the data folder to version %d: %w", next, err)
		}
		if err := Write(dir, Mark{next, want.Gouji}); err != nil {
			return err
		}
	}
	if is == want && marked(dir) {
		return nil
	}
	return Write(dir, want)
}

// marked reports whether a folder has its version file.
func marked(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, File))
	return !errors.Is(err, fs.ErrNotExist)
}
