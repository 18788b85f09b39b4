package ingest

import (
	"cmp"
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
// cannot work. After an outage that neither of them knows of, one document
// after the other is let through, with a pause, until one gets on.
type gate struct {
	room   func() error
	prober Prober // nil if the Handler cannot tell

	mu     sync.Mutex
	closed error
	outage error     // what the last document met
	since  time.Time // when it did
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

// report tells how a document that was let through has fared.
func (g *gate) report(outage error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.outage, g.since = outage, time.Now()
}

// pass blocks until the gate is open. During an outage it also waits until no
// document is in hand, which idle tells.
func (g *gate) pass(ctx context.Context, idle func() bool) error {
	for g.state() != nil && g.check(ctx) != nil || !g.mayProbe(idle) {
		if err := sleep(ctx, gatePause); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func (g *gate) mayProbe(idle func() bool) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.outage == nil || idle() && time.Since(g.since) >= gatePause
}

func (g *gate) state() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.closed
}

func (g *gate) trouble() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	if err := cmp.Or(g.closed, g.outage); err != nil {
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
