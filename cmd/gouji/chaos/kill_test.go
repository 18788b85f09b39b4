package chaos

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

const (
	reports     = 300
	kept        = 24 // further reports, in a keep folder
	kills       = 24
	searchKills = 5
)

// TestSurvivesKills kills gouji and its search server again and again while
// reports flow in.
func TestSurvivesKills(t *testing.T) {
	t.Parallel()
	rng := seeded(t)
	shelf := t.TempDir()
	d := newDaemon(t)
	d.flags = append(d.flags, "--folders", fmt.Sprintf("[{path: %q}, {path: %q, mode: keep}]", d.path("inbox"), shelf))
	l, items := newLibrary(t, rng, reports+kept)
	s := &shelves{t: t, rng: rng, dir: shelf, library: l, fresh: items[reports:]}

	d.start()
	s.fill(kept / 2)
	d.settled(kept/2, 0) // what is deleted later has been in search
	must(t, d.kill())

	drops := plan(rng, d.path("inbox"), items[:reports], l.addBad(rng))
	began := time.Now()
	killed := 0
	for round := range kills {
		burst(t, rng, &drops, len(drops)/(kills-round))
		d.start()
		pause(rng)
		burst(t, rng, &drops, len(drops)/(2*(kills-round)))
		s.change()
		if killed < searchKills && rng.IntN(2) == 0 {
			killed += d.killSearch()
		}
		pause(rng)
		if err := d.kill(); err != nil {
			t.Error(err)
		}
	}
	burst(t, rng, &drops, len(drops))
	d.start()
	for killed < searchKills {
		d.started()
		pause(rng)
		killed += d.killSearch()
	}
	d.settled(len(l.good), len(l.bad))
	t.Logf("gouji killed %d times, its search server %d times; all was done after %s", kills, killed, time.Since(began).Round(time.Second))

	server, _ := d.searchChild()
	d.await("deleted files leave search", func() string {
		docs, err := server.all("docs")
		if err != nil || len(docs) != len(l.good) {
			return fmt.Sprintf("%d documents in search, want %d, %v", len(docs), len(l.good), err)
		}
		return ""
	})
	indexed(t, server, l)
	d.stop()
	d.disposed(l)
	s.check()
}

// pause sleeps as long as a process may live before it is killed: now and then
// too short to start, mostly long enough to take some files.
func pause(rng *rand.Rand) {
	limit := 1600
	if rng.IntN(3) == 0 {
		limit = 300
	}
	time.Sleep(time.Duration(10+rng.IntN(limit)) * time.Millisecond)
}

// killSearch kills the search server that gouji has started and returns how
// many it found.
func (d *daemon) killSearch() int {
	d.t.Helper()
	_, pid := d.searchChild()
	if pid == 0 {
		return 0
	}
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		return 0
	}
	return 1
}

// drop is one file to be laid into the inbox.
type drop struct {
	item *item
	path string
}

// plan shuffles the reports and the bad files into sub-folders. Some are
// dropped twice, under two names.
func plan(rng *rand.Rand, inbox string, good, bad []*item) []drop {
	folders := []string{"", "", "市直", "县区/城关", "县区/乡镇 2020"}
	var drops []drop
	add := func(i *item, name string) {
		drops = append(drops, drop{i, filepath.Join(inbox, folders[rng.IntN(len(folders))], name)})
	}
	for n, i := range good {
		add(i, i.name)
		if n%20 == 0 {
			add(i, "副本 "+i.name)
		}
	}
	for n, i := range bad {
		add(i, i.name)
		add(i, fmt.Sprintf("再来 %d %s", n, i.name))
	}
	rng.Shuffle(len(drops), func(a, b int) { drops[a], drops[b] = drops[b], drops[a] })
	return drops
}

// burst drops the next n files.
func burst(t *testing.T, rng *rand.Rand, drops *[]drop, n int) {
	t.Helper()
	for _, next := range (*drops)[:n] {
		if !put(t, next.item, next.path) {
			t.Fatalf("%s is there already", next.path)
		}
		if rng.IntN(10) == 0 {
			time.Sleep(time.Duration(rng.IntN(30)) * time.Millisecond)
		}
	}
	*drops = (*drops)[n:]
}

// shelves is a keep folder in which people work.
type shelves struct {
	t       *testing.T
	rng     *rand.Rand
	dir     string
	library *library
	fresh   []*item // not laid out yet
	settled []*item // have been in search, so that their deletion must be noticed
	turn    int
}

// fill lays out some reports.
func (s *shelves) fill(n int) {
	s.t.Helper()
	for _, i := range s.fresh[:n] {
		put(s.t, i, filepath.Join(s.dir, fmt.Sprintf("柜%d", s.rng.IntN(3)), i.name))
		s.settled = append(s.settled, i)
	}
	for _, i := range s.fresh[n:] {
		delete(s.library.good, i.id())
	}
	s.fresh = s.fresh[n:]
}

// change lays out a report, renames one, or takes one away.
func (s *shelves) change() {
	s.t.Helper()
	s.turn++
	switch {
	case s.turn%2 == 1 && len(s.fresh) > 0:
		i := s.fresh[0]
		s.fresh = s.fresh[1:]
		put(s.t, i, filepath.Join(s.dir, "新柜", i.name))
		s.library.good[i.id()] = i
	case s.turn%4 == 0 && len(s.settled) > 4:
		i := s.settled[0]
		s.settled = s.settled[1:]
		must(s.t, os.Remove(i.paths[0]))
		delete(s.library.good, i.id())
	default:
		i := s.settled[s.rng.IntN(len(s.settled))]
		to := filepath.Join(s.dir, "移出", fmt.Sprintf("%d %s", s.turn, i.name))
		must(s.t, os.MkdirAll(filepath.Dir(to), 0o755))
		must(s.t, os.Rename(i.paths[0], to))
		i.paths = []string{to}
	}
}

// check wants the files where people have left them.
func (s *shelves) check() {
	s.t.Helper()
	files := filesIn(s.t, s.dir)
	for _, i := range s.library.good {
		for _, path := range i.paths {
			below, err := filepath.Rel(s.dir, path)
			must(s.t, err)
			if !filepath.IsLocal(below) {
				continue
			}
			if files[below] != i.sha {
				s.t.Errorf("%s is no longer on its shelf", below)
			}
			delete(files, below)
		}
	}
	if len(files) > 0 {
		s.t.Errorf("on the shelves, but not left there: %v", files)
	}
}
