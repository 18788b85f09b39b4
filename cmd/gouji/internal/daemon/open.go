package daemon

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"github.com/gouji/gouji/cmd/gouji/internal/backup"
	"github.com/gouji/gouji/cmd/gouji/internal/pictures"
	"github.com/gouji/gouji/cmd/gouji/internal/source"
	"github.com/gouji/gouji/configs"
	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/index/meili"
	"github.com/gouji/gouji/ingest"
	"github.com/gouji/gouji/ingest/archive"
	"github.com/gouji/gouji/ingest/jetstream"
	"github.com/gouji/gouji/ingest/spool"
	"github.com/gouji/gouji/ingest/watch"
)

// inHand is how many documents are in hand at least. Most of them wait for the
// search server, which works off many in one go: for 400 reports it used 29 s of
// the processor when it got all at once, 32 s with 256 in hand, 40 s with 128.
// Each costs some 0.4 MB of memory; docs/performance.md has the figures.
const inHand = 256

// searchPatience is how long the start waits for the search server.
const searchPatience = 10 * time.Second

// open makes every part. Each registers how it ends, so that a failure half
// way ends what is there, in reverse order.
func (d *Daemon) open(ctx context.Context) error {
	s := d.settings
	if err := d.prepareData(ctx); err != nil {
		return err
	}
	// The queue comes first: it locks the data folder for all of us.
	queue, err := jetstream.Open(ctx, queueOptions(s, s.DataDir, d.log))
	if err != nil {
		return err
	}
	d.onClose("queue", queue.Close)
	d.room, d.state = queue.Room, ordered{queue}
	store, err := spool.Open(filepath.Join(s.DataDir, "spool"), spool.WithMaxBytes(int64(s.Limits.FileBytes)))
	if err != nil {
		return err
	}
	if err := d.makeFolders(); err != nil {
		return err
	}
	if err := d.openSearch(ctx, store); err != nil {
		return err
	}
	if err := d.openWebhook(); err != nil {
		return err
	}
	if err := d.openService(ctx, queue, store); err != nil {
		return err
	}
	if err := d.openDeletions(filepath.Join(s.DataDir, string(backup.Deletions))); err != nil {
		return err
	}
	if err := d.refreshDecided(ctx); err != nil {
		return err
	}
	d.watcher, err = watch.New(watch.Options{
		Window: s.Watch.Settle, RescanInterval: s.Watch.Rescan, PollInterval: s.Watch.PollInterval, Logger: d.log,
	}, d.folders(), d.service)
	if err != nil {
		return err
	}
	return d.listen(ctx)
}

func (d *Daemon) openSearch(ctx context.Context, store *spool.Store) error {
	m := d.settings.Meilisearch
	url, key := m.URL, m.Key
	if url == "" {
		server, err := meili.StartServer(ctx, meili.ServerOptions{
			Dir: filepath.Join(d.settings.DataDir, "meilisearch"), Binary: m.Binary,
			Listen: m.Listen, Development: m.Dashboard, IndexingMemory: m.IndexingMemory.String(), Log: d.log,
		})
		if err != nil {
			return err
		}
		d.onClose("search server", server.Close)
		url, key = server.URL(), server.Key()
	}
	client, err := meili.New(meili.Options{URL: url, Key: key, Prefix: m.IndexPrefix, Log: d.log})
	if err != nil {
		return err
	}
	d.onClose("search client", client.Close)
	d.search = client
	if err := d.openReader(); err != nil {
		return err
	}
	desk, err := openDesk(filepath.Join(d.settings.DataDir, "review.jsonl"), d.files, d.log)
	if err != nil {
		return err
	}
	d.onClose("decisions", desk.journal.Close)
	d.handler = newHandler(jobReader{d.files}, store, client, desk, d.readers(), d.metrics, d.log)
	d.handler.site = d.settings.Server.URL()
	return d.prepareSearch(ctx)
}

// openReader prepares the reading of files. What workers that were killed have
// left is removed.
func (d *Daemon) openReader() error {
	scratch := filepath.Join(d.settings.DataDir, "scratch")
	if err := os.RemoveAll(scratch); err != nil {
		return err
	}
	if err := os.MkdirAll(scratch, 0o700); err != nil {
		return err
	}
	files, err := source.New(source.Options{
		Settings: &d.settings.Settings, Scratch: scratch, Cache: filepath.Join(d.settings.DataDir, "cache"),
		Died: d.countDeath, Log: d.log,
	})
	if err != nil {
		return err
	}
	d.onClose("readers", files.Close)
	d.files = files
	kept := pictures.Open(filepath.Join(d.settings.DataDir, "cache", "pages"), keptPictures, d.log)
	d.onClose("pictures", kept.Close)
	d.gallery = gallery{files, kept}
	return nil
}

// prepareSearch makes the indexes. A server that is away is no reason not to
// start: files are taken meanwhile.
func (d *Daemon) prepareSearch(ctx context.Context) error {
	limited, cancel := context.WithTimeout(ctx, searchPatience)
	defer cancel()
	err := d.handler.ensure(limited)
	if ingest.KindOf(err) == ingest.Stop {
		return err
	}
	if err != nil {
		d.log.WarnContext(ctx, "search server is not ready yet", slog.Any("error", err))
	}
	return nil
}

func (d *Daemon) openService(ctx context.Context, queue *jetstream.Store, store *spool.Store) error {
	q := d.settings.Queue
	service, err := ingest.New(ctx, ingest.Options{
		Folders: d.folders(), Workers: max(inHand, 2*d.readers()),
		MaxTries: q.MaxTries, BackoffMin: q.Backoff, BackoffMax: q.BackoffMax,
		Drain: d.settings.Server.ShutdownTimeout, Room: queue.Room, MaxQueued: d.settings.Limits.Queue, Ended: d.ended, Log: d.log,
	}, ingest.Parts{
		Spool: store, Archive: archive.New(time.Now), Queue: queue, State: queue, Handler: d.handler,
	})
	d.service = service
	d.library = &library{handler: d.handler, service: service, spool: store, gallery: d.gallery}
	return err
}

// readers is how many files are read at the same time.
func (d *Daemon) readers() int {
	if d.settings.Workers > 0 {
		return d.settings.Workers
	}
	return runtime.GOMAXPROCS(0)
}

// folders turns the settings into what ingest knows.
func (d *Daemon) folders() []ingest.Folder {
	var folders []ingest.Folder
	for _, f := range d.settings.Folders {
		folders = append(folders, ingest.Folder{
			Root: f.Path, Mode: ingest.Mode(f.Mode), Archive: f.Archive, Failed: f.Failed,
			Poll: ingest.PollMode(f.Poll), Ignore: slices.Concat(d.settings.Watch.Ignore, f.Ignore),
		})
	}
	return folders
}

// makeFolders makes the folders that files are dropped in, so that they are
// there from the first start on. One in which files are kept is not made: where
// it is missing, a share is not mounted.
func (d *Daemon) makeFolders() error {
	for _, f := range d.settings.Folders {
		if f.Mode != string(ingest.Consume) {
			continue
		}
		for _, dir := range []string{f.Path, f.Archive, f.Failed} {
			if err := os.MkdirAll(dir, 0o755); err != nil {
				return fmt.Errorf("%w; gouji doctor says more", err)
			}
		}
	}
	return nil
}

// jobReader reads the original of a job.
type jobReader struct{ files *source.Source }

func (r jobReader) ReadJob(ctx context.Context, job ingest.Job) (*extract.Document, error) {
	f, err := job.Open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return r.files.Read(ctx, job.Name, f, func(read, pages int) { job.Progress(ingest.Reading, read, pages) })
}

// Paged implements Reader.
func (r jobReader) Paged(job ingest.Job) bool {
	f, err := job.Open()
	if err != nil {
		return false // reading will tell
	}
	defer f.Close()
	return source.Paged(job.Name, f)
}

// folderLog lists what is watched, for the start message.
func folderLog(folders []configs.Folder) slog.Attr {
	var paths []string
	for _, f := range folders {
		paths = append(paths, f.Path+" ("+f.Mode+")")
	}
	return slog.Any("folders", paths)
}
