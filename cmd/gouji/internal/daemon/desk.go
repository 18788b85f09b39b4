package daemon

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/ingest"
	"github.com/gouji/gouji/ingest/journal"
)

// reviewer applies decisions to the document that they are about.
type reviewer interface {
	Review(doc *extract.Document, decisions []extract.Decision) *extract.Document
}

// desk keeps what people decide: for good in a journal, and in memory for every
// document that is made searchable.
type desk struct {
	journal *journal.Journal
	files   reviewer

	// deciding is held from the look at a document until the decision is kept,
	// so that nobody decides about what another has just changed.
	deciding sync.Mutex

	mu        sync.RWMutex                  // guards decisions
	decisions map[string][]extract.Decision // by document, the oldest first
}

// openDesk loads the decisions of a journal. A line that is none is logged and
// left where it is.
func openDesk(path string, files reviewer, log *slog.Logger) (*desk, error) {
	j, err := journal.Open(path)
	if err != nil {
		return nil, err
	}
	k := &desk{journal: j, files: files, decisions: map[string][]extract.Decision{}}
	number := 0
	for line, err := range j.All() {
		if err != nil {
			return nil, errors.Join(err, j.Close())
		}
		number++
		var d extract.Decision
		if err := json.Unmarshal(line, &d); err != nil {
			log.Error("not a decision, passed over", slog.String("file", path), slog.Int("line", number), slog.Any("error", err))
			continue
		}
		k.decisions[d.Document] = append(k.decisions[d.Document], d)
	}
	return k, nil
}

// about returns the decisions about a document, the oldest first.
func (k *desk) about(id string) []extract.Decision {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return slices.Clone(k.decisions[id])
}

// latest returns when somebody last decided about each document.
func (k *desk) latest() map[string]time.Time {
	k.mu.RLock()
	defer k.mu.RUnlock()
	times := make(map[string]time.Time, len(k.decisions))
	for id, all := range k.decisions {
		times[id] = all[len(all)-1].At
	}
	return times
}

// reviewed returns a document that was read as people have decided about it.
func (k *desk) reviewed(doc *extract.Document) *extract.Document {
	decisions := k.about(doc.ID)
	if len(decisions) == 0 {
		return doc
	}
	return k.files.Review(doc, decisions)
}

// decide judges a decision by the document that was read and keeps it.
func (k *desk) decide(d extract.Decision, read func() (*extract.Document, error)) error {
	k.deciding.Lock()
	defer k.deciding.Unlock()
	doc, err := read()
	if err != nil {
		return err
	}
	if d.Before, err = judge(k.reviewed(doc), &d); err != nil {
		return err
	}
	d.At = time.Now().UTC()
	line, err := json.Marshal(d)
	if err != nil {
		return fmt.Errorf("keep a decision: %w", err)
	}
	if err := k.journal.Append(line); err != nil {
		return &ingest.Error{Kind: ingest.Retry, Stage: "review", Reason: "决定没有保存，请检查磁盘后再试一次。", Err: err}
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.decisions[d.Document] = append(k.decisions[d.Document], d)
	return nil
}

// refreshPatience is how long a kept decision has to get into the queue,
// whether or not somebody still waits for the answer.
const refreshPatience = 10 * time.Second

// Decide implements review.Desk.
func (l *library) Decide(ctx context.Context, d extract.Decision) error {
	d.By, d.Note = strings.TrimSpace(d.By), strings.TrimSpace(d.Note)
	err := l.handler.desk.decide(d, func() (*extract.Document, error) {
		doc, err := l.handler.stored(d.Document)
		return doc, absent(err)
	})
	if err != nil {
		return err
	}
	l.handler.metrics.Decided(string(d.Kind))
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), refreshPatience)
	defer cancel()
	err = l.service.Refresh(ctx, d.Document)
	if err != nil && !errors.Is(err, ingest.ErrNoRecord) {
		return &ingest.Error{
			Kind: ingest.Retry, Stage: "review", Err: err,
			Reason: "决定已经保存，但搜索结果暂时没有更新，程序下次启动时会补上。",
		}
	}
	return nil
}

// Decisions implements review.Desk.
func (l *library) Decisions(_ context.Context, id string) ([]extract.Decision, error) {
	return l.handler.desk.about(id), nil
}

// inHandLong is longer than a document is in hand once it has been reviewed: it
// may be recorded as done after a decision that its records do not show.
const inHandLong = 10 * time.Minute

// refreshDecided has the documents brought into search again that may not show
// what was decided about them when the program ended.
func (d *Daemon) refreshDecided(ctx context.Context) error {
	for id, at := range d.handler.desk.latest() {
		r, _, err := d.service.Record(ctx, id)
		if err == nil && r.Updated.Before(at.Add(inHandLong)) {
			err = d.service.Refresh(ctx, id)
		}
		if err != nil && !errors.Is(err, ingest.ErrNoRecord) {
			return fmt.Errorf("bring decisions into search: %w", err)
		}
	}
	return nil
}
