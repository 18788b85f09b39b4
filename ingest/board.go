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

// Limits of the lists of one report.
const (
	maxFailures = 100
	maxFinished = 20
	maxWaiting  = 20
)

// InFlight is a document that a worker has in hand.
type InFlight struct {
	ID    string
	Name  string
	Stage Status // Reading or Indexing
	Page  int
	Pages int // zero if it is not known
	Since time.Time
	Began time.Time // when its turn came to be read; zero while it waits for that
}

// Sighting is a document at a time: when it came into search, or since when it
// waits.
type Sighting struct {
	ID   string
	Name string
	At   time.Time
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
	open     int // of those, how many are not final
	failures map[string]Failure
	active   map[string]InFlight
	waiting  map[string]Sighting // those that are queued
	finished []Sighting          // that came into search last, the latest first
	troubles map[cause]string    // reasons
}

// cause is what a trouble is about: one that is over leaves the others.
type cause struct {
	doing string
	path  string // empty if it is not about a file
}

func newBoard() *board {
	return &board{
		statuses: map[string]Status{}, failures: map[string]Failure{},
		active: map[string]InFlight{}, waiting: map[string]Sighting{}, troubles: map[cause]string{},
	}
}

func (b *board) set(r Record) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.drop(r.ID)
	b.statuses[r.ID] = r.Status
	if !r.Status.Final() {
		b.open++
	}
	seen := Sighting{ID: r.ID, Name: r.name(), At: r.Updated}
	switch r.Status {
	case Queued:
		b.waiting[r.ID] = seen
	case Done:
		b.finished = leading(b.finished, seen, maxFinished, latestFirst)
	case Failed, Parked, Refused:
		b.failures[r.ID] = Failure{
			ID: r.ID, Name: r.name(), Status: r.Status, Stage: r.Stage,
			Reason: r.Reason, Error: r.Error, Attempts: r.Attempts, At: r.Updated,
		}
	}
}

func (b *board) forget(id string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.drop(id)
}

// drop takes a document off all lists.
func (b *board) drop(id string) {
	if status, ok := b.statuses[id]; ok && !status.Final() {
		b.open--
	}
	delete(b.statuses, id)
	delete(b.failures, id)
	delete(b.waiting, id)
	b.finished = slices.DeleteFunc(b.finished, func(s Sighting) bool { return s.ID == id })
}

// leading adds a sighting to a list in order, of which it keeps the first n.
func leading(list []Sighting, s Sighting, n int, order func(a, b Sighting) int) []Sighting {
	at, _ := slices.BinarySearchFunc(list, s, order)
	if at == n {
		return list
	}
	list = slices.Insert(list, at, s)
	return list[:min(len(list), n)]
}

func oldestFirst(a, b Sighting) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) }

func latestFirst(a, b Sighting) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.ID, b.ID)) }

func (b *board) has(id string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	_, ok := b.statuses[id]
	return ok
}

// undecided returns how many documents wait to be brought into search.
func (b *board) undecided() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.open
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

func (b *board) progress(id string, stage Status, page, pages int, now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if f, ok := b.active[id]; ok {
		if f.Began.IsZero() {
			f.Began = now
		}
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

// trouble tells what keeps files from being taken or moved; nil ends it. It
// reports whether there was one.
func (b *board) trouble(c cause, err error) (was bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	_, was = b.troubles[c]
	if err == nil {
		delete(b.troubles, c)
		return was
	}
	b.troubles[c] = ReasonOf(err)
	return was
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
	into.Finished = slices.Clone(b.finished)
	for id, s := range b.waiting {
		if _, ok := b.active[id]; !ok {
			into.Waiting = leading(into.Waiting, s, maxWaiting, oldestFirst)
		}
	}
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
