package export

import (
	"sync"
	"sync/atomic"
)

// maxKept bounds the exports whose progress can be asked for.
const maxKept = 64

// progress is how far one export has come.
type progress struct {
	Total int
	done  atomic.Int64
	state atomic.Value // state
}

type state string

const (
	writing state = "writing"
	done    state = "done"
	failed  state = "failed"
)

// Done is the number of records written.
func (p *progress) Done() int { return int(p.done.Load()) }

// State is writing, done or failed.
func (p *progress) State() state {
	s, _ := p.state.Load().(state)
	return s
}

// running are the exports under way and those that ended last, by the name that
// the page which offers them gave them.
type running struct {
	mu     sync.Mutex
	byName map[string]*progress
	names  []string // oldest first
}

// begin returns the progress of a new export. One without a name is not kept.
func (r *running) begin(name string, total int) *progress {
	p := &progress{Total: total}
	p.state.Store(writing)
	if name == "" || len(name) > maxJobName {
		return p
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.byName == nil {
		r.byName = map[string]*progress{}
	}
	if _, known := r.byName[name]; !known {
		r.names = append(r.names, name)
	}
	r.byName[name] = p
	if len(r.names) > maxKept {
		delete(r.byName, r.names[0])
		r.names = r.names[1:]
	}
	return p
}

// of returns nil where no export of that name has begun.
func (r *running) of(name string) *progress {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.byName[name]
}
