package archive

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// inNamespace is set in the child of a test that needs mounts of its own.
const inNamespace = "GOUJI_TEST_NAMESPACE"

// TestCrashBetweenTwoMountsOfOneDisk has inbox and archive as two volumes of a
// container: they are of one device, and yet a file is copied. A copy that had
// arrived when gouji died must not be made once more.
func TestCrashBetweenTwoMountsOfOneDisk(t *testing.T) {
	if os.Getenv(inNamespace) == t.Name() {
		betweenMounts(t)
		return
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
		t.Logf("no namespaces here (%v): mounts stay untested", err)
		return
	}
	if err != nil || !strings.Contains(string(out), "PASS: "+t.Name()) {
		t.Fatalf("%v\n%s", err, out)
	}
}

func betweenMounts(t *testing.T) {
	x := newFixture(t)
	volume := filepath.Join(t.TempDir(), "volume")
	if err := os.MkdirAll(x.folder.Archive, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(volume, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mount(volume, x.folder.Archive, "", unix.MS_BIND, ""); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = unix.Unmount(x.folder.Archive, unix.MNT_DETACH) })
	x.write(filepath.Join(x.folder.Archive, "2026/01/a.txt"), "text")
	x.done(x.drop("a.txt", "text"))
	x.done(x.drop("b.txt", "text"))
	same(t, "inbox", files(t, x.folder.Root))
	same(t, "archive", files(t, x.folder.Archive), "2026/01/a.txt", "2026/01/b.txt")
}
