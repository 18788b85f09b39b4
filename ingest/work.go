package ingest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"golang.org/x/sync/errgroup"
)

const (
	// pause is how long a worker rests after the queue or the state has failed it.
	pause = time.Second
	// maxOutageDelay is how long a document waits at most after an outage.
	maxOutageDelay = 10 * time.Second
	// obedience is how long a Handler may take to return once its context ends.
	obedience = time.Second
)

// work gives jobs to the workers until ctx ends, then lets those in hand finish.
func (s *Service) work(ctx context.Context) error {
	hard, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	g, working := errgroup.WithContext(hard)
	dispatch, stopDispatch := context.WithCancel(ctx)
	defer stopDispatch()
	defer context.AfterFunc(working, stopDispatch)() // a worker has met a Stop

	tend, stopTending := context.WithCancel(hard)
	tended := make(chan struct{})
	go func() { defer close(tended); s.tend(tend) }()

	slots := make(chan struct{}, s.o.Workers)
	for {
		d, err := s.next(dispatch, slots)
		if KindOf(err) == Stop {
			g.Go(func() error { return err })
		}
		if err != nil {
			break
		}
		g.Go(func() error {
			defer func() { <-slots }()
			return s.process(working, d)
		})
	}
	drain := time.AfterFunc(s.o.Drain, cancel)
	defer drain.Stop()
	err := s.drain(working, g)
	stopTending()
	<-tended
	return err
}

// drain waits for the workers. One whose Handler does not return although the
// drain is over is left behind: its job is not acknowledged, so the next start
// gives it out again.
func (s *Service) drain(working context.Context, g *errgroup.Group) error {
	ended := make(chan error, 1)
	go func() { ended <- g.Wait() }()
	overdue := make(chan struct{})
	defer context.AfterFunc(working, func() { time.AfterFunc(obedience, func() { close(overdue) }) })()
	select {
	case err := <-ended:
		return err
	case <-overdue:
		s.o.Log.WarnContext(working, "documents are left behind that do not stop", slog.Any("documents", s.board.inHand()))
		return context.Cause(working)
	}
}

// next waits for a free worker, then for an open gate, then for a job.
func (s *Service) next(ctx context.Context, slots chan struct{}) (Delivery, error) {
	select {
	case slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	alone := func() bool { return len(slots) == 1 }
	for {
		if err := s.gate.pass(ctx, alone); err != nil {
			return nil, err
		}
		d, err := s.Queue.Next(ctx)
		if err == nil {
			return d, nil
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if KindOf(err) == Stop {
			return nil, err
		}
		s.o.Log.WarnContext(ctx, "no job from the queue", slog.Any("error", err))
		if err := sleep(ctx, pause); err != nil {
			return nil, err
		}
	}
}

// tend tells the queue from time to time that the jobs in hand are being worked on.
func (s *Service) tend(ctx context.Context) {
	for sleep(ctx, s.Queue.AckWait()/3) == nil {
		s.tending.Lock()
		for id, d := range s.hands {
			if err := d.Touch(); err != nil {
				s.o.Log.WarnContext(ctx, "job not prolonged", slog.String(LogID, id), slog.String(LogStage, StageQueue), slog.Any(LogError, err))
			}
		}
		s.tending.Unlock()
	}
}

// process works on one job, again if the document has changed meanwhile. Only
// an error that stops everything is returned.
func (s *Service) process(ctx context.Context, d Delivery) error {
	for {
		job, err := s.begin(ctx, d)
		if errors.Is(err, errNothingToDo) {
			return nil
		}
		if err != nil {
			return s.giveBack(ctx, d, err)
		}
		ctx := About(ctx, job.ID, job.Name)
		outcome := s.handle(ctx, job)
		once, err := s.finish(ctx, d, job, outcome)
		if err != nil {
			return s.giveBack(ctx, d, err)
		}
		if once {
			return nil
		}
	}
}

var errNothingToDo = errors.New("nothing to do")

// begin makes the job of a delivery and takes it in hand.
func (s *Service) begin(ctx context.Context, d Delivery) (Job, error) {
	defer s.locks.lock(d.ID())()
	r, err := s.State.Record(ctx, d.ID())
	switch {
	case errors.Is(err, ErrNoRecord): // deleted meanwhile
		return Job{}, cmp.Or(d.Ack(ctx), errNothingToDo)
	case err != nil:
		return Job{}, err
	case r.Status.Final(): // died between the record and the acknowledgement
		return Job{}, cmp.Or(s.conclude(ctx, d, &r), errNothingToDo)
	case d.Count()-1-r.Attempts > s.o.MaxCrashes:
		blame(&r, Parked, "read", errCrashes)
		job := s.job(r)
		return Job{}, cmp.Or(s.end(About(ctx, job.ID, job.Name), d, &r, job), errNothingToDo)
	}
	job := s.job(r)
	if !s.board.begin(InFlight{ID: job.ID, Name: job.Name, Stage: Reading, Since: s.o.Now()}) {
		return Job{}, fmt.Errorf("%s was given out twice", job.ID)
	}
	s.tending.Lock()
	s.hands[job.ID] = d
	s.tending.Unlock()
	return job, nil
}

var errCrashes = &Error{
	Kind: Retry, Stage: "read", Reason: "处理此文件时程序多次异常退出，已搁置。",
	Err: errors.New("the program died too often with this document in hand"),
}

func (s *Service) job(r Record) Job {
	job := Job{
		ID: r.ID, SHA256: r.SHA256, Bytes: r.Bytes, Name: r.ID, Paths: s.paths(r), Added: r.Added, Queued: r.Updated,
		Revision: r.Revision, Attempt: r.Attempts + 1, PathsOnly: r.Searched > 0,
		Open: func() (*os.File, error) { return s.original(r) },
		Progress: func(stage Status, page, pages int) {
			s.board.progress(r.ID, stage, page, pages, s.o.Now())
		},
	}
	if len(job.Paths) > 0 {
		job.Name = filepath.Base(job.Paths[0])
	}
	return job
}

// handle calls the Handler and turns a panic into an error.
func (s *Service) handle(ctx context.Context, job Job) (err error) {
	defer func() {
		if p := recover(); p != nil {
			s.o.Log.ErrorContext(ctx, "panic while a document was handled",
				slog.String(LogStage, StageRead), slog.Any("panic", p), slog.String("stack", string(debug.Stack())))
			err = &Error{
				Kind: Refuse, Stage: "read", Path: job.Name, Err: panicked{p},
				Reason: "程序处理此文件时发生内部错误，已搁置，请联系管理员。",
			}
		}
	}()
	return s.Handler.Handle(ctx, job)
}

// panicked is a panic of the Handler: a fault of ours, so the document is
// parked, not refused.
type panicked struct{ value any }

func (p panicked) Error() string { return fmt.Sprintf("panic: %v", p.value) }

// release takes a document out of hand.
func (s *Service) release(id string) {
	s.tending.Lock()
	delete(s.hands, id)
	s.tending.Unlock()
	s.board.end(id)
}

// giveBack returns a job to the queue because of a fault that is not the
// document's. A job that has been given back often is queued afresh, so that it
// does not look as if the program had died with it.
func (s *Service) giveBack(ctx context.Context, d Delivery, cause error) error {
	if ctx.Err() != nil {
		s.nak(ctx, d, 0)
		return ctx.Err()
	}
	s.o.Log.WarnContext(ctx, "job given back", slog.String(LogID, d.ID()), slog.String(LogStage, StageQueue), slog.Any(LogError, cause))
	if d.Count() <= s.o.MaxCrashes/2 || s.requeue(ctx, d.ID()) != nil {
		delay := s.backoff(d.Count())
		if IsOutage(cause) { // the gate sets the pace
			delay = min(delay, maxOutageDelay)
		}
		s.nak(ctx, d, delay)
	}
	if KindOf(cause) == Stop {
		return cause
	}
	return nil
}

// nak has a job given out again. If it fails, that happens after AckWait anyway.
func (s *Service) nak(ctx context.Context, d Delivery, delay time.Duration) {
	if err := d.Nak(delay); err != nil {
		s.o.Log.WarnContext(ctx, "job not given back", slog.String(LogID, d.ID()), slog.String(LogStage, StageQueue), slog.Any(LogError, err))
	}
}

// backoff is the time before the next try after n failed ones: doubled each
// time, with a jitter of a quarter to either side.
func (s *Service) backoff(n int) time.Duration {
	d := s.o.BackoffMax
	if shift := n - 1; shift < 30 {
		d = min(d, s.o.BackoffMin<<max(shift, 0))
	}
	return time.Duration(float64(d) * (0.75 + rand.Float64()/2))
}
