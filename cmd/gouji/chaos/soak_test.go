package chaos

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// shortSoak is how long the soak test lasts when nobody asks for more: long
// enough to run every event once.
const shortSoak = 25 * time.Second

// TestSoak has one gouji work for SOAK (say 10m, by `make soak`) while whatever
// can go wrong in an office goes wrong: SOAK_SEED repeats the plan. In the first
// quarter gouji itself is killed again and again. The process that is started
// then lives to the end, and its footprint is compared between its first and its
// last third. docs/reliability.md tells the rest.
func TestSoak(t *testing.T) {
	t.Parallel()
	if isolate(t, func(t *testing.T) { soak(t, false) }) {
		soak(t, true)
	}
}

// soaking is a soak test that runs.
type soaking struct {
	t       *testing.T
	d       *daemon
	rng     *rand.Rand
	mounts  bool // shares and disks can be mounted
	library *library
	supply  *supply
	shelves *shelves
	storm   bool      // gouji may be killed
	deck    []int     // events that come next
	killed  time.Time // the search server
	samples []footprint
	events  map[string]int
	dropped int
}

func soak(t *testing.T, mounts bool) {
	lasts := shortSoak
	if given := os.Getenv("SOAK"); given != "" {
		var err error
		lasts, err = time.ParseDuration(given)
		must(t, err)
	}
	s := newSoak(t, mounts)
	d := s.d
	began := time.Now()
	for time.Since(began) < lasts/4 {
		s.step()
	}
	s.revive()
	must(t, d.kill())
	d.start()
	d.started()
	s.storm = false
	for calm := time.Now(); time.Since(began) < lasts; {
		s.step()
		if time.Since(calm) > lasts/10 { // the process has warmed up
			s.sample()
		}
	}
	ended := time.Now()
	d.settled(s.expected(), len(s.library.bad))
	t.Logf("%d files dropped, of which %d contents must be found and %d refused, in %s; all was done %s later", s.dropped, len(s.library.good),
		len(s.library.bad), lasts, time.Since(ended).Round(time.Second))
	for _, name := range slices.Sorted(maps.Keys(s.events)) {
		t.Logf("%4d × %s", s.events[name], name)
	}
	s.found()
	s.compare(lasts >= time.Minute)
	d.stop()
	d.disposed(s.library)
	d.nothingHalfMade()
	s.shelves.check()
}

// newSoak starts a daemon that has some reports in its keep folder.
func newSoak(t *testing.T, mounts bool) *soaking {
	rng := seeded(t)
	s := &soaking{mounts: mounts, storm: true, events: map[string]int{}, supply: newSupply(t, rng)}
	s.open(t, rng, "--ocr.workers", "2", "--queue.backoff", "200ms", "--queue.backoff_max", "2s")
	s.shelves = &shelves{t: t, rng: rng, dir: s.d.path("shelf"), library: s.library}
	for range 60 {
		s.shelves.fresh = append(s.shelves.fresh, s.supply.text())
	}
	s.d.start()
	for _, i := range s.shelves.fresh[:20] {
		s.library.good[i.id()] = i
	}
	s.shelves.fill(20)
	printed := s.supply.pdf() // so that the PDF reader is compiled before anything is killed
	put(t, printed, s.d.path("inbox", printed.name))
	s.library.good[printed.id()] = printed
	s.d.settled(s.expected(), 0) // what is deleted later has been in search
	return s
}

// open prepares a daemon with a small disk for its data, and an inbox and a keep
// folder that are shares.
func (s *soaking) open(t *testing.T, rng *rand.Rand, flags ...string) {
	t.Helper()
	d := newDaemon(t, append([]string{"--limits.free_disk", "16MiB"}, flags...)...)
	d.program = unraced
	s.t, s.d, s.rng = t, d, rng
	s.library = &library{good: map[string]*item{}, bad: map[string]*item{}}
	for _, dir := range []string{"data", "shelf", "server/inbox", "server/shelf"} {
		must(t, os.MkdirAll(d.path(dir), 0o755))
	}
	if s.mounts {
		must(t, unix.Mount("tmpfs", d.path("data"), "tmpfs", 0, "size=1g"))
	}
	s.comeBack("inbox")
	s.comeBack("shelf")
	t.Cleanup(func() {
		_ = d.kill()
		for _, dir := range []string{"inbox", "shelf", "data"} {
			_ = unix.Unmount(d.path(dir), unix.MNT_DETACH)
		}
	})
	d.flags = append(d.flags, "--folders", fmt.Sprintf("[{path: %q}, {path: %q, mode: keep}]", d.path("inbox"), d.path("shelf")))
}

// backlog is how many documents may wait before no more are dropped.
const backlog = 60

// step drops some files and lets something happen.
func (s *soaking) step() {
	s.t.Helper()
	s.revive()
	if status, err := s.d.status(); err == nil && status.Queue.Waiting+status.Queue.Given < backlog {
		for range 1 + s.rng.IntN(12) {
			s.drop()
		}
	}
	s.happen()
	time.Sleep(time.Duration(200+s.rng.IntN(1500)) * time.Millisecond)
	if !s.storm {
		s.sample()
	}
}

// drop lays one file into the inbox; now and then one that was there before.
func (s *soaking) drop() {
	s.t.Helper()
	i, good := s.supply.next()
	s.dropped++
	folder := []string{"", "市直", "县区/城关"}[s.rng.IntN(3)]
	if !put(s.t, i, s.d.path("inbox", folder, fmt.Sprintf("%05d %s", s.dropped, i.name))) {
		s.t.Fatalf("%s is there already", i.name)
	}
	if good {
		s.library.good[i.id()] = i
	} else {
		s.library.bad[i.id()] = i
	}
}

// expected is how many documents must be done.
func (s *soaking) expected() int { return len(s.library.good) }

// revive starts a gouji that has ended by itself, as it may on a full disk in
// the storm.
func (s *soaking) revive() {
	if s.d.running() {
		return
	}
	err := s.d.kill()
	if !s.storm {
		s.t.Fatalf("gouji has ended, which only the storm may bring about (nil: it was killed): %v", err)
	}
	s.events["gouji ended on a full disk"]++
	s.d.start()
}

// found wants every good document exactly once in search, by its id, with as
// many pages as it has.
func (s *soaking) found() {
	s.t.Helper()
	server, _ := s.d.searchChild()
	s.d.await("every document is in search once, and nothing else", func() string {
		docs, err := server.all("docs")
		if err != nil || len(docs) != len(s.library.good) {
			return fmt.Sprintf("%d documents, want %d, %v", len(docs), len(s.library.good), err)
		}
		return ""
	})
	docs, pages := byID(s.t, server, "docs"), byID(s.t, server, "pages")
	q := asker{s.t, s.d}
	for id, i := range s.library.good {
		if total, _, _ := q.ask("doc_id=" + id); total != 1 || len(docs[id]) != 1 {
			s.t.Errorf("%s is found %d times, and %d times in the index", i.name, total, len(docs[id]))
			continue
		}
		if fmt.Sprint(docs[id][0].Paths) != fmt.Sprint(i.sortedPaths()) {
			s.t.Errorf("%s is found under %q, want %q", i.name, docs[id][0].Paths, i.sortedPaths())
		}
		for _, p := range pages[id] {
			if p.Rev != pages[id][0].Rev {
				s.t.Errorf("%s has pages of several writings", i.name)
				break
			}
		}
		if want := i.pages; len(pages[id]) < want {
			s.t.Errorf("%s has %d pages in search, want %d", i.name, len(pages[id]), want)
		}
	}
	for id := range pages {
		if s.library.good[id] == nil {
			s.t.Errorf("pages of %s, which should not be there", id)
		}
	}
}

// sample looks at the footprint.
func (s *soaking) sample() { s.samples = append(s.samples, s.d.footprint()) }

// Growth that a run may show from its first to its last third. Memory grows with
// the number of documents that are known, and with the cache of the search
// server; a leak of some KB for each file would show.
const (
	moreMemory      = 48 << 20
	moreSearch      = 192 << 20
	moreDescriptors = 8
	moreTemporary   = 2
)

// compare compares the medians of the first and the last third.
func (s *soaking) compare(judged bool) {
	s.t.Helper()
	third := len(s.samples) / 3
	if third == 0 {
		return
	}
	first, last := s.samples[:third], s.samples[len(s.samples)-third:]
	for _, m := range []struct {
		name string
		of   func(footprint) int64
		more int64
	}{
		{"memory of gouji, KiB", func(f footprint) int64 { return f.memory >> 10 }, moreMemory >> 10},
		{"memory of its page workers, KiB", func(f footprint) int64 { return f.workers >> 10 }, moreSearch >> 10},
		{"memory of the search server, KiB", func(f footprint) int64 { return f.search >> 10 }, moreSearch >> 10},
		{"descriptors of gouji", func(f footprint) int64 { return int64(f.descriptors) }, moreDescriptors},
		{"children", func(f footprint) int64 { return int64(f.children) }, moreTemporary},
		{"temporary files", func(f footprint) int64 { return int64(f.temporary) }, moreTemporary},
	} {
		a, b := median(first, m.of), median(last, m.of)
		s.t.Logf("%-34s %8d %8d", m.name, a, b)
		if judged && b > a+m.more {
			s.t.Errorf("%s grew from %d to %d", m.name, a, b)
		}
	}
}

func median(samples []footprint, of func(footprint) int64) int64 {
	var values []int64
	for _, f := range samples {
		if f.search > 0 { // while it starts again, the others wait for it
			values = append(values, of(f))
		}
	}
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	return values[len(values)/2]
}
