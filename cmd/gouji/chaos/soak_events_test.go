package chaos

import (
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// happen lets one thing go wrong, or nothing.
func (s *soaking) happen() {
	s.t.Helper()
	events := []struct {
		name   string
		happen func() bool // reports whether it did
	}{
		{"gouji killed", s.killGouji},
		{"page worker killed", s.killWorker},
		{"search server killed", s.killServer},
		{"search server stood still", s.stopSearch},
		{"disk full", s.fill},
		{"inbox lost and found", func() bool { return s.loseShare("inbox") }},
		{"keep folder lost and found", func() bool { return s.loseShare("shelf") }},
		{"report laid out, renamed or deleted in the keep folder", func() bool { s.shelves.change(); return true }},
		{"gouji killed while its inbox was lost", s.killLost},
		{"nothing", func() bool { return true }},
	}
	if len(s.deck) == 0 { // each of them once before one comes again
		s.deck = s.rng.Perm(len(events))
	}
	event := events[s.deck[0]]
	s.deck = s.deck[1:]
	if event.happen() {
		s.events[event.name]++
	}
}

func (s *soaking) killGouji() bool {
	if s.revive(); !s.storm {
		return false
	}
	must(s.t, s.d.kill())
	time.Sleep(time.Duration(s.rng.IntN(500)) * time.Millisecond)
	s.d.start()
	pause(s.rng)
	return true
}

// killWorker kills the youngest child that is no search server.
func (s *soaking) killWorker() bool {
	for _, pid := range childrenOf(s.d.cmd.Process.Pid) {
		if addressOf(pid) == "" && syscall.Kill(pid, syscall.SIGKILL) == nil {
			return true
		}
	}
	return false
}

// killServer kills the search server, later only one that has run so long that
// the next is started at once: else it would be away most of the time.
func (s *soaking) killServer() bool {
	if !s.storm && time.Since(s.killed) < 75*time.Second || s.d.killSearch() == 0 {
		return false
	}
	s.killed = time.Now()
	return true
}

func (s *soaking) stopSearch() bool {
	_, pid := s.d.searchChild()
	if pid == 0 || syscall.Kill(pid, syscall.SIGSTOP) != nil {
		return false
	}
	s.outage()
	_ = syscall.Kill(pid, syscall.SIGCONT) // it may have been replaced
	return true
}

// outage lasts a while, in which people go on dropping files if they can.
func (s *soaking) outage() {
	time.Sleep(time.Duration(500+s.rng.IntN(4000)) * time.Millisecond)
}

// fill fills the disk of the data folder: to the last byte in the storm, below
// the low-water mark later.
func (s *soaking) fill() bool {
	if !s.mounts {
		return false
	}
	leave := 8 << 20
	if s.storm {
		leave = s.rng.IntN(2) * 300 << 10
	}
	filler := fillDisk(s.t, s.d.path("data", "filler"), leave)
	for range 3 {
		s.drop()
	}
	s.outage()
	must(s.t, os.Remove(filler))
	return true
}

// loseShare takes a watched folder away, with whatever is being read from it.
func (s *soaking) loseShare(name string) bool {
	s.goAway(name)
	s.outage()
	s.comeBack(name)
	return true
}

// killLost has gouji start while its inbox is not there.
func (s *soaking) killLost() bool {
	if !s.storm {
		return false
	}
	s.goAway("inbox")
	killed := s.killGouji()
	s.outage()
	s.comeBack("inbox")
	return killed
}

// goAway unmounts a share, or moves its folder away.
func (s *soaking) goAway(name string) {
	if s.mounts {
		must(s.t, unix.Unmount(s.d.path(name), unix.MNT_DETACH))
		return
	}
	must(s.t, os.Rename(s.d.path(name), s.d.path("server", name)))
}

// comeBack mounts it again.
func (s *soaking) comeBack(name string) {
	if s.mounts {
		must(s.t, unix.Mount(s.d.path("server", name), s.d.path(name), "", unix.MS_BIND, ""))
		return
	}
	_ = os.Remove(s.d.path(name)) // gouji may have made it
	must(s.t, os.Rename(s.d.path("server", name), s.d.path(name)))
}
