package daemon

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"iter"
	"log/slog"
	"os"
	"path/filepath"
	"slices"

	"github.com/gouji/gouji/cmd/gouji/internal/backup"
	"github.com/gouji/gouji/cmd/gouji/internal/datadir"
	"github.com/gouji/gouji/configs"
	"github.com/gouji/gouji/ingest"
	"github.com/gouji/gouji/ingest/jetstream"
	"github.com/gouji/gouji/ingest/journal"
	"github.com/gouji/gouji/ingest/spool"
)

// Backup implements admin.Keeper: it writes an archive of everything while
// files are read.
func (d *Daemon) Backup(ctx context.Context, w io.Writer) error {
	select {
	case d.backing <- struct{}{}:
	default:
		return &ingest.Error{Kind: ingest.Refuse, Stage: "backup", Reason: "正在备份，请等它完成。", Err: errors.New("a backup is under way")}
	}
	defer func() { <-d.backing }()
	summary, err := backup.Write(ctx, w, backup.Source{
		State: d.state, Spool: d.library.spool, Logs: d.logs(), Data: datadir.Version, Gouji: d.version,
		Scratch: filepath.Join(d.settings.DataDir, "scratch"), Log: d.log,
	})
	if err != nil {
		return err
	}
	d.log.InfoContext(ctx, "backup written", slog.Int("documents", summary.Records), slog.Int64("bytes", summary.Bytes))
	return nil
}

// logs yields the logs as the daemon has them open.
func (d *Daemon) logs() func(backup.Log) iter.Seq2[[]byte, error] {
	open := map[backup.Log]*journal.Journal{backup.Review: d.handler.desk.journal, backup.Deletions: d.deletions}
	return func(name backup.Log) iter.Seq2[[]byte, error] {
		if j := open[name]; j != nil {
			return j.All()
		}
		return wholeLog(d.settings, name)
	}
}

// wholeLog yields a log that is one piece.
func wholeLog(settings *configs.Loaded, name backup.Log) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		var b []byte
		var err error
		if name == backup.Settings {
			b, err = settings.YAML()
		} else {
			b, err = os.ReadFile(filepath.Join(settings.DataDir, string(name)))
		}
		if !errors.Is(err, fs.ErrNotExist) {
			yield(slices.Clip(b), err)
		}
	}
}

// ordered yields the records of a state in the order of their ids.
type ordered struct{ ingest.State }

// Records implements backup.State.
func (o ordered) Records(ctx context.Context) iter.Seq2[ingest.Record, error] {
	return func(yield func(ingest.Record, error) bool) {
		var ids []string
		for r, err := range o.State.Records(ctx) {
			if err != nil {
				yield(ingest.Record{}, err)
				return
			}
			ids = append(ids, r.ID)
		}
		slices.Sort(ids)
		for _, id := range ids {
			r, err := o.Record(ctx, id)
			if errors.Is(err, ingest.ErrNoRecord) {
				continue // removed meanwhile
			}
			if !yield(r, err) || err != nil {
				return
			}
		}
	}
}

// BackupStopped writes an archive of a data folder on which no gouji runs. It
// locks the folder meanwhile.
func BackupStopped(ctx context.Context, w io.Writer, settings *configs.Loaded, version string, log *slog.Logger) (_ backup.Summary, err error) {
	mark, err := datadir.Check(settings.DataDir)
	if err != nil {
		return backup.Summary{}, err
	}
	state, err := jetstream.Open(ctx, queueOptions(settings, settings.DataDir, log))
	if err != nil {
		return backup.Summary{}, err
	}
	defer func() { err = errors.Join(err, state.Close()) }()
	store, err := spool.Open(filepath.Join(settings.DataDir, "spool"))
	if err != nil {
		return backup.Summary{}, err
	}
	logs, closeLogs, err := stoppedLogs(settings)
	if err != nil {
		return backup.Summary{}, err
	}
	defer func() { err = errors.Join(err, closeLogs()) }()
	return backup.Write(ctx, w, backup.Source{
		State: ordered{state}, Spool: store, Logs: logs, Data: mark.Data, Gouji: version, Scratch: settings.DataDir, Log: log,
	})
}

// stoppedLogs opens the logs of a folder on which no gouji runs.
func stoppedLogs(settings *configs.Loaded) (func(backup.Log) iter.Seq2[[]byte, error], func() error, error) {
	journals := map[backup.Log]*journal.Journal{}
	closeAll := func() error {
		var errs []error
		for _, j := range journals {
			errs = append(errs, j.Close())
		}
		return errors.Join(errs...)
	}
	for _, name := range []backup.Log{backup.Review, backup.Deletions} {
		j, err := journal.Open(filepath.Join(settings.DataDir, string(name)))
		if err != nil {
			return nil, nil, errors.Join(err, closeAll())
		}
		journals[name] = j
	}
	return func(name backup.Log) iter.Seq2[[]byte, error] {
		if j := journals[name]; j != nil {
			return j.All()
		}
		return wholeLog(settings, name)
	}, closeAll, nil
}

// Restore puts an archive into the empty data folder of the settings.
func Restore(ctx context.Context, archive io.Reader, settings *configs.Loaded, log *slog.Logger) (backup.Summary, error) {
	return backup.Restore(ctx, archive, backup.Target{
		Dir: settings.DataDir, Log: log,
		Open: func(dir string) (backup.TargetState, error) {
			return jetstream.Open(ctx, queueOptions(settings, dir, log))
		},
		Room: func(dir string, bytes int64) error { return room(dir, bytes, int64(settings.Limits.FreeDisk)) },
	})
}

// queueOptions are those of the queue and the state in a folder.
func queueOptions(s *configs.Loaded, dir string, log *slog.Logger) jetstream.Options {
	return jetstream.Options{
		Dir: dir, URL: s.Queue.URL, Credentials: s.Queue.Credentials, Name: s.Queue.Name, Replicas: s.Queue.Replicas,
		MinFree: int64(s.Limits.FreeDisk), Log: log,
	}
}
