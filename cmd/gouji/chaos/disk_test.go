package chaos

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// inNamespace is set in the child of a test that needs a mount of its own.
const inNamespace = "CHAOS_NAMESPACE"

// isolate runs the test once more in a child in a user and a mount namespace of
// its own. It returns true in the child; in the parent it has run otherwise
// where the system allows no such namespaces.
func isolate(t *testing.T, otherwise func(*testing.T)) bool {
	t.Helper()
	if os.Getenv(inNamespace) == t.Name() {
		return true
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
	cmd.Env = append(os.Environ(), inNamespace+"="+t.Name(), binaryVariable+"="+binary, unracedVariable+"="+unraced)
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  unix.CLONE_NEWUSER | unix.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	out, err := cmd.CombinedOutput()
	if err != nil && len(out) == 0 {
		t.Logf("no namespaces here (%v)", err)
		otherwise(t)
		return false
	}
	t.Logf("in a namespace:\n%s", out)
	if err != nil || !strings.Contains(string(out), "PASS: "+t.Name()) {
		t.Fatal(err)
	}
	return false
}

// TestSurvivesFullDisk fills the disk that holds the data folder while reports
// flow in: once so that no byte is free, once so that what is free ends while
// gouji, its queue and its search server are writing.
func TestSurvivesFullDisk(t *testing.T) {
	t.Parallel()
	if isolate(t, refusedDisk) {
		fullDisk(t)
	}
}

func fullDisk(t *testing.T) {
	rng := seeded(t)
	d := newDaemon(t, "--limits.free_disk", "1KiB") // let it run into the wall
	must(t, os.Mkdir(d.path("data"), 0o755))
	must(t, unix.Mount("tmpfs", d.path("data"), "tmpfs", 0, "size=256m"))
	t.Cleanup(func() {
		_ = d.kill()
		_ = unix.Unmount(d.path("data"), unix.MNT_DETACH)
	})
	l, items := newLibrary(t, rng, 60)
	drop := func(n int) {
		t.Helper()
		for _, i := range items[:n] {
			put(t, i, d.path("inbox", i.name))
		}
		items = items[n:]
	}

	d.start()
	drop(15)
	d.settled(15, 0)

	for round, leave := range []int{0, 400 << 10, 0} {
		filler := fillDisk(t, d.path("data", "filler"), leave)
		drop(15)
		d.suffers()
		d.allThere(l)
		if round == 2 { // and once more from the start
			if err := d.kill(); err != nil {
				t.Error(err)
			}
			d.start()
			d.suffers()
			d.allThere(l)
		}
		must(t, os.Remove(filler))
		if !d.running() {
			t.Logf("gouji ended, as it may on a full disk: %v", d.kill())
			d.start()
		}
		d.settled(15*(round+2), 0)
	}
	server, _ := d.searchChild()
	indexed(t, server, l)
	d.stop()
	d.disposed(l)
}

// fillDisk writes a file until only some bytes are left.
func fillDisk(t *testing.T, path string, leave int) string {
	t.Helper()
	f, err := os.Create(path)
	must(t, err)
	defer f.Close()
	block, written := make([]byte, 4096), 0
	for {
		n, err := f.Write(block)
		written += n
		if errors.Is(err, syscall.ENOSPC) {
			must(t, f.Truncate(int64(max(0, written-leave))))
			return path
		}
		must(t, err)
	}
}

// suffers waits until gouji has noticed that there is no room: it says so, or
// it has ended.
func (d *daemon) suffers() {
	d.t.Helper()
	from := d.since
	d.await("the full disk is noticed", func() string {
		if !d.running() {
			return ""
		}
		log, err := os.ReadFile(d.path("log"))
		must(d.t, err)
		if s, err := d.status(); err == nil && s.Trouble != "" {
			return ""
		}
		if strings.Contains(string(log[from:]), "no space left") {
			return ""
		}
		return "no sign of it"
	})
}

// allThere wants every file that was dropped in the inbox or the archive, and
// none in failed.
func (d *daemon) allThere(l *library) {
	d.t.Helper()
	seen := map[string]bool{}
	for _, dir := range []string{"inbox", "archive", "inbox"} { // a file may move while we look
		if _, err := os.Stat(d.path(dir)); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		for _, sha := range filesIn(d.t, d.path(dir)) {
			seen[sha] = true
		}
	}
	for _, i := range l.good {
		if len(i.paths) > 0 && !seen[i.sha] {
			d.t.Errorf("%s is lost", i.name)
		}
	}
	if failed, err := os.ReadDir(d.path("failed")); err == nil && len(failed) > 0 {
		d.t.Errorf("%d files have failed because the disk was full", len(failed))
	}
}

// refusedDisk lets gouji believe that the disk is full.
func refusedDisk(t *testing.T) {
	d := newDaemon(t, "--limits.free_disk", "1000000GiB")
	l, items := newLibrary(t, seeded(t), 20)
	d.start()
	for _, i := range items {
		put(t, i, d.path("inbox", i.name))
	}
	d.suffers()
	d.allThere(l)
	must(t, d.kill())
	d.flags = append(d.flags, "--limits.free_disk", "1MiB")
	d.start()
	d.settled(len(items), 0)
	server, _ := d.searchChild()
	indexed(t, server, l)
	d.stop()
	d.disposed(l)
}
