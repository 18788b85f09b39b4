package ingest

import (
	"cmp"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// maxFailures limits the failures of one report.
const maxFailures = 100

// InFlight is a document that a worker has in hand.
type InFlight struct {
	ID    string
	Name  string
	Stage Status // Reading or Indexing
	Page  int
	Pages int // zero if it is not known
	Since time.Time
}

// Failure is a document that could not be brought into search.
type Failure struct {
	ID       string
	Name     string
	Status   Status // Failed, Parked or Refused
	Stage    string
	Reason   string // plain Chinese
	Error    string
	Attempts int
	At       time.Time
}

// board shows the state of all documents from memory.
type board struct {
	mu       sync.Mutex
	statuses map[string]Status
	failures map[string]Failure
	active   map[string]InFlight
	troubles map[cause]string // reasons
}

// cause is what a trouble is about: one that is over leaves the others.
type cause struct {
	doing string
	path  string // empty if it is not about a file
}

func newBoard() *board {
	return &board{
		statuses: map[string]Status{}, failures: map[string]Failure{},
		active: map[string]InFlight{}, troubles: map[cause]string{},
	}
}

func (b *board) set(r Record) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.statuses[r.ID] = r.Status
	switch r.Status {
	case Failed, Parked, Refused:
		b.failures[r.ID] = Failure{
			ID: r.ID, Name: r.name(), Status: r.Status, Stage: r.Stage,
			Reason: r.Reason, Error: r.Error, Attempts: r.Attempts, At: r.Updated,
		}
	default:
		delete(b.failures, r.ID)
	}
}

func (b *board) forget(id string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.statuses, id)
	delete(b.failures, id)
}

func (b *board) has(id string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	_, ok := b.statuses[id]
	return ok
}

// isFinal reports whether nothing more happens to a document by itself.
func (b *board) isFinal(id string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	status, ok := b.statuses[id]
	return !ok || status.Final()
}

// ids returns the documents of which accept is true, in order.
func (b *board) ids(accept func(Status) bool) []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var ids []string
	for id, status := range b.statuses {
		if accept(status) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// begin puts a document in hand; it reports false if it is in hand already.
func (b *board) begin(f InFlight) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, ok := b.active[f.ID]; ok {
		return false
	}
	b.active[f.ID] = f
	return true
}

// count returns how many documents have a status.
func (b *board) count(status Status) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := 0
	for _, has := range b.statuses {
		if has == status {
			n++
		}
	}
	return n
}

func (b *board) progress(id string, stage Status, page, pages int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if f, ok := b.active[id]; ok {
		f.Stage, f.Page, f.Pages = stage, page, pages
		b.active[id] = f
	}
}

func (b *board) end(id string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.active, id)
}

func (b *board) isActive(id string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	_, ok := b.active[id]
	return ok
}

// inHand returns the documents that are in hand.
func (b *board) inHand() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Sorted(maps.Keys(b.active))
}

func (b *board) idle() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.active) == 0
}

// trouble tells what keeps files from being taken or moved; nil ends it.
func (b *board) trouble(c cause, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err == nil {
		delete(b.troubles, c)
		return
	}
	b.troubles[c] = ReasonOf(err)
}

// forgetTroubles forgets those about files that are there no more.
func (b *board) forgetTroubles() {
	b.mu.Lock()
	causes := slices.Collect(maps.Keys(b.troubles))
	b.mu.Unlock()
	for _, c := range causes {
		if c.path == "" {
			continue
		}
		if _, err := os.Lstat(c.path); errors.Is(err, fs.ErrNotExist) {
			b.trouble(c, nil)
		}
	}
}

// show fills a report with what the board knows.
func (b *board) show(into *Report) {
	b.mu.Lock()
	defer b.mu.Unlock()
	into.Counts = map[Status]int{}
	for id, status := range b.statuses {
		if f, ok := b.active[id]; ok {
			status = f.Stage
		}
		into.Counts[status]++
	}
	into.InFlight = slices.SortedFunc(maps.Values(b.active), func(a, b InFlight) int { return a.Since.Compare(b.Since) })
	into.Failures = slices.SortedFunc(maps.Values(b.failures), func(a, b Failure) int {
		return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.ID, b.ID))
	})
	into.Failures = into.Failures[:min(len(into.Failures), maxFailures)]
	reasons := slices.Compact(slices.Sorted(maps.Values(b.troubles)))
	into.Trouble = strings.Join(reasons, " ")
}

// name is what to call a document that has no file in a keep folder.
func (r Record) name() string {
	if len(r.Taken) == 0 {
		return r.ID
	}
	return filepath.Base(r.Taken[0].Path)
}
