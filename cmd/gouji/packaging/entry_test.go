package packaging

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// image is what the container's entry point finds in a container.
type image struct {
	data, inbox string
	address     string
	env         []string
}

// container is a running image.
type container struct {
	*exec.Cmd
	ended chan struct{}
}

// newImage makes the folders as Docker makes those that are missing: root's and
// empty.
func newImage(t *testing.T) *image {
	t.Helper()
	dir, err := os.MkdirTemp("", "gouji-image-") // every user may look into it
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	i := &image{data: filepath.Join(dir, "data"), inbox: filepath.Join(dir, "inbox"), address: freeAddress(t)}
	archive, failed := filepath.Join(dir, "archive"), filepath.Join(dir, "failed")
	for _, folder := range []string{i.data, i.inbox, archive, failed} {
		if err := os.Mkdir(folder, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	server, err := filepath.Abs(filepath.Join(root, ".cache/bin/meilisearch"))
	if err != nil {
		t.Fatal(err)
	}
	if i.env, err = reachable(t, dir, server); err != nil {
		t.Fatal(err)
	}
	i.env = append(i.env,
		"PATH="+os.Getenv("PATH"), "CONTAINER_PROGRAM="+program,
		"CONTAINER_FOLDERS="+strings.Join([]string{i.inbox, archive, failed}, " "),
		"GOUJI_DATA_DIR="+i.data, "GOUJI_FOLDERS="+i.inbox, "GOUJI_SERVER_LISTEN="+i.address)
	return i
}

// reachable links the search server to where every user may run it, or copies it.
func reachable(t *testing.T, dir, server string) ([]string, error) {
	t.Helper()
	path := filepath.Join(dir, "meilisearch")
	if os.Link(server, path) != nil {
		if out, err := exec.CommandContext(t.Context(), "cp", server, path).CombinedOutput(); err != nil {
			t.Logf("%s", out)
			return nil, err
		}
	}
	return []string{"GOUJI_MEILISEARCH_BINARY=" + path}, nil
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// command runs the entry point with some variables more, as the first process of
// a namespace of its own.
func (i *image) command(ctx context.Context, env []string, args ...string) *exec.Cmd {
	unshare := []string{"--pid", "--fork", "--kill-child", "--mount-proc"}
	if os.Getuid() != 0 {
		unshare = append(unshare, "--user", "--map-current-user")
	}
	c := exec.CommandContext(ctx, "unshare", append(append(unshare, filepath.Join(root, "packaging/container/gouji")), args...)...)
	c.Env = append(append([]string{}, i.env...), env...)
	c.WaitDelay = 10 * time.Second
	return c
}

// serve starts the image and returns when it is healthy.
func (i *image) serve(t *testing.T, env []string, args ...string) (*container, *bytes.Buffer) {
	t.Helper()
	c := &container{i.command(t.Context(), env, args...), make(chan struct{})}
	log := new(bytes.Buffer)
	c.Stdout, c.Stderr = log, log
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(c.ended)
		_ = c.Wait() // its ProcessState tells
	}()
	t.Cleanup(func() { <-c.ended })
	for !healthy(t.Context(), i.address) {
		select {
		case <-c.ended:
			t.Fatalf("%v\n%s", c.ProcessState, log)
		case <-t.Context().Done():
			t.Fatal(t.Context().Err())
		case <-time.After(50 * time.Millisecond):
		}
	}
	return c, log
}

func healthy(ctx context.Context, address string) bool {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/healthz", http.NoBody)
	if err != nil {
		return false
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	defer response.Body.Close()
	return response.StatusCode == http.StatusOK
}

// first is the process id of the first process in the namespace.
func first(t *testing.T, unshare *container) int {
	t.Helper()
	pid := strconv.Itoa(unshare.Process.Pid)
	children, err := os.ReadFile("/proc/" + pid + "/task/" + pid + "/children")
	if err != nil {
		t.Fatal(err)
	}
	child, err := strconv.Atoi(strings.TrimSpace(string(children)))
	if err != nil {
		t.Fatal(err)
	}
	return child
}

func owner(t *testing.T, path string) [2]uint32 {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	s := info.Sys().(*syscall.Stat_t)
	return [2]uint32{s.Uid, s.Gid}
}

// Folders that Docker has made are handed to PUID and PGID, gouji runs as them
// under tini, and SIGTERM ends everything in order; so does a second start over
// the old data.
func TestFirstAndSecondStart(t *testing.T) {
	i := newImage(t)
	user, want := []string{"PUID=1234", "PGID=1235"}, [2]uint32{1234, 1235}
	if os.Getuid() != 0 { // --user
		user, want = nil, [2]uint32{uint32(os.Getuid()), uint32(os.Getgid())}
	}
	for range 2 {
		c, log := i.serve(t, user)
		pid := first(t, c)
		proc := "/proc/" + strconv.Itoa(pid)
		if name, err := os.ReadFile(proc + "/comm"); err != nil || strings.TrimSpace(string(name)) != "tini" {
			t.Errorf("the first process is %q, %v", name, err)
		}
		for _, path := range []string{proc, i.data, i.inbox, filepath.Join(i.data, "spool")} {
			if got := owner(t, path); got != want {
				t.Errorf("%s belongs to %v", path, got)
			}
		}
		if out, err := i.command(t.Context(), user, "doctor", "--quick").CombinedOutput(); err != nil {
			t.Errorf("health check: %v\n%s", err, out)
		}
		if err := syscall.Kill(pid, syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		<-c.ended
		if !c.ProcessState.Success() || !strings.Contains(log.String(), "gouji stops") {
			t.Errorf("%v\n%s", c.ProcessState, log)
		}
		if strings.Contains(log.String(), "✗") {
			t.Errorf("the doctor found something:\n%s", log)
		}
	}
}

// What belongs to somebody else is not taken, and the log says how to mend it.
func TestFoldersOfSomebodyElse(t *testing.T) {
	if os.Getuid() != 0 {
		t.Log("only root can give folders away")
		return
	}
	for name, c := range map[string]struct {
		folder func(*image) string
		says   string
		serves bool
	}{
		"inbox": {func(i *image) string { return i.inbox }, "监视文件夹 watched folder: ", true},
		"data":  {func(i *image) string { return i.data }, "数据目录 data folder: ", false},
	} {
		t.Run(name, func(t *testing.T) {
			i := newImage(t)
			folder := c.folder(i)
			if err := os.Chown(folder, 2000, 2000); err != nil {
				t.Fatal(err)
			}
			log := i.log(t, c.serves)
			for _, words := range []string{c.says + folder, "chown 1000 \"" + folder + "\""} {
				if !strings.Contains(log, words) {
					t.Errorf("no %q in\n%s", words, log)
				}
			}
			if got := owner(t, folder); got != [2]uint32{2000, 2000} {
				t.Errorf("it now belongs to %v", got)
			}
		})
	}
}

// log is what the image says until it serves and is ended, or until it gives up.
func (i *image) log(t *testing.T, serves bool) string {
	t.Helper()
	if !serves {
		out, err := i.command(t.Context(), nil).CombinedOutput()
		if err == nil {
			t.Error("it ended well")
		}
		return string(out)
	}
	c, log := i.serve(t, nil, "serve")
	if err := syscall.Kill(first(t, c), syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	<-c.ended
	return log.String()
}

func TestIDsThatAreNone(t *testing.T) {
	i := newImage(t)
	for _, id := range []string{"root", "1 2", "-1", "0;id"} {
		out, err := i.command(t.Context(), []string{"PUID=" + id}, "version").CombinedOutput()
		if err == nil || !strings.Contains(string(out), "PUID 与 PGID") {
			t.Errorf("PUID %q: %v, %s", id, err, out)
		}
	}
}
