package ingest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// Options of a Service. The zero value of a field stands for its default.
type Options struct {
	Folders []Folder
	// Workers is how many documents are in hand at once; 16. Most of them wait
	// for the search server: a Handler limits by itself what costs the
	// processor, and gathers what it writes.
	Workers    int
	MaxTries   int           // failed tries before a document is parked; 12
	BackoffMin time.Duration // before the second try; 1 s, doubled from try to try
	BackoffMax time.Duration // 5 min
	// MaxCrashes is how often a document may be given out without an answer,
	// which happens when the program dies with it, before it is parked; 50.
	MaxCrashes int
	// Grace is how long a document without any file stays in search, so that a
	// rename is not a delete; 3 s.
	Grace time.Duration
	// StrayGrace is how long the files of a keep folder that is no longer among
	// the Folders stay in search; 10 min.
	StrayGrace time.Duration
	// Drain is how long a document in hand may go on after the stop; 20 s.
	Drain time.Duration
	// Sweep is the time between two repairs of what was left behind; 1 min.
	Sweep time.Duration
	// Room returns an error while the disk has no room; then no files are taken
	// and no jobs given out. May be nil.
	Room func() error
	// MaxQueued is how many documents may wait to be decided before files are
	// left in their folders, to be taken later; 0: no limit.
	MaxQueued int
	// Ended is told what has become of a document that was worked on, and is not
	// worked on now. It must not block. May be nil.
	Ended func(Ending)
	Now   func() time.Time // time.Now
	Log   *slog.Logger     // slog.DiscardHandler
}

func (o Options) withDefaults() Options {
	orDefault(&o.Workers, 16)
	orDefault(&o.MaxTries, 12)
	orDefault(&o.BackoffMin, time.Second)
	orDefault(&o.BackoffMax, 5*time.Minute)
	orDefault(&o.MaxCrashes, 50)
	orDefault(&o.Grace, 3*time.Second)
	orDefault(&o.StrayGrace, 10*time.Minute)
	orDefault(&o.Drain, 20*time.Second)
	orDefault(&o.Sweep, time.Minute)
	if o.Room == nil {
		o.Room = func() error { return nil }
	}
	if o.Ended == nil {
		o.Ended = func(Ending) {}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

func orDefault[T int | time.Duration](n *T, def T) {
	if *n == 0 {
		*n = def
	}
}

// Parts are what a Service joins.
type Parts struct {
	Spool   Spool
	Archive Archive
	Queue   Queue
	State   State
	Handler Handler
}

// Service brings every file of the watched folders into search.
//
// A new file is spooled, recorded and queued, in this order; a worker has the
// Handler bring it into search, disposes of consumed files, records the
// outcome and only then acknowledges the job. Every step can be repeated, so
// that dying between any two of them costs nothing but the repetition.
//
// The same bytes under two names are one document with two paths. When the
// paths of a document change, the Handler is called again with PathsOnly set.
// A file whose bytes are in search already and that is dropped once more under
// the same name is only moved to the archive.
type Service struct {
	Parts
	o       Options
	folders map[string]Folder // by root
	files   *catalog
	board   *board
	locks   *locks
	orphans *orphans
	strays  []KnownFile // of folders that are no longer watched
	gate    *gate

	tending sync.Mutex // guards hands
	hands   map[string]Delivery
}

// New makes a Service and loads the state, which takes some seconds for
// 100,000 files. The Service is the Known of the watcher.
func New(ctx context.Context, o Options, p Parts) (*Service, error) {
	o = o.withDefaults()
	s := &Service{
		Parts:   p,
		o:       o,
		folders: make(map[string]Folder, len(o.Folders)),
		files:   newCatalog(),
		board:   newBoard(),
		locks:   newLocks(),
		orphans: newOrphans(),
		gate:    newGate(p.Handler, o.Room),
		hands:   map[string]Delivery{},
	}
	for _, f := range o.Folders {
		s.folders[f.Root] = f
	}
	if err := s.load(ctx); err != nil {
		return nil, fmt.Errorf("load state: %w", err)
	}
	return s, nil
}

// load fills the memory from the state.
func (s *Service) load(ctx context.Context) error {
	var unclaimed []string
	for r, err := range s.State.Records(ctx) {
		if err != nil {
			return err
		}
		s.board.set(r)
		if len(r.Taken) == 0 && !r.Restored {
			unclaimed = append(unclaimed, r.ID)
		}
	}
	for f, err := range s.State.Files(ctx) {
		if err != nil {
			return err
		}
		s.recall(f)
	}
	stray := make(map[string]bool, len(s.strays))
	for _, f := range s.strays {
		stray[f.ID] = true
	}
	for _, id := range unclaimed {
		if !s.files.holds(id) && !stray[id] {
			s.orphans.add(id, s.o.Now().Add(s.o.Grace))
		}
	}
	return nil
}

// recall makes a stored file known again. A file without a record is not: the
// program died between the two, and the watcher shall report it once more. Nor
// is one as it is that belongs to another folder now, or whose folder was a keep
// folder and is a consume folder now.
func (s *Service) recall(f KnownFile) {
	if !s.board.has(f.ID) {
		return
	}
	home, ok := s.home(f.Path)
	if !ok {
		s.strays = append(s.strays, f)
		return
	}
	if home.Mode == Consume || home.Root != f.Folder {
		f.Size = -1
	}
	f.Folder = home.Root // one string for all files of a folder
	s.files.put(entry{info: f.FileInfo, id: f.ID, stored: true})
}

// Run reconciles what is stored, then takes files and works on them until ctx
// ends. It returns nil after an orderly stop and the error that stopped it
// otherwise.
func (s *Service) Run(ctx context.Context, w Watcher) error {
	err := s.run(ctx, w)
	if errors.Is(err, context.Canceled) && ctx.Err() != nil {
		err = nil
	}
	return err
}

func (s *Service) run(ctx context.Context, w Watcher) error {
	if err := s.reconcile(ctx); err != nil {
		return fmt.Errorf("reconcile: %w", err)
	}
	g, running := errgroup.WithContext(ctx)
	g.Go(func() error { return w.Run(running, s.Take) })
	g.Go(func() error { return s.work(running) })
	g.Go(func() error { return s.keepHouse(running) })
	g.Go(func() error { return s.deleteOrphans(running) })
	g.Go(func() error { return s.forgetStrays(running) })
	g.Go(func() error { return s.compare(running) })
	return g.Wait()
}

// put stores a record and shows it on the board.
func (s *Service) put(ctx context.Context, r *Record) error {
	r.Updated = s.o.Now().UTC()
	if err := s.State.Put(ctx, r); err != nil {
		return err
	}
	s.board.set(*r)
	return nil
}

// again marks a record as to be processed once more.
func again(r *Record) {
	r.Revision++
	r.Status, r.Stage, r.Reason, r.Error, r.Attempts = Queued, "", "", "", 0
}
