package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/gouji/gouji/cmd/gouji/internal/backup"
	"github.com/gouji/gouji/cmd/gouji/internal/daemon"
	"github.com/gouji/gouji/cmd/gouji/internal/datadir"
	"github.com/gouji/gouji/configs"
)

// progressPause is the time between two lines of progress.
const progressPause = 2 * time.Second

func newBackup(s *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "backup FILE|-",
		Short: "Write originals, documents, state and decisions into one file · 备份",
		Long: "Writes originals, what was read of them, the state, people's decisions and the settings without\n" +
			"secrets into one file, or to standard output. The daemon may run meanwhile. The search index and\n" +
			"the archive folders are not part of it.",
		Example: "  gouji backup /backup/gouji-$(date +%F).backup\n  gouji backup - | ssh other 'cat > gouji.backup'",
		Args:    usage(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			l, err := s.load(c)
			if err != nil {
				return err
			}
			client, err := s.client(c)
			if err != nil {
				return err
			}
			archive := func(ctx context.Context, w io.Writer) error {
				return writeBackup(ctx, w, l, buildVersion(s.process.Version), client, daemon.NewLog(c.ErrOrStderr(), l.Log))
			}
			var found backup.Summary
			err = writePrivate(c.OutOrStdout(), args[0], func(w io.Writer) error {
				found, err = checked(c.Context(), w, c.ErrOrStderr(), archive)
				return err
			})
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(c.ErrOrStderr(), "备份完成 backup written: %d 份文件 documents, %s\n", found.Records, configs.Size(found.Bytes).Round())
			if found.Damaged > 0 {
				fmt.Fprintf(c.ErrOrStderr(), "! 数据目录中已损坏 damaged in the data folder: %d\n", found.Damaged)
			}
			return err
		},
	}
}

// archiver is whoever hands out a backup over the network.
type archiver interface {
	Backup(ctx context.Context) (io.ReadCloser, error)
}

// writeBackup asks the daemon for a backup, or makes it where none runs.
func writeBackup(ctx context.Context, w io.Writer, l *configs.Loaded, version string, client archiver, log *slog.Logger) error {
	if _, err := os.Stat(l.DataDir); err != nil {
		return fmt.Errorf("data_dir: %w", err)
	}
	unlock, err := datadir.Lock(l.DataDir)
	if err == nil {
		if err := unlock(); err != nil {
			return err
		}
		_, err = daemon.BackupStopped(ctx, w, l, version, log)
		return err
	}
	if !errors.Is(err, datadir.ErrLocked) {
		return err
	}
	archive, err := client.Backup(ctx)
	if err != nil {
		return err
	}
	defer archive.Close()
	if _, err := io.Copy(w, archive); err != nil {
		return fmt.Errorf("the daemon broke the backup off; its log says why · 备份中断: %w", err)
	}
	return nil
}

// checked has an archive written and reads it again on its way, so that what
// was written is known to be whole.
func checked(ctx context.Context, w, progress io.Writer, archive func(context.Context, io.Writer) error) (backup.Summary, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	r, pipe := io.Pipe()
	written := make(chan error, 1)
	go func() {
		err := archive(ctx, io.MultiWriter(w, pipe, &meter{w: progress, began: time.Now()}))
		_ = pipe.CloseWithError(err) // always nil
		written <- err
	}()
	found, err := backup.Read(ctx, r, backup.Nowhere{})
	if err != nil {
		cancel()
	}
	_ = r.CloseWithError(err) // always nil; ends the writing
	if cause := <-written; cause != nil && !errors.Is(cause, err) {
		return found, cause
	}
	return found, err
}

// meter tells from time to time how much was written.
type meter struct {
	w           io.Writer
	bytes       int64
	began, told time.Time
}

func (m *meter) Write(b []byte) (int, error) {
	m.bytes += int64(len(b))
	if now := time.Now(); now.Sub(m.told) >= progressPause && now.Sub(m.began) >= progressPause {
		m.told = now
		fmt.Fprintf(m.w, "已写入 written: %s\n", configs.Size(m.bytes).Round())
	}
	return len(b), nil
}

// writePrivate writes a file that only its owner can read, as a whole or not at
// all, and returns when it is on the disk; - is standard output.
func writePrivate(stdout io.Writer, path string, result func(io.Writer) error) (err error) {
	if path == "-" {
		return result(stdout)
	}
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, ".gouji-backup-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	if err := errors.Join(result(f), f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return datadir.Sync(dir)
}
