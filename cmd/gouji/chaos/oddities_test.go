package chaos

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

const secretText = "a secret that lies outside of the inbox: 4711-0815\n"

// oddities are things in an inbox that are no files, or files unlike others.
type oddities struct {
	dir, outside string
	lines        map[string]string // what must become of each, by its name
	inInbox      map[string]bool   // paths of regular files that must stay
	stop         func()            // ends what grows and vanishes

	before map[string]string // what lies outside
}

// layOddities lays them below the inbox, and what they lead to outside of it.
func layOddities(t *testing.T, d *daemon) *oddities {
	t.Helper()
	o := &oddities{dir: d.path("inbox", "odd"), outside: d.path("outside"), lines: map[string]string{}, inInbox: map[string]bool{}}
	for _, dir := range []string{o.dir, o.outside, filepath.Join(o.outside, "folder")} {
		must(t, os.MkdirAll(dir, 0o755))
	}
	for name, content := range map[string]string{"secret.txt": secretText, "folder/other.txt": secretText + "2", "linked.txt": "a hard link leads to this file\n"} {
		must(t, os.WriteFile(filepath.Join(o.outside, name), []byte(content), 0o644))
	}
	o.before = filesIn(t, o.outside)
	add := func(name, line string, lay func(path string) error) {
		o.lines[name] = line
		must(t, lay(filepath.Join(o.dir, name)))
	}
	link := func(to string) func(string) error { return func(path string) error { return os.Symlink(to, path) } }

	add("link.txt", "a link to a file outside: not followed, left there", link(filepath.Join(o.outside, "secret.txt")))
	add("link-up.txt", "the same, written with ..: not followed, left there", link("../../outside/secret.txt"))
	add("link-folder", "a link to a folder outside: not followed, left there", link(filepath.Join(o.outside, "folder")))
	add("link-passwd.pdf", "a link to a file of the system: not followed, left there", link("/etc/passwd"))
	add("link-zero.pdf", "a link to a device: not followed, left there", link("/dev/zero"))
	add("link-dangling.txt", "a link to nothing: left there", link("nowhere"))
	add("link-self.txt", "a link to itself: left there", link("link-self.txt"))
	add("link-ring-a", "links in a ring: left there", link("link-ring-b"))
	add("link-ring-b", "links in a ring: left there", link("link-ring-a"))
	add("link-inbox", "a link to the inbox: not followed, left there", link(d.path("inbox")))
	add("link-data", "a link to the data folder: not followed, left there", link(d.path("data")))
	add("pipe.txt", "a FIFO: not waited for, left there", func(path string) error { return syscall.Mkfifo(path, 0o644) })
	add("socket", "a socket: left there", func(path string) error {
		short, err := os.MkdirTemp("", "s") // the address of a socket has 108 bytes at most
		if err != nil {
			return err
		}
		l, err := (&net.ListenConfig{}).Listen(t.Context(), "unix", filepath.Join(short, "s"))
		if err != nil {
			return err
		}
		l.(*net.UnixListener).SetUnlinkOnClose(false)
		t.Cleanup(func() { _ = l.Close(); _ = os.RemoveAll(short) })
		return moveSocket(filepath.Join(short, "s"), path)
	})
	for name, kind := range map[string]uint32{"null.txt": unix.S_IFCHR, "disk.pdf": unix.S_IFBLK} {
		add(name, "a device: left there", func(path string) error {
			err := unix.Mknod(path, kind|0o666, int(unix.Mkdev(map[bool]uint32{true: 1, false: 7}[kind == unix.S_IFCHR], 3)))
			if err != nil { // who may not make a device has none in the inbox
				return os.Symlink("/dev/null", path)
			}
			return nil
		})
	}
	add("sparse.pdf", "3 GB of nothing: refused by its size, and not copied", func(path string) error {
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			return err
		}
		return os.Truncate(path, 3<<30)
	})
	add("hard.txt", "a hard link to a file outside: read and moved; the one outside stays", func(path string) error {
		return os.Link(filepath.Join(o.outside, "linked.txt"), path)
	})
	add("sealed.txt", "a file that nobody may read: left there, read once it can be", func(path string) error {
		return os.WriteFile(path, []byte("a file without permissions\n"), 0)
	})
	add("empty/in/folders", "folders without a file: left there", func(path string) error { return os.MkdirAll(path, 0o755) })
	o.live(t)
	return o
}

// moveSocket gives a socket the place that is too long to be made there.
func moveSocket(from, to string) error {
	err := os.Rename(from, to)
	if err == nil || !strings.Contains(err.Error(), "cross-device") {
		return err
	}
	return unix.Mknod(to, unix.S_IFSOCK|0o666, 0)
}

// live has a file grow for ever and others come and go.
func (o *oddities) live(t *testing.T) {
	growing := filepath.Join(o.dir, "growing.txt")
	o.lines["growing.txt"] = "it grows for ever: not taken while it does"
	o.lines["here and gone"] = "they vanish before they are opened: nothing becomes of them"
	o.inInbox[growing] = true
	if os.Geteuid() != 0 {
		o.inInbox[filepath.Join(o.dir, "sealed.txt")] = true
	}
	must(t, os.WriteFile(growing, []byte("one line\n"), 0o644))
	end := make(chan struct{})
	var ended sync.WaitGroup
	ended.Go(func() {
		for n := 0; ; n++ {
			select {
			case <-end:
				return
			case <-time.After(50 * time.Millisecond):
			}
			gone := filepath.Join(o.dir, fmt.Sprintf("gone-%d.txt", n%4))
			_ = os.WriteFile(gone, []byte("soon gone\n"), 0o644)
			time.Sleep(5 * time.Millisecond) // so that it is looked at now and then
			_ = os.Remove(gone)
			if f, err := os.OpenFile(growing, os.O_APPEND|os.O_WRONLY, 0); err == nil {
				_, _ = f.WriteString("one more line\n")
				_ = f.Close()
			}
		}
	})
	o.stop = sync.OnceFunc(func() {
		close(end)
		ended.Wait()
	})
	t.Cleanup(o.stop)
}

// waiting reports whether a path is one that comes and goes.
func (o *oddities) waiting(path string) bool {
	return o.inInbox[path] || filepath.Dir(path) == o.dir && strings.HasPrefix(filepath.Base(path), "gone-")
}

// check wants everything as its line says.
func (o *oddities) check(t *testing.T, d *daemon) {
	t.Helper()
	archived, failed := namesIn(t, d.path("archive")), namesIn(t, d.path("failed"))
	for name, line := range o.lines {
		_, err := os.Lstat(filepath.Join(o.dir, name))
		switch {
		case strings.HasSuffix(line, "left there") && err != nil:
			t.Errorf("%s is %s: %v", name, line, err)
		case strings.Contains(line, "refused") && failed[name] == "":
			t.Errorf("%s is %s: it is not in failed", name, line)
		case strings.Contains(line, "read and moved") && archived[name] == "":
			t.Errorf("%s is %s: it is not in the archive", name, line)
		case strings.Contains(line, "not taken") && archived[name]+failed[name] != "":
			t.Errorf("%s: %s: it lies in %s", name, line, archived[name]+failed[name])
		}
	}
	note, err := os.ReadFile(failed["sparse.pdf.原因.txt"])
	if err != nil || !bytes.Contains(note, []byte("超过了 64 MB 的上限")) {
		t.Errorf("sparse.pdf: %s, %v", note, err)
	}
	if after := filesIn(t, o.outside); fmt.Sprint(after) != fmt.Sprint(o.before) {
		t.Errorf("outside of the inbox: %v, before: %v", after, o.before)
	}
	for dir, files := range map[string]map[string]string{"archive": filesIn(t, d.path("archive")), "spool": filesIn(t, d.path("data", "spool", "originals"))} {
		for path, sha := range files {
			if sha == o.before["secret.txt"] || sha == o.before["folder/other.txt"] {
				t.Errorf("%s/%s is what a link leads to", dir, path)
			}
		}
	}
}
