package daemon

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"log/slog"
	"sync"

	"github.com/gouji/gouji/cmd/gouji/internal/api"
	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/index/meili"
	"github.com/gouji/gouji/ingest"
)

// rebuild is the request for a rebuild of the index and how it goes.
type rebuild struct {
	requests chan struct{} // holds one that has not begun

	mu    sync.Mutex
	state api.Reindex
}

func newRebuild() *rebuild { return &rebuild{requests: make(chan struct{}, 1)} }

// request asks for a rebuild, unless one runs or waits.
func (r *rebuild) request() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.state.Running {
		return &ingest.Error{Kind: ingest.Refuse, Stage: "reindex", Reason: "正在重建索引，请等它完成。", Err: meili.ErrRebuilding}
	}
	r.state = api.Reindex{Running: true}
	r.requests <- struct{}{} // never blocks: the state was not running
	return nil
}

func (r *rebuild) status() api.Reindex {
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
		d.rebuild.end(err)
		if err != nil {
			d.log.ErrorContext(ctx, "search index not rebuilt", slog.Any("error", err))
			continue
		}
		d.log.InfoContext(ctx, "search index rebuilt", slog.Int("documents", d.rebuild.status().Documents))
	}
}

// searchable yields the records of every document that has come into search,
// out of the stored documents: no original is read again.
func (d *Daemon) searchable(ctx context.Context) iter.Seq2[index.Records, error] {
	return func(yield func(index.Records, error) bool) {
		for r, err := range d.service.Records(ctx, "") {
			if err == nil && r.Searched == 0 {
				continue
			}
			var records index.Records
			if err == nil {
				records, err = d.records(ctx, r.ID)
			}
			if errors.Is(err, fs.ErrNotExist) || errors.Is(err, ingest.ErrNoRecord) {
				d.log.WarnContext(ctx, "document is left out of the rebuild", slog.String("id", r.ID), slog.Any("error", err))
				continue
			}
			if !yield(records, err) || err != nil {
				return
			}
			d.rebuild.handed()
		}
	}
}

func (d *Daemon) records(ctx context.Context, id string) (index.Records, error) {
	_, paths, err := d.service.Record(ctx, id)
	if err != nil {
		return index.Records{}, err
	}
	doc, err := d.handler.stored(id)
	if err != nil {
		return index.Records{}, fmt.Errorf("stored document %s: %w", id, err)
	}
	return index.Build(doc, paths, d.handler.clock.now()), nil
}
