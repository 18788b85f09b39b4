package daemon

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/ingest"
)

// deadlineReader gives every read a time limit. A read that does not heed its
// context is left behind: it costs a processor until it ends by itself, but
// holds up neither the other files nor the stop.
type deadlineReader struct {
	Reader
	limit time.Duration
	log   *slog.Logger
}

// reading is what a read has come to: at most one of the three is set.
type reading struct {
	doc      *extract.Document
	err      error
	panicked any
}

// ReadJob implements Reader. A file that takes too long is refused.
func (r deadlineReader) ReadJob(ctx context.Context, job ingest.Job) (*extract.Document, error) {
	limited, cancel := context.WithTimeout(ctx, r.limit)
	defer cancel()
	ended := make(chan reading, 1)
	go func() { ended <- r.try(limited, job) }()
	var got reading
	select {
	case got = <-ended:
	case <-limited.Done():
		got.err = limited.Err()
	}
	if got.panicked != nil {
		panic(got.panicked) // in the goroutine that knows what to do about it
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if got.err != nil && limited.Err() != nil {
		return nil, &ingest.Error{
			Kind: ingest.Refuse, Stage: "read", Path: job.Name,
			Reason: fmt.Sprintf("读取这份文件超过了 %s 的时限（limits.read_time），可能过于复杂或已损坏。", r.limit),
			Err:    fmt.Errorf("not read within %s: %w", r.limit, got.err),
		}
	}
	return got.doc, got.err
}

func (r deadlineReader) try(ctx context.Context, job ingest.Job) (got reading) {
	defer func() {
		if got.panicked = recover(); got.panicked != nil {
			r.log.ErrorContext(ctx, "panic of the reader", slog.String("id", job.ID), slog.String("stack", string(debug.Stack())))
		}
	}()
	got.doc, got.err = r.Reader.ReadJob(ctx, job)
	return got
}
