package ingest

import "sync"

// locks serialises what is done to one document. A document that waits for the
// search server holds up no other.
type locks struct {
	mu   sync.Mutex
	byID map[string]*documentLock
}

type documentLock struct {
	sync.Mutex
	users int // that hold it or wait for it
}

func newLocks() *locks { return &locks{byID: map[string]*documentLock{}} }

// lock locks a document and returns the function that unlocks it.
func (l *locks) lock(id string) func() {
	l.mu.Lock()
	d, ok := l.byID[id]
	if !ok {
		d = &documentLock{}
		l.byID[id] = d
	}
	d.users++
	l.mu.Unlock()
	d.Lock()
	return func() {
		d.Unlock()
		l.mu.Lock()
		defer l.mu.Unlock()
		if d.users--; d.users == 0 {
			delete(l.byID, id)
		}
	}
}
