package main

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/gouji/gouji/index/meili"
)

// A gouji that joins a NATS and a Meilisearch of others does the same.
func TestSharedServers(t *testing.T) {
	server, err := meili.StartServer(t.Context(), meili.ServerOptions{Dir: t.TempDir(), Binary: searchServer(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	keyFile := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(keyFile, []byte(server.Key()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	g := newGouji(t, "--queue.url", natsServer(t), "--meilisearch.url", server.URL(), "--meilisearch.key_file", keyFile)
	g.start()
	g.drop("lanxi-2020.txt", nil)
	g.search(1, "q=青禾湾")
	g.end()
	g.start() // what is known lies in the shared queue
	g.drop("wrong-sum.txt", nil)
	g.search(2, "q=水库移民")
	if out, _, code := g.command("status"); code != 0 {
		t.Errorf("exit %d: %s", code, out)
	}
}

// natsServer starts a NATS server with JetStream and returns its address.
func natsServer(t *testing.T) string {
	t.Helper()
	binary, err := exec.LookPath("nats-server")
	if installed := filepath.Join("..", "..", ".cache", "bin", "nats-server"); err != nil {
		if binary, err = exec.LookPath(installed); err != nil {
			t.Fatal("no nats-server: run: make tools")
		}
	}
	address := freeAddress(t)
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(binary, "-a", "127.0.0.1", "-p", port, "-js", "-sd", t.TempDir())
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = command.Process.Kill() // it holds nothing that matters
		_ = command.Wait()
	})
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			conn.Close()
			break
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
	return "nats://" + address
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
