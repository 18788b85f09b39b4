package ingest

import (
	"context"
	"sync"
	"time"
)

// gatePause is the time between two questions whether the Handler is ready
// again, and gateTimeout the time that it has for an answer.
const (
	gatePause   = time.Second
	gateTimeout = 10 * time.Second
)

// gate holds jobs back while the disk is full or the Handler says that it
// cannot work.
type gate struct {
	room   func() error
	prober Prober // nil if the Handler cannot tell

	mu     sync.Mutex
	closed error
}

func newGate(h Handler, room func() error) *gate {
	p, _ := h.(Prober)
	return &gate{prober: p, room: room}
}

// check asks both and closes or opens the gate.
func (g *gate) check(ctx context.Context) error {
	err := g.room()
	if err == nil && g.prober != nil {
		ctx, cancel := context.WithTimeout(ctx, gateTimeout)
		defer cancel()
		err = g.prober.Ready(ctx)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = err
	return err
}

// pass blocks until the gate is open.
func (g *gate) pass(ctx context.Context) error {
	for g.state() != nil && g.check(ctx) != nil {
		if err := sleep(ctx, gatePause); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func (g *gate) state() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.closed
}

func (g *gate) trouble() string {
	if err := g.state(); err != nil {
		return ReasonOf(err)
	}
	return ""
}

// sleep waits, or returns the error of ctx when that ends first.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
