package proc

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

// Options say what the children are and what each may cost.
type Options struct {
	Command []string // the program and its arguments; it must call Serve on Pipes
	Env     []string // NAME=value, besides what the pool sets itself
	Size    int      // children at the same time; 0: one for each processor
	// Memory is the resident set, in bytes, above which a child is killed; 0:
	// no limit. Address space would be the wrong measure: WebAssembly and Go
	// reserve much more of it than they use.
	Memory       int64
	JobsPerChild int    // a child is replaced after so many; 0: never
	Scratch      string // where the children's own folders are made; empty: os.TempDir
	// Died is told why a child is gone that had a request: ErrTimeout, ErrMemory
	// or ErrDied is in the chain. May be nil.
	Died func(error)
	Log  *slog.Logger
}

// Pool is a number of children that are started when they are needed. It is
// safe for concurrent use.
type Pool struct {
	o      Options
	slots  chan struct{}     // one for each child that works
	births chan chan newborn // to the thread that starts children
	ctx    context.Context   // ends with Close
	cancel context.CancelFunc
	over   sync.WaitGroup // the children, the nursery and the calls
	alive  atomic.Int64   // children

	mu     sync.Mutex // guards what follows
	closed bool
	idle   []*child // the one that was used last at the end
}

type newborn struct {
	child *child
	err   error
}

// NewPool returns a pool. No child runs before the first call.
func NewPool(o Options) *Pool {
	if o.Size <= 0 {
		o.Size = runtime.GOMAXPROCS(0)
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Died == nil {
		o.Died = func(error) {}
	}
	p := &Pool{o: o, slots: make(chan struct{}, o.Size), births: make(chan chan newborn)}
	p.ctx, p.cancel = context.WithCancel(context.Background())
	p.over.Go(p.nursery)
	return p
}

// Size is how many children work at the same time.
func (p *Pool) Size() int { return p.o.Size }

// Children is how many there are now, with those that do nothing.
func (p *Pool) Children() int { return int(p.alive.Load()) }

// Call is one request to a child.
type Call struct {
	// Key names what the request is about. A child that has worked on the same
	// before is preferred.
	Key      string
	Limit    time.Duration // from when a child is free until its answer; 0: none
	Request  any           // is sent as JSON
	Response any           // a pointer that takes the answer; nil: it is dropped
}

// Do has a child answer a request. An error of the child's handler comes back
// with the kind and reason that it had as an *ingest.Error. ErrTimeout,
// ErrMemory and ErrDied mean that the child is gone; so does the end of ctx
// while it worked.
func (p *Pool) Do(ctx context.Context, c Call) error {
	if !p.enter() {
		return ErrClosed
	}
	defer p.over.Done()
	body, err := json.Marshal(c.Request)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(p.ctx, cancel)()
	child, err := p.acquire(ctx, c.Key)
	if err != nil {
		return p.ending(err)
	}
	kind, body, err := child.call(ctx, c.Limit, body)
	p.release(child, kind == lastWords)
	switch {
	case err != nil:
		if errors.Is(err, ErrTimeout) || errors.Is(err, ErrMemory) || errors.Is(err, ErrDied) {
			p.o.Died(err)
		}
		return p.ending(err)
	case kind != answer:
		return unpack(body)
	case c.Response == nil:
		return nil
	}
	return json.Unmarshal(body, c.Response)
}

// ending tells that the pool was closed where that is why a call ended.
func (p *Pool) ending(err error) error {
	if p.ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return ErrClosed
	}
	return err
}

// enter registers a call, unless the pool is closed.
func (p *Pool) enter() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return false
	}
	p.over.Add(1)
	return true
}

// acquire waits for a free place and takes an idle child, or a new one.
func (p *Pool) acquire(ctx context.Context, key string) (*child, error) {
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	c := p.takeIdle(key)
	if c == nil {
		var err error
		if c, err = p.born(ctx); err != nil {
			<-p.slots
			return nil, err
		}
	}
	c.key = key
	return c, nil
}

// takeIdle prefers the child that knows key, then the one that was used last.
func (p *Pool) takeIdle(key string) *child {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.idle = slices.DeleteFunc(p.idle, (*child).buried)
	if len(p.idle) == 0 {
		return nil
	}
	at := slices.IndexFunc(p.idle, func(c *child) bool { return c.key == key })
	if at < 0 {
		at = len(p.idle) - 1
	}
	c := p.idle[at]
	p.idle = slices.Delete(p.idle, at, at+1)
	return c
}

// release makes a child idle, or ends it when it is worn out or about to end.
func (p *Pool) release(c *child, ends bool) {
	defer func() { <-p.slots }()
	if c.buried() {
		return
	}
	c.jobs++
	if ends || p.o.JobsPerChild > 0 && c.jobs >= p.o.JobsPerChild {
		p.over.Go(c.end) // nobody waits for that
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.idle = append(p.idle, c)
}

// Rest ends the children that do nothing. The next call gets another one.
func (p *Pool) Rest() {
	if !p.enter() {
		return
	}
	defer p.over.Done()
	p.mu.Lock()
	idle := p.idle
	p.idle = nil
	p.mu.Unlock()
	for _, c := range idle {
		c.end()
	}
}

// Close ends the children, also those that work, and returns when all of them
// are gone with their folders.
func (p *Pool) Close() error {
	p.mu.Lock()
	p.closed = true
	idle := p.idle
	p.idle = nil
	p.mu.Unlock()
	p.cancel()
	p.over.Wait() // the nursery kills all children
	for _, c := range idle {
		c.buried()
	}
	return nil
}

// born asks the nursery for a child.
func (p *Pool) born(ctx context.Context) (*child, error) {
	reply := make(chan newborn, 1)
	select {
	case p.births <- reply:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	n := <-reply
	return n.child, n.err
}

// nursery starts the children. A child dies with the thread that started it,
// so that none outlives this process even when it is killed; the thread is
// therefore kept as long as the pool. Its children inherit that it stands back.
func (p *Pool) nursery() {
	runtime.LockOSThread() // never unlocked: the thread ends with the goroutine
	if err := unix.Setpriority(unix.PRIO_PROCESS, 0, niceness); err != nil {
		p.o.Log.Warn("children run with full priority", slog.Any("error", err))
	}
	all := []*child{}
	for {
		select {
		case reply := <-p.births:
			c, err := start(p.o)
			if err != nil {
				err = fmt.Errorf("%w: %w", ErrStart, err)
			} else {
				p.alive.Add(1)
				p.over.Go(func() { c.watch(); p.alive.Add(-1) })
				all = append(slices.DeleteFunc(all, (*child).dead), c)
			}
			reply <- newborn{c, err}
		case <-p.ctx.Done():
			for _, c := range all {
				c.kill()
				<-c.ended
			}
			return
		}
	}
}
