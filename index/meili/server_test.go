package meili

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/ingest"
)

func TestServerComesBackAfterAKill(t *testing.T) {
	s := newServer(t)
	c := newClient(t, s)
	url := s.URL()
	if err := c.Write(t.Context(), sample("survivor", 2020, 5)); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		killed := s.PID()
		if err := syscall.Kill(killed, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		// A write meanwhile waits for the new server.
		if err := c.Write(t.Context(), sample("during", 2020, 5)); err != nil {
			t.Fatal(err)
		}
		if pid := s.PID(); pid == killed || s.URL() != url {
			t.Errorf("pid %d after %d at %s", pid, killed, s.URL())
		}
	}
	for _, id := range []string{"survivor", "during"} {
		if got := count(t, c, index.Cells, id); got != 5 {
			t.Errorf("%s has %d cells", id, got)
		}
	}
	if s.Restarts() < 3 {
		t.Errorf("%d restarts", s.Restarts())
	}
}

func TestWritesSurviveKillsOfTheServer(t *testing.T) {
	s := newServer(t)
	c := newClient(t, s)
	var writers sync.WaitGroup
	for w := range 4 {
		writers.Go(func() {
			for i := range 25 {
				id := "w" + string(rune('a'+w)) + string(rune('a'+i))
				for c.Write(t.Context(), sample(id, 2020, 4)) != nil {
					if t.Context().Err() != nil {
						return
					}
				}
			}
		})
	}
	finished := make(chan struct{})
	go func() { writers.Wait(); close(finished) }()
	for killing := true; killing; {
		select {
		case <-finished:
			killing = false
		case <-time.After(300 * time.Millisecond):
			if pid := s.PID(); pid != 0 && s.Restarts() < 3 {
				_ = syscall.Kill(pid, syscall.SIGKILL) // it may be gone already
			}
		}
	}
	docs := 0
	for _, err := range c.IDs(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		docs++
	}
	r, err := c.Search(t.Context(), index.Query{Index: index.Cells})
	if docs != 100 || err != nil || r.Total != 400 {
		t.Errorf("%d documents, %d cells, %v", docs, r.Total, err)
	}
}

func TestServerKeepsItsDataAndKey(t *testing.T) {
	dir := t.TempDir()
	start := func() (*Server, *Client) {
		s, err := StartServer(t.Context(), ServerOptions{Dir: dir, Binary: testBinary(), Development: true})
		if err != nil {
			t.Fatal(err)
		}
		return s, newClient(t, s)
	}
	s, c := start()
	if err := c.Write(t.Context(), sample("kept", 2020, 2)); err != nil {
		t.Fatal(err)
	}
	key := s.Key()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s, c = start()
	defer func() { _ = s.Close() }()
	if got := count(t, c, index.Cells, "kept"); got != 2 || s.Key() != key {
		t.Errorf("%d cells, same key %v", got, s.Key() == key)
	}
	info, err := os.Stat(filepath.Join(dir, "master.key"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("key file: %v, %v", info.Mode(), err)
	}
}

func TestASecondServerOnTheFolderIsRefused(t *testing.T) {
	s := newServer(t)
	_, err := StartServer(t.Context(), ServerOptions{Dir: s.options.Dir, Binary: testBinary(), LockTimeout: time.Millisecond})
	if !errors.Is(err, ErrLocked) || ingest.KindOf(err) != ingest.Stop {
		t.Errorf("%v", err)
	}
}

func TestMissingServerSaysHowToGetIt(t *testing.T) {
	_, err := StartServer(t.Context(), ServerOptions{Dir: t.TempDir(), Binary: "/nowhere/meilisearch"})
	if !errors.Is(err, ErrNoBinary) || !strings.Contains(err.Error(), "install-meilisearch.sh") || strings.Contains(err.Error(), "\n") {
		t.Errorf("%v", err)
	}
}

func TestAServerThatCannotStartShowsItsLastWords(t *testing.T) {
	dir := t.TempDir()
	broken := filepath.Join(dir, "meilisearch")
	if err := os.WriteFile(broken, []byte("#!/bin/sh\necho 'no such luck' >&2\nexit 3\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	_, err := StartServer(t.Context(), ServerOptions{Dir: dir, Binary: broken})
	if err == nil || !strings.Contains(err.Error(), "no such luck") {
		t.Errorf("%v", err)
	}
}

func TestStartServerHeedsItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := StartServer(ctx, ServerOptions{Dir: t.TempDir(), Binary: testBinary()}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestNeedsUpgrade(t *testing.T) {
	binary, err := FindBinary(testBinary())
	if err != nil {
		t.Fatal(err)
	}
	version, err := Version(t.Context(), binary)
	if err != nil || !strings.Contains(version, ".") {
		t.Fatalf("version %q, %v", version, err)
	}
	for written, want := range map[string]bool{"": false, version: false, "1.20.0": true} {
		data := t.TempDir()
		if written != "" {
			if err := os.WriteFile(filepath.Join(data, "VERSION"), []byte(written), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := needsUpgrade(t.Context(), binary, data); got != want || err != nil {
			t.Errorf("data of %q: %v, %v", written, got, err)
		}
	}
}

func TestTailIsBounded(t *testing.T) {
	end := &tail{limit: 10}
	for range 100 {
		if _, err := end.Write([]byte("abcdefg")); err != nil {
			t.Fatal(err)
		}
	}
	if got := end.String(); got != "efgabcdefg" {
		t.Errorf("%q", got)
	}
}

// parentVariable makes the test binary a program that runs a server on the
// folder it names, until it is killed.
const parentVariable = "GOUJI_TEST_SERVER_DIR"

func beParent(dir string) int {
	s, err := StartServer(context.Background(), ServerOptions{Dir: dir, Binary: testBinary()})
	if err != nil {
		fmt.Println(err)
		return 1
	}
	fmt.Println(s.PID())
	select {}
}

func TestServerDiesWithAKilledParent(t *testing.T) {
	dir := t.TempDir()
	for range 3 {
		parent := exec.CommandContext(t.Context(), os.Args[0])
		parent.Env = append(os.Environ(), parentVariable+"="+dir)
		output, err := parent.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := parent.Start(); err != nil {
			t.Fatal(err)
		}
		line, err := bufio.NewReader(output).ReadString('\n')
		pid, atoiErr := strconv.Atoi(strings.TrimSpace(line))
		if err != nil || atoiErr != nil {
			t.Fatalf("the parent said %q: %v", line, err)
		}
		_ = parent.Process.Kill() // Wait reports what became of it
		_ = parent.Wait()

		s, err := StartServer(t.Context(), ServerOptions{Dir: dir, Binary: testBinary()})
		if err != nil {
			t.Fatal(err)
		}
		if syscall.Kill(pid, 0) == nil && s.PID() != pid && running(pid) {
			t.Errorf("server %d outlived its parent", pid)
		}
		_ = s.Close() // always nil
	}
}

// running reports whether a process is there and no zombie.
func running(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err == nil && !strings.Contains(string(stat), ") Z ")
}
