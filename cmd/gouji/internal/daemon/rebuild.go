package daemon

import (
	"context"
	"errors"
	"io/fs"
	"iter"
	"log/slog"
	"sync"

	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/index/meili"
	"github.com/gouji/gouji/index/web/status"
	"github.com/gouji/gouji/ingest"
)

// rebuild is the request for a rebuild of the index and how it goes.
type rebuild struct {
	requests chan struct{} // holds one that has not begun

	mu    sync.Mutex
	state status.Reindex
}

func newRebuild() *rebuild { return &rebuild{requests: make(chan struct{}, 1)} }

// request asks for a rebuild, unless one runs or waits.
func (r *rebuild) request() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.state.Running {
		return &ingest.Error{Kind: ingest.Refuse, Stage: "reindex", Reason: "正在重建索引，请等它完成。", Err: meili.ErrRebuilding}
	}
	r.state = status.Reindex{Running: true}
	r.requests <- struct{}{} // never blocks: the state was not running
	return nil
}

func (r *rebuild) status() status.Reindex {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.state
}

func (r *rebuild) handed() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.state.Documents++
}

func (r *rebuild) end(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.state.Running = false
	if err != nil {
		r.state.Error = ingest.ReasonOf(err)
	}
}

// rebuilds carries out the requests until ctx ends.
func (d *Daemon) rebuilds(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-d.rebuild.requests:
		}
		d.log.InfoContext(ctx, "rebuilding the search index")
		err := d.handler.rebuild(ctx, d.searchable(ctx))
		if err == nil {
			err = d.mark(indexMark, indexVersion)
		}
		d.rebuild.end(err)
		if err != nil {
			d.log.ErrorContext(ctx, "search index not rebuilt", slog.Any("error", err))
			continue
		}
		d.log.InfoContext(ctx, "search index rebuilt", slog.Int("documents", d.rebuild.status().Documents))
	}
}

// searchable yields the records of every document that was read, out of the
// stored documents: no original is read again. One that is not stored has not
// been read yet or was refused; one that is damaged comes back once its
// original is read anew.
func (d *Daemon) searchable(ctx context.Context) iter.Seq2[index.Records, error] {
	return func(yield func(index.Records, error) bool) {
		for r, err := range d.service.Records(ctx, "") {
			if err != nil {
				yield(index.Records{}, err)
				return
			}
			doc, err := d.handler.stored(r.ID)
			if err != nil {
				d.leaveOut(ctx, &r, err)
				continue
			}
			_, paths, err := d.service.Record(ctx, r.ID)
			if errors.Is(err, ingest.ErrNoRecord) {
				continue // removed meanwhile
			}
			if !yield(d.handler.records(doc, paths, r.Added), err) || err != nil {
				return
			}
			d.rebuild.handed()
		}
	}
}

// leaveOut queues a document whose stored form cannot be used, so that its
// original is read again, unless it waits for that anyway.
func (d *Daemon) leaveOut(ctx context.Context, r *ingest.Record, err error) {
	if errors.Is(err, fs.ErrNotExist) && r.Searched == 0 {
		return
	}
	d.log.WarnContext(ctx, "document is left out of the rebuild and read again", slog.String("id", r.ID), slog.Any("error", err))
	if _, err := d.service.Retry(ctx, r.ID); err != nil {
		d.log.ErrorContext(ctx, "document is not read again", slog.String("id", r.ID), slog.Any("error", err))
	}
}
