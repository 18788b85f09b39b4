package watch

import (
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/gouji/gouji/ingest"
)

// inNamespace tells the child of TestTooFewWatches that it is one.
const inNamespace = "GOUJI_TEST_FEW_WATCHES"

// TestTooFewWatches runs itself in a user namespace of its own, where the limit
// of inotify watches can be lowered without touching the machine's.
func TestTooFewWatches(t *testing.T) {
	if os.Getenv(inNamespace) != "" {
		fewWatches(t)
		return
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestTooFewWatches$", "-test.v")
	cmd.Env = append(os.Environ(), inNamespace+"=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  unix.CLONE_NEWUSER,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	out, err := cmd.CombinedOutput()
	if err != nil && len(out) == 0 {
		t.Logf("no user namespace here (%v), lowering the limit in the watcher's own notifier instead", err)
		closedNotifier(t)
		return
	}
	if err != nil || !strings.Contains(string(out), "PASS: TestTooFewWatches") {
		t.Fatalf("%v\n%s", err, out)
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
