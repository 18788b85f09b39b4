package ingest

import (
	"hash/maphash"
	"sync"
)

// locks serialises what is done to one document, by a fixed number of mutexes.
type locks struct {
	seed    maphash.Seed
	stripes [1024]sync.Mutex
}

func newLocks() *locks { return &locks{seed: maphash.MakeSeed()} }

// lock locks a document and returns the function that unlocks it.
func (l *locks) lock(id string) func() {
	m := &l.stripes[maphash.String(l.seed, id)%uint64(len(l.stripes))]
	m.Lock()
	return m.Unlock
}
