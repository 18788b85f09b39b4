package source

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/ingest"
)

var errReadTime = errors.New("limits.read_time is over")

// reading is what a read has come to: at most one of the three is set.
type reading struct {
	doc      *extract.Document
	err      error
	panicked any
}

// within gives work in this process the time of one page. A read that does not
// heed its context is left behind: it costs a processor until it ends by
// itself, but holds up neither the other files nor the stop.
func (s *Source) within(ctx context.Context, name string, read func(context.Context) (*extract.Document, error)) (*extract.Document, error) {
	limited, cancel := context.WithTimeout(ctx, s.limits.PageTime)
	defer cancel()
	ended := make(chan reading, 1)
	go func() { ended <- s.try(limited, name, read) }()
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
		return nil, tooSlow(name, "limits.page_time", s.limits.PageTime)
	}
	return got.doc, got.err
}

func (s *Source) try(ctx context.Context, name string, read func(context.Context) (*extract.Document, error)) (got reading) {
	defer func() {
		if got.panicked = recover(); got.panicked != nil {
			s.log.ErrorContext(ctx, "panic of the reader", slog.String(ingest.LogName, name), slog.String(ingest.LogStage, ingest.StageRead), slog.String("stack", string(debug.Stack())))
		}
	}()
	got.doc, got.err = read(ctx)
	return got
}

// tooSlow refuses a file that takes longer than a limit.
func tooSlow(name, setting string, limit time.Duration) error {
	return &ingest.Error{
		Kind: ingest.Refuse, Stage: "read", Path: name,
		Reason: fmt.Sprintf("读取这份文件超过了 %s 的时限（%s），可能过于复杂或已损坏。", limit, setting),
		Err:    fmt.Errorf("not read within %s: %w", limit, context.DeadlineExceeded),
	}
}
