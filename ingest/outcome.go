package ingest

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// maxError limits what is kept of an error message, in bytes.
const maxError = 1000

// finish records the outcome of a job and answers the queue. It reports false
// if the document has changed meanwhile and must be worked on once more.
func (s *Service) finish(ctx context.Context, d Delivery, job Job, outcome error) (once bool, err error) {
	defer s.release(job.ID)
	if outcome != nil && ctx.Err() != nil {
		return true, ctx.Err() // the stop, not the document
	}
	if KindOf(outcome) == Retry && (s.halts(outcome) || s.gate.check(ctx) != nil) {
		return true, outcome // the handler cannot work at all
	}
	if outcome == nil {
		s.gate.report(nil)
	}
	defer s.locks.lock(job.ID)()
	r, err := s.State.Record(ctx, job.ID)
	if errors.Is(err, ErrNoRecord) {
		return true, d.Ack(ctx)
	}
	if err != nil {
		return true, err
	}
	if r.Revision != job.Revision && KindOf(outcome) != Stop && KindOf(outcome) != Retry {
		return false, nil
	}
	return true, s.decide(ctx, d, &r, job, outcome)
}

// Ending is what has become of a document that was worked on.
type Ending struct {
	ID, Name string
	Status   Status // Done, Refused or Parked, or Failed if it is tried again
	Reason   string // plain Chinese; empty if it is Done
	// PathsOnly means that it has been in search before, and was not read anew.
	PathsOnly bool
	At        time.Time
}

// halts reports whether an outcome is an outage, which then holds the other
// documents back.
func (s *Service) halts(outcome error) bool {
	if !IsOutage(outcome) {
		return false
	}
	s.gate.report(outcome)
	return true
}

// decide lets the kind of the outcome decide what follows.
func (s *Service) decide(ctx context.Context, d Delivery, r *Record, job Job, outcome error) error {
	_, ours := errors.AsType[panicked](outcome)
	switch kind := KindOf(outcome); {
	case ours:
		blame(r, Parked, "read", outcome)
	case kind == Stop:
		return outcome
	case kind == Refuse:
		blame(r, Refused, "read", outcome)
	case kind == Retry:
		r.Attempts++
		if r.Attempts < s.o.MaxTries {
			return s.tryLater(ctx, d, r, job, outcome)
		}
		blame(r, Parked, "read", outcome)
	default:
		r.Status, r.Stage, r.Reason, r.Error, r.Attempts = Done, "", "", "", 0
		r.Searched = r.Revision
	}
	return s.end(ctx, d, r, job)
}

// end concludes the work on a document and tells what has become of it.
func (s *Service) end(ctx context.Context, d Delivery, r *Record, job Job) error {
	if err := s.conclude(ctx, d, r); err != nil {
		return err
	}
	s.o.Log.InfoContext(ctx, "document "+string(r.Status), slog.String(LogStage, StageEnd), slog.String(LogStatus, string(r.Status)),
		slog.String(LogReason, r.Reason), slog.String(LogError, r.Error))
	s.o.Ended(endingOf(r, job))
	return nil
}

func endingOf(r *Record, job Job) Ending {
	return Ending{ID: r.ID, Name: job.Name, Status: r.Status, Reason: r.Reason, PathsOnly: job.PathsOnly, At: r.Updated}
}

func (s *Service) tryLater(ctx context.Context, d Delivery, r *Record, job Job, outcome error) error {
	blame(r, Failed, "read", outcome)
	delay := s.backoff(r.Attempts)
	s.o.Log.WarnContext(ctx, "document failed, to be tried again", slog.String(LogStage, StageEnd), slog.Int(LogAttempt, r.Attempts),
		slog.Duration("again_in", delay), slog.String(LogReason, r.Reason), slog.Any(LogError, outcome))
	if err := s.put(ctx, r); err != nil {
		return err
	}
	s.o.Ended(endingOf(r, job))
	return d.Nak(delay)
}

// conclude disposes of the consumed files of a document that is decided,
// records it, and only then acknowledges its job.
func (s *Service) conclude(ctx context.Context, d Delivery, r *Record) error {
	s.dispose(ctx, r)
	if err := s.put(ctx, r); err != nil {
		return err
	}
	return d.Ack(ctx)
}

// blame records why a document is not in search.
func blame(r *Record, status Status, stage string, err error) {
	r.Status, r.Stage, r.Reason, r.Error = status, stage, ReasonOf(err), shorten(err.Error())
	if e, ok := errors.AsType[*Error](err); ok && e.Stage != "" {
		r.Stage = e.Stage
	}
	if status == Parked {
		r.Reason = parkedReason(r.Reason)
	}
}

// parkedReason drops the promise of another try from a reason and says how to
// have one.
func parkedReason(reason string) string {
	clauses := strings.FieldsFunc(reason, func(c rune) bool { return strings.ContainsRune("，；。", c) })
	clauses = slices.DeleteFunc(clauses, func(c string) bool { return strings.Contains(c, "自动") })
	return strings.Join(append(clauses, "已不再重试"), "，") + "。排除原因后请运行 gouji retry。"
}

func shorten(s string) string {
	if len(s) <= maxError {
		return s
	}
	cut := maxError
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}
