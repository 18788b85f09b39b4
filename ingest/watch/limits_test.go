package watch

import (
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/sys/unix"

	"github.com/gouji/gouji/ingest"
)

// inNamespace is set in the child of a test that needs namespaces of its own.
const inNamespace = "GOUJI_TEST_NAMESPACE"

// isolate runs the test once more in a child in a user and a mount namespace of
// its own, where limits and mounts do not touch the machine's. It returns true
// in the child; in the parent it has fallen back to otherwise where the system
// allows no such namespaces.
func isolate(t *testing.T, otherwise func(*testing.T)) bool {
	t.Helper()
	if os.Getenv(inNamespace) == t.Name() {
		return true
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
	cmd.Env = append(os.Environ(), inNamespace+"="+t.Name())
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
	if err != nil || !strings.Contains(string(out), "PASS: "+t.Name()) {
		t.Fatalf("%v\n%s", err, out)
	}
	return false
}

func TestTooFewWatches(t *testing.T) {
	if isolate(t, closedNotifier) {
		fewWatches(t)
	}
}

func fewWatches(t *testing.T) {
	if err := os.WriteFile("/proc/sys/user/max_inotify_watches", []byte("3"), 0o644); err != nil {
		t.Fatal(err)
	}
	x := newFixture(t)
	for _, name := range []string{"a/1.txt", "b/2.txt", "c/3.txt", "d/e/4.txt"} {
		x.write(name, "text")
	}
	f := x.folder()
	f.Poll = ingest.PollNever
	x.start(Options{Window: 20 * time.Millisecond, RescanInterval: time.Hour, PollInterval: 40 * time.Millisecond}, f)
	x.want("present a/1.txt", "present b/2.txt", "present c/3.txt", "present d/e/4.txt")
	x.write("d/f/5.txt", "text")
	x.want("present d/f/5.txt")
	if n := strings.Count(x.log.String(), "max_user_watches"); n != 1 {
		t.Errorf("%d warnings", n)
	}
}

// closedNotifier takes the same way with the error handed in by the test.
func closedNotifier(t *testing.T) {
	x := newFixture(t)
	x.write("a/1.txt", "text")
	f := x.folder()
	w, err := New(Options{}, []ingest.Folder{f}, x.state)
	x.must(err)
	w.folders[0].fallBack(t.Context(), syscall.ENOSPC)
	w.folders[0].listen(t.Context())
	if w.folders[0].notify != nil || w.folders[0].interval() != DefaultPollInterval {
		t.Error("still listening")
	}
}

// TestUnmountedBelowTheRoot mounts a share on a sub-folder and takes it away.
func TestUnmountedBelowTheRoot(t *testing.T) {
	if isolate(t, func(t *testing.T) { synctest.Test(t, lostMount) }) {
		synctest.Test(t, realMount)
	}
}

func realMount(t *testing.T) {
	x := newFixture(t)
	x.write("local.txt", "text")
	share := x.path("share")
	x.must(os.Mkdir(share, 0o755))
	x.must(unix.Mount("tmpfs", share, "tmpfs", 0, ""))
	x.write("share/a.txt", "text")
	x.polling()
	x.pass()
	x.want("present local.txt", "present share/a.txt")
	x.must(os.Remove(x.path("local.txt")))
	x.must(unix.Unmount(share, 0))
	x.pass()
	x.want("gone local.txt")
	x.pass()
	x.none()
	if n := strings.Count(x.log.String(), "no longer mounted"); n != 1 {
		t.Errorf("logged %d times", n)
	}
	x.stop()
}

// lostMount lets the watcher believe that there was a mount.
func lostMount(t *testing.T) {
	x := newFixture(t)
	x.write("share/a.txt", "text")
	x.polling()
	x.pass()
	x.want("present share/a.txt")
	x.watcher.folders[0].mounts[x.path("share")] = 1
	x.must(os.Remove(x.path("share/a.txt")))
	x.pass()
	x.none()
	x.stop()
}

func TestNetwork(t *testing.T) {
	if _, network, err := Network("/proc"); network || err != nil {
		t.Errorf("/proc: %v, %v", network, err)
	}
	if _, _, err := Network("/no/such/folder"); err == nil || !strings.Contains(err.Error(), "/no/such/folder") {
		t.Errorf("error %v does not name the path", err)
	}
	for magic, want := range map[int64]filesystem{
		0x6969:     {"nfs", true, true},
		0xFF534D42: {"cifs", true, false},
		0xFE534D42: {"smb2", true, false},
		0x65735546: {"fuse", true, false},
		0x01021997: {"9p", true, false},
		0xEF53:     {"ext4", false, true},
		0x01021994: {"tmpfs", false, true},
		0x12345678: {"0x12345678", false, true},
		-0xacb2be:  {"smb2", true, false}, // 32-bit systems extend the sign
	} {
		st := unix.Statfs_t{}
		st.Type = magic
		if magic < 0 {
			st.Type = int64(int32(-0x1acb2be))
		}
		if got := describe(&st); got != want {
			t.Errorf("%#x: %+v, want %+v", magic, got, want)
		}
	}
}

func TestPollingIsChosen(t *testing.T) {
	network, local := filesystem{"nfs", true, true}, filesystem{"ext4", false, true}
	for _, tc := range []struct {
		poll ingest.PollMode
		fs   filesystem
		want bool
	}{
		{"", network, true},
		{"", local, false},
		{ingest.PollAuto, network, true},
		{ingest.PollAuto, local, false},
		{ingest.PollAlways, local, true},
		{ingest.PollNever, network, false},
	} {
		w, err := New(Options{}, []ingest.Folder{{Root: t.TempDir(), Poll: tc.poll}}, &memory{})
		if err != nil {
			t.Fatal(err)
		}
		f := w.folders[0]
		f.choose(t.Context(), tc.fs)
		if f.polling != tc.want {
			t.Errorf("%q on %s: polling %v", tc.poll, tc.fs.name, f.polling)
		}
	}
}
