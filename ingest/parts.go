package ingest

import (
	"context"
	"io"
	"iter"
	"os"
	"time"
)

// Spool keeps the originals.
type Spool interface {
	Put(ctx context.Context, r io.Reader) (Content, error)
	Open(sha256 string) (*os.File, error)
	Remove(sha256 string) error
	List(ctx context.Context) iter.Seq2[string, error]
}

// Archive disposes of consumed files and returns where they lie then. A file
// that is no longer there gives an error that is fs.ErrNotExist.
type Archive interface {
	Done(ctx context.Context, folder Folder, path string, when time.Time) (string, error)
	Failed(ctx context.Context, folder Folder, path, reason string) (string, error)
	// Remove removes a file that was disposed of, with the note beside it. One
	// that is not there is no error.
	Remove(path string) error
}

// Watcher reports the files of the watched folders. Run blocks until ctx ends;
// it reports a file again later when it has not become known.
type Watcher interface {
	Run(ctx context.Context, emit func(context.Context, Event) error) error
}

// Queue is a durable work queue that holds every document at most once.
type Queue interface {
	// Publish queues a document; it does nothing when it is queued already,
	// whether it waits or is being worked on.
	Publish(ctx context.Context, id string) error
	// Cancel takes a document out of the queue.
	Cancel(ctx context.Context, id string) error
	// Next blocks until there is a job.
	Next(ctx context.Context) (Delivery, error)
	// Depth tells how much is queued.
	Depth(ctx context.Context) (Depth, error)
	// AckWait is the time after which a delivery that was neither answered
	// nor touched is given out again.
	AckWait() time.Duration
}

// Delivery is one job given out by a Queue.
type Delivery interface {
	ID() string
	Count() int                    // how often the job has been given out, from 1
	Touch() error                  // the job is still being worked on
	Ack(ctx context.Context) error // the job is done; returns once that is stored
	Nak(delay time.Duration) error // give it out again after the delay
}

// Depth is the size of a queue.
type Depth struct {
	Waiting int       // never given out
	Given   int       // being worked on, or waiting for another try
	Oldest  time.Time // when the oldest of them was queued; zero if there is none
}

// State keeps the records and the known files. Every write is on disk when it
// returns.
type State interface {
	Record(ctx context.Context, id string) (Record, error) // ErrNoRecord
	Put(ctx context.Context, r *Record) error              // sets r.Version; ErrConflict
	Delete(ctx context.Context, id string) error
	Records(ctx context.Context) iter.Seq2[Record, error]

	PutFile(ctx context.Context, f KnownFile) error
	DeleteFile(ctx context.Context, path string) error
	Files(ctx context.Context) iter.Seq2[KnownFile, error]
}

// Job is one document to be brought into search.
type Job struct {
	ID       string
	SHA256   string
	Bytes    int64
	Name     string    // base name of the first path; the ID if there is no path
	Paths    []string  // in any bytes; where a consumed file was dropped, a kept one lies
	Added    time.Time // when the content came in first
	Queued   time.Time // when it began to wait: since it came in, or since the last try
	Revision uint64
	Attempt  int // from 1
	// PathsOnly means that the document has been in search: only its paths have
	// changed, or search has lost it. What was read of it serves again.
	PathsOnly bool
	// Open opens the original.
	Open func() (*os.File, error)
	// Progress tells how far the work is, for status reports. pages may be
	// zero if there is nothing to count.
	Progress func(stage Status, page, pages int)
}

// Handler brings documents into search.
type Handler interface {
	// Handle returns once the document can be found. It is called by many
	// workers at once, for one document by one at a time, and may be called
	// again for a document that it has handled before. The Kind of its error
	// decides what follows.
	Handle(ctx context.Context, job Job) error
	// Delete takes a document out of search, with all that Handle stored for
	// it. A document that is not there is no error.
	Delete(ctx context.Context, id string) error
}

// Prober is a Handler that can tell whether it is able to work at all. While
// Ready returns an error, no jobs are given out, and a failed try is not
// counted against the document.
type Prober interface {
	Ready(ctx context.Context) error
}

// Lister is a Handler that can list the documents that are in search. The
// records are compared with it at start.
type Lister interface {
	Indexed(ctx context.Context) iter.Seq2[string, error]
}

// Counter is a Lister that can tell, at little cost, how many documents are in
// search. They are listed again whenever there are fewer than are done.
type Counter interface {
	Count(ctx context.Context) (int, error)
}
