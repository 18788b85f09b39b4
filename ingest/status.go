package ingest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"path/filepath"
	"slices"
	"time"
)

// Report tells how the ingest is doing.
type Report struct {
	Counts   map[Status]int
	Queue    Depth
	Files    int // that lie in the watched folders and are known
	InFlight []InFlight
	Finished []Sighting // came into search, the latest first, at most 20
	Waiting  []Sighting // are queued and not in hand, the oldest first, at most 20
	Failures []Failure  // the latest first, at most 100
	Trouble  string     // what keeps files from being taken, moved or read, plain Chinese; empty if all is well
	Blocked  string     // why no jobs at all are given out, plain Chinese; empty if they are
}

// Status reports how the ingest is doing. Names in it may hold any bytes.
func (s *Service) Status(ctx context.Context) (Report, error) {
	var r Report
	s.board.show(&r)
	r.Files = s.files.len()
	for i := range r.Failures {
		s.nameKept(r.Failures[i].ID, &r.Failures[i].Name)
	}
	for _, list := range [][]Sighting{r.Finished, r.Waiting} {
		for i := range list {
			s.nameKept(list[i].ID, &list[i].Name)
		}
	}
	if r.Blocked = s.gate.trouble(); r.Blocked != "" {
		r.Trouble = r.Blocked
	}
	var err error
	r.Queue, err = s.Queue.Depth(ctx)
	return r, err
}

// nameKept names a document after its file in a keep folder, where it has only
// its id for a name.
func (s *Service) nameKept(id string, name *string) {
	if *name != id {
		return
	}
	if held := s.files.holding(id); len(held) > 0 {
		*name = filepath.Base(held[0].info.Path)
	}
}

// OldestAge is the age of the oldest job, zero if there is none.
func (r Report) OldestAge(now time.Time) time.Duration {
	if r.Queue.Oldest.IsZero() {
		return 0
	}
	return now.Sub(r.Queue.Oldest)
}

// Retry queues documents again and returns how many. Without ids it queues all
// that have failed, are parked or were refused. Unknown ones are passed over
// and give ErrNoRecord at the end.
func (s *Service) Retry(ctx context.Context, ids ...string) (int, error) {
	if len(ids) == 0 {
		ids = s.Failed()
	}
	count := 0
	var unknown error
	for _, id := range ids {
		err := s.retry(ctx, id)
		switch {
		case errors.Is(err, ErrNoRecord):
			unknown = fmt.Errorf("retry %s: %w", id, err)
		case err != nil:
			return count, fmt.Errorf("retry %s: %w", id, err)
		default:
			count++
		}
	}
	return count, unknown
}

// Failed returns the documents that have failed, are parked or were refused.
func (s *Service) Failed() []string {
	return s.board.ids(func(st Status) bool { return st == Failed || st == Parked || st == Refused })
}

// retry takes the waiting job out of the queue first: it may wait for minutes.
func (s *Service) retry(ctx context.Context, id string) error {
	defer s.locks.lock(id)()
	r, err := s.State.Record(ctx, id)
	if err != nil {
		return err
	}
	again(&r)
	if !r.Expired { // there is nothing to read of one that is
		r.Searched = 0 // read it afresh, not only its paths
	}
	if err := s.put(ctx, &r); err != nil {
		return err
	}
	if s.board.isActive(id) {
		return nil // the worker will see the new revision
	}
	return s.requeue(ctx, id)
}

// requeue puts a document at the end of the queue, whether or not it is in it.
func (s *Service) requeue(ctx context.Context, id string) error {
	if err := s.Queue.Cancel(ctx, id); err != nil {
		return err
	}
	return s.Queue.Publish(ctx, id)
}

// Records yields the records of all documents, ordered by id and starting
// after the given one ("" for all), so that a caller can go on where it
// stopped. It may take its time.
func (s *Service) Records(ctx context.Context, after string) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		ids := s.board.ids(func(Status) bool { return true })
		from, found := slices.BinarySearch(ids, after)
		if found {
			from++
		}
		for _, id := range ids[from:] {
			r, err := s.State.Record(ctx, id)
			if errors.Is(err, ErrNoRecord) {
				continue
			}
			if !yield(r, err) || err != nil {
				return
			}
		}
	}
}

// Record returns the record of a document and its paths.
func (s *Service) Record(ctx context.Context, id string) (Record, []string, error) {
	r, err := s.State.Record(ctx, id)
	if err != nil {
		return r, nil, err
	}
	return r, s.paths(r), nil
}

// paths returns the paths of a document: where consumed files were dropped, in
// order of time, then where kept ones lie, in order of name.
func (s *Service) paths(r Record) []string {
	paths := make([]string, 0, len(r.Taken))
	for _, t := range r.Taken {
		paths = append(paths, t.Path)
	}
	for _, e := range s.files.holding(r.ID) {
		if !slices.Contains(paths, e.info.Path) && s.folders[e.info.Folder].Mode == Keep {
			paths = append(paths, e.info.Path)
		}
	}
	return paths
}

// Known returns the last known sight of a file in a watched folder.
func (s *Service) Known(path string) (FileInfo, bool) { return s.files.Known(path) }

// PathsUnder yields the known files below a folder.
func (s *Service) PathsUnder(root string) iter.Seq[string] { return s.files.PathsUnder(root) }
