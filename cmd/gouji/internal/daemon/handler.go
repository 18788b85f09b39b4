package daemon

import (
	"context"
	"encoding/json"
	"iter"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/gouji/gouji/cmd/gouji/internal/metrics"
	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/extract/reader"
	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/index/meili"
	"github.com/gouji/gouji/ingest"
)

// Reader reads the bytes of a file.
type Reader interface {
	ReadJob(ctx context.Context, job ingest.Job) (*extract.Document, error)
	// Paged reports whether the file is read page by page in other processes:
	// that takes long, but hardly any memory here.
	Paged(job ingest.Job) bool
}

// Documents keeps what was read, as JSON.
type Documents interface {
	PutDocument(id string, json []byte) error
	Document(id string) ([]byte, error)
	RemoveDocument(id string) error
}

// Index is the search server.
type Index interface {
	EnsureSettings(ctx context.Context) error
	Health(ctx context.Context) (meili.Health, error)
	Write(ctx context.Context, records index.Records) error
	Delete(ctx context.Context, docID string) error
	IDs(ctx context.Context) iter.Seq2[meili.Entry, error]
	Rebuild(ctx context.Context, all iter.Seq2[index.Records, error]) error
}

// heldBytes bounds the memory of the documents in hand by the size of their
// files. A document of that size or more is in hand alone.
const heldBytes = 64 << 20

// lane is a way through the handler. Texts have one and paged files another,
// so that no text waits behind the scan of a book.
type lane struct {
	reading chan struct{}
	held    *semaphore.Weighted // bytes; nil where a file's size is not held
}

// Handler reads documents and makes them searchable. Many may wait for the
// search server, which gathers what they write; few read at a time, because
// reading costs the processor.
type Handler struct {
	read      Reader
	documents Documents
	index     Index
	texts     lane
	paged     lane
	desk      *desk
	site      string // address of the web interface, for links in records
	metrics   *metrics.Metrics
	log       *slog.Logger
	clock     clock

	mu         sync.Mutex // guards ensured
	ensured    bool       // the indexes have their settings
	rebuilding atomic.Bool
}

func newHandler(r Reader, d Documents, i Index, k *desk, readers int, m *metrics.Metrics, log *slog.Logger) *Handler {
	return &Handler{
		read: r, documents: d, index: i, desk: k, metrics: m, log: log,
		texts: lane{make(chan struct{}, readers), semaphore.NewWeighted(heldBytes)},
		paged: lane{make(chan struct{}, readers), nil},
	}
}

var _ interface {
	ingest.Handler
	ingest.Prober
	ingest.Lister
	ingest.Counter
} = (*Handler)(nil)

// Handle reads the original, stores the document and returns when the search
// server has it. If only the paths have changed, the stored document serves.
func (h *Handler) Handle(ctx context.Context, job ingest.Job) error {
	if err := h.ensure(ctx); err != nil {
		return err
	}
	l := &h.texts
	if h.read.Paged(job) {
		l = &h.paged
	}
	if l.held != nil {
		weight := min(job.Bytes, heldBytes)
		if err := l.held.Acquire(ctx, weight); err != nil {
			return err
		}
		defer l.held.Release(weight)
	}
	doc, err := h.document(ctx, l, job)
	if err != nil {
		return err
	}
	job.Progress(ingest.Indexing, 0, 0)
	began := time.Now()
	if err := h.index.Write(ctx, h.records(doc, job.Paths, job.Added)); err != nil {
		return err
	}
	took := time.Since(began)
	h.metrics.Staged(metrics.Indexing, took)
	h.log.InfoContext(ctx, "document indexed", slog.String(ingest.LogStage, ingest.StageIndex), slog.Float64(ingest.LogSeconds, took.Seconds()))
	return nil
}

// records makes what is found of a document that was read, as people have
// decided about it.
func (h *Handler) records(doc *extract.Document, paths []string, added time.Time) index.Records {
	now := h.clock.now() // before the look at the decisions: a later one is written later
	file := index.File{Paths: paths, Added: added}
	if reader.Paged(doc.Source.MediaType) {
		file.Pictures = h.site
	}
	return index.Build(h.desk.reviewed(doc), file, now)
}

func (h *Handler) document(ctx context.Context, l *lane, job ingest.Job) (*extract.Document, error) {
	if job.PathsOnly {
		doc, err := h.stored(job.ID)
		if err == nil {
			doc.Source.Name = strings.ToValidUTF8(job.Name, "\uFFFD")
			return doc, nil
		}
		h.log.WarnContext(ctx, "stored document is not there, reading the original", slog.String(ingest.LogStage, ingest.StageRead), slog.Any(ingest.LogError, err))
	}
	doc, err := h.readOriginal(ctx, l, job)
	if err != nil {
		return nil, err
	}
	b, err := json.Marshal(doc)
	if err != nil {
		return nil, &ingest.Error{Kind: ingest.Refuse, Stage: "read", Path: job.Name, Err: err}
	}
	return doc, h.documents.PutDocument(job.ID, b)
}

func (h *Handler) stored(id string) (*extract.Document, error) {
	b, err := h.documents.Document(id)
	if err != nil {
		return nil, err
	}
	var doc extract.Document
	return &doc, json.Unmarshal(b, &doc)
}

func (h *Handler) readOriginal(ctx context.Context, l *lane, job ingest.Job) (*extract.Document, error) {
	select {
	case l.reading <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-l.reading }()
	job.Progress(ingest.Reading, 0, 0)
	began := time.Now()
	h.metrics.Staged(metrics.Waiting, began.Sub(job.Queued))
	doc, err := h.read.ReadJob(ctx, job)
	took := time.Since(began)
	h.metrics.Staged(metrics.Reading, took)
	if err != nil {
		return nil, err
	}
	h.log.InfoContext(ctx, "document read", slog.String(ingest.LogStage, ingest.StageRead), slog.Float64(ingest.LogSeconds, took.Seconds()),
		slog.Int(ingest.LogPages, len(doc.Pages)), slog.Int(ingest.LogFailed, h.countPages(doc)))
	return doc, nil
}

// Delete takes a document out of search and forgets what was read.
func (h *Handler) Delete(ctx context.Context, id string) error {
	if err := h.index.Delete(ctx, id); err != nil {
		return err
	}
	return h.documents.RemoveDocument(id)
}

// Ready returns nil when the search server answers.
func (h *Handler) Ready(ctx context.Context) error {
	_, err := h.Count(ctx)
	return err
}

// Count tells how many documents are in search. A server that was away may
// have come back empty, so its settings are looked at anew.
func (h *Handler) Count(ctx context.Context) (int, error) {
	if err := h.ensure(ctx); err != nil {
		return 0, err
	}
	health, err := h.index.Health(ctx)
	if err != nil {
		h.forget()
	}
	return int(health.Documents), err
}

// ensure sees to it that the indexes exist with their settings before the
// first record is written; the server would make bare ones otherwise.
func (h *Handler) ensure(ctx context.Context) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.ensured {
		return nil
	}
	err := h.index.EnsureSettings(ctx)
	h.ensured = err == nil
	return err
}

// forget has the settings looked at again, but not during a rebuild, whose
// indexes that would remove.
func (h *Handler) forget() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ensured = h.ensured && h.rebuilding.Load()
}

// rebuild puts new indexes in the place of the old ones.
func (h *Handler) rebuild(ctx context.Context, all iter.Seq2[index.Records, error]) error {
	if err := h.ensure(ctx); err != nil {
		return err
	}
	h.rebuilding.Store(true)
	defer h.rebuilding.Store(false)
	return h.index.Rebuild(ctx, all)
}

// Indexed lists the documents that are in search.
func (h *Handler) Indexed(ctx context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for e, err := range h.index.IDs(ctx) {
			if !yield(e.DocID, err) || err != nil {
				return
			}
		}
	}
}

// clock gives every writing a later time than the one before, also when the
// system's clock is set back.
type clock struct{ last atomic.Int64 }

func (c *clock) now() time.Time {
	for {
		last := c.last.Load()
		next := max(time.Now().UnixMicro(), last+1)
		if c.last.CompareAndSwap(last, next) {
			return time.UnixMicro(next)
		}
	}
}
