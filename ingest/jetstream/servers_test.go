package jetstream_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/gouji/gouji/ingest/jetstream"
)

// onBoth runs a test on an embedded and on an external server. The function it
// passes opens the store; the store that was opened before must be closed.
func onBoth(t *testing.T, test func(t *testing.T, open func() *jetstream.Store)) {
	t.Parallel()
	t.Run("embedded", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		test(t, func() *jetstream.Store { return openStore(t, jetstream.Options{Dir: dir}) })
	})
	t.Run("external", func(t *testing.T) {
		t.Parallel()
		url, dir := startNATS(t), t.TempDir()
		test(t, func() *jetstream.Store { return openStore(t, jetstream.Options{Dir: dir, URL: url}) })
	})
}

func openStore(t testing.TB, o jetstream.Options) *jetstream.Store {
	t.Helper()
	if o.AckWait == 0 {
		o.AckWait = time.Second
	}
	s, err := jetstream.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeStore(t, s) })
	return s
}

func closeStore(t testing.TB, s *jetstream.Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// startNATS starts a nats-server process and returns its URL.
func startNATS(t testing.TB) string {
	t.Helper()
	address := freeAddress(t)
	t.Cleanup(runNATS(t, address, t.TempDir()))
	return "nats://" + address
}

// runNATS starts a nats-server process on a folder and returns the function
// that ends it.
func runNATS(t testing.TB, address, dir string) (end func()) {
	t.Helper()
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	var stderr lastLines
	cmd := exec.Command(natsServer(t), "-a", host, "-p", port, "-js", "-sd", dir)
	cmd.Stderr = &stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	end = func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
	}
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		nc, err := nats.Connect("nats://" + address)
		if err == nil {
			nc.Close()
			return end
		}
		if time.Now().After(deadline) {
			end()
			t.Fatalf("nats-server did not start: %v\n%s", err, stderr.text)
		}
	}
}

type lastLines struct{ text []byte }

func (l *lastLines) Write(p []byte) (int, error) {
	l.text = append(l.text, p...)
	l.text = l.text[max(0, len(l.text)-4096):]
	return len(p), nil
}

func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// natsServer finds the binary that `make tools` installs.
func natsServer(t testing.TB) string {
	t.Helper()
	path, err := findTool("nats-server")
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func findTool(name string) (string, error) {
	dir, err := os.Getwd()
	for err == nil && dir != filepath.Dir(dir) {
		path := filepath.Join(dir, ".cache", "bin", name)
		if _, err := os.Stat(path); err == nil {
			return path, nil
		}
		dir = filepath.Dir(dir)
	}
	if path, err := exec.LookPath(name); err == nil {
		return path, nil
	}
	return "", fmt.Errorf("%s is missing, run: make tools", name)
}

// next takes a job and fails the test when there is none.
func next(t testing.TB, s *jetstream.Store) ingestDelivery {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	d, err := s.Next(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// none fails the test when there is a job to be had now.
func none(t testing.TB, s *jetstream.Store) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if d, err := s.Next(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("Next = %v, %v; want none", d, err)
	}
}
