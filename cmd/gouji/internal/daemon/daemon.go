package daemon

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/gouji/gouji/cmd/gouji/internal/metrics"
	"github.com/gouji/gouji/cmd/gouji/internal/source"
	"github.com/gouji/gouji/cmd/gouji/internal/webhook"
	"github.com/gouji/gouji/configs"
	"github.com/gouji/gouji/index/meili"
	"github.com/gouji/gouji/index/web"
	"github.com/gouji/gouji/index/web/site"
	"github.com/gouji/gouji/ingest"
	"github.com/gouji/gouji/ingest/journal"
	"github.com/gouji/gouji/ingest/watch"
)

// Daemon is a gouji that serves.
type Daemon struct {
	settings *configs.Loaded
	version  string
	log      *slog.Logger
	since    time.Time
	rebuild  *rebuild
	retry    chan retry
	room     func() error // says whether the disk has room for files
	outcomes outcomes
	metrics  *metrics.Metrics
	webhook  *webhook.Sender // nil if nobody is told
	stopping chan struct{}   // closed when the server begins to stop
	backing  chan struct{}   // holds the one backup that is written

	files     *source.Source
	search    *meili.Client
	handler   *Handler
	service   *ingest.Service
	state     ordered
	library   *library
	gallery   gallery
	deletions *journal.Journal
	watcher   *watch.Watcher
	listener  net.Listener
	server    *http.Server

	closers []closer // in the order of opening
}

type closer struct {
	name  string
	close func() error
}

// Open makes and connects every part and listens, so that a setting that
// cannot work is an error here. Run must follow, or Close.
func Open(ctx context.Context, settings *configs.Loaded, version string, log *slog.Logger) (*Daemon, error) {
	d := &Daemon{settings: settings, version: version, log: log, since: time.Now(), rebuild: newRebuild(), retry: make(chan retry), stopping: make(chan struct{}), backing: make(chan struct{}, 1)}
	d.metrics = metrics.New(version, d)
	if err := d.open(ctx); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// URL is where the search page and the API are reached from this machine.
func (d *Daemon) URL() string {
	return configs.Server{Listen: d.listener.Addr().String()}.URL()
}

// Run takes files and answers until ctx ends, finishes what is in hand within
// server.shutdown_timeout, and ends every part. It returns nil after an
// orderly stop.
func (d *Daemon) Run(ctx context.Context) error {
	d.log.InfoContext(ctx, "gouji serves", slog.String("url", d.URL()), folderLog(d.settings.Folders))
	d.removeUploads(ctx)
	g, running := errgroup.WithContext(ctx)
	g.Go(func() error { return d.serve(running) })
	g.Go(func() error { return d.ingest(running) })
	g.Go(func() error { return d.notices(running) })
	g.Go(func() error { return d.afterUpgrade(running) })
	g.Go(func() error { return d.rebuilds(running) })
	g.Go(func() error { return d.retries(running) })
	g.Go(func() error { return d.retains(running) })
	err := g.Wait()
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		err = nil
	}
	d.log.InfoContext(ctx, "gouji stops")
	return errors.Join(err, d.Close())
}

// listen takes the address, so that a taken one is noticed before anything runs.
func (d *Daemon) listen(ctx context.Context) error {
	address := d.settings.Server.Listen
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("server.listen: %w", err)
	}
	guard, err := d.guard(host)
	if err != nil {
		return err
	}
	handler, err := web.New(web.Options{
		Searcher: d.search, Library: d.library, Operator: d, Keeper: d,
		Site: site.Options{ReadOnly: d.settings.Server.ReadOnly, Log: d.log}, Access: guard, Metrics: d.metrics.Handler(),
	})
	if err != nil {
		return err
	}
	d.server = web.NewServer(address, handler, d.log)
	d.server.RegisterOnShutdown(sync.OnceFunc(func() { close(d.stopping) })) // ends what has no end of its own
	d.listener, err = new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("server.listen: %w", err)
	}
	d.onClose("listener", func() error {
		if err := d.listener.Close(); !errors.Is(err, net.ErrClosed) {
			return err
		}
		return nil
	})
	return nil
}

// serve answers requests until ctx ends and lets the running ones finish.
func (d *Daemon) serve(ctx context.Context) error {
	stopped := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() {
		limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), d.settings.Server.ShutdownTimeout)
		defer cancel()
		stopped <- d.server.Shutdown(limited)
	})
	if err := d.server.Serve(d.listener); !errors.Is(err, http.ErrServerClosed) {
		stop()
		return fmt.Errorf("answer requests: %w", err)
	}
	return <-stopped
}

func (d *Daemon) onClose(name string, f func() error) {
	d.closers = append(d.closers, closer{name, f})
}

// Close ends every part, the last one that was opened first.
func (d *Daemon) Close() error {
	var errs []error
	for i := len(d.closers) - 1; i >= 0; i-- {
		if err := d.closers[i].close(); err != nil {
			errs = append(errs, fmt.Errorf("close %s: %w", d.closers[i].name, err))
		}
	}
	d.closers = nil
	return errors.Join(errs...)
}
