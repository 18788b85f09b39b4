package daemon

import (
	"context"
	"sync"
	"time"

	"github.com/gouji/gouji/index/web/status"
	"github.com/gouji/gouji/ingest"
)

// outcomeLife is how long what became of a document is remembered. A person may
// decide about it meanwhile.
const outcomeLife = 10 * time.Second

// outcomes remembers what became of the documents that came into search last, so
// that a status costs no reading of each.
type outcomes struct {
	mu    sync.Mutex
	known map[string]outcome // by id
}

type outcome struct {
	finished status.Finished
	until    time.Time
}

// finished describes documents that came into search.
func (d *Daemon) finished(ctx context.Context, last []ingest.Sighting) []status.Finished {
	d.outcomes.mu.Lock()
	defer d.outcomes.mu.Unlock()
	now := time.Now()
	known := make(map[string]outcome, len(last))
	list := make([]status.Finished, 0, len(last))
	for _, s := range last {
		o, ok := d.outcomes.known[s.ID]
		if !ok || !o.finished.At.Equal(s.At) || now.After(o.until) {
			o = outcome{d.outcomeOf(ctx, s), now.Add(outcomeLife)}
		}
		o.finished.Name = readable(s.Name)
		known[s.ID] = o
		list = append(list, o.finished)
	}
	d.outcomes.known = known
	return list
}

// outcomeOf looks a document up. One that is gone meanwhile has no status.
func (d *Daemon) outcomeOf(ctx context.Context, s ingest.Sighting) status.Finished {
	f := status.Finished{ID: s.ID, At: s.At}
	doc, err := d.library.Document(ctx, s.ID)
	if err != nil {
		return f
	}
	f.Status = string(doc.Status)
	if doc.Meta.Title != nil {
		f.Title = *doc.Meta.Title
	}
	return f
}
