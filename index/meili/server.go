package meili

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/gouji/gouji/ingest"
)

// ServerOptions says how the managed server is run. Zero values take the
// defaults.
type ServerOptions struct {
	Dir            string        // its folder: data, key, dumps
	Binary         string        // path of the server; empty: see FindBinary
	Listen         string        // host:port; port 0 is any free one; 127.0.0.1:0
	Development    bool          // offer Meilisearch's own search page
	IndexingMemory string        // bound of the memory for indexing; 256MiB
	LockTimeout    time.Duration // how long to wait for another user of Dir; 10 s
	StartTimeout   time.Duration // until it must be healthy; 60 s
	StopTimeout    time.Duration // between asking it to end and killing it; 10 s
	Log            *slog.Logger
}

func (o *ServerOptions) fill() {
	set := func(d *time.Duration, v time.Duration) {
		if *d <= 0 {
			*d = v
		}
	}
	set(&o.LockTimeout, 10*time.Second)
	set(&o.StartTimeout, time.Minute)
	set(&o.StopTimeout, 10*time.Second)
	if o.Listen == "" {
		o.Listen = "127.0.0.1:0"
	}
	if o.IndexingMemory == "" {
		o.IndexingMemory = "256MiB"
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
}

// Server is a Meilisearch that runs as a child of this process. A crash is
// mended by a new start at the same address.
type Server struct {
	options ServerOptions
	binary  string
	key     string
	lock    *os.File
	output  *tail
	stop    context.CancelFunc
	ended   chan struct{}

	mu      sync.Mutex
	address string // host:port
	process *os.Process
	starts  int
}

// StartServer runs a server and returns when it is
// healthy. The folder is locked as long as a server runs on it, also beyond
// the death of this process: Meilisearch itself lets two servers spoil one
// folder. Close ends the server; the end of ctx only stops the waiting here.
func StartServer(ctx context.Context, o ServerOptions) (*Server, error) {
	o.fill()
	s, err := prepare(ctx, o)
	if err != nil {
		return nil, stopError("搜索服务无法启动："+reasonOf(err), err)
	}
	run, stop := context.WithCancel(context.Background())
	s.stop = stop
	go s.supervise(run)
	if err := s.waitHealthy(ctx); err != nil {
		err = fmt.Errorf("%w%s", err, s.output.quoted())
		_ = s.Close() // the error that matters is the one before
		return nil, stopError("搜索服务无法启动，原因见日志。", err)
	}
	return s, nil
}

// prepare finds the binary, locks the folder and reads the key.
func prepare(ctx context.Context, o ServerOptions) (*Server, error) {
	binary, err := FindBinary(o.Binary)
	if err != nil {
		return nil, err
	}
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return nil, err
	}
	o.Dir = dir
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	lock, err := lockDir(ctx, dir, o.LockTimeout)
	if err != nil {
		return nil, err
	}
	s := &Server{options: o, binary: binary, lock: lock, output: &tail{limit: tailBytes}, ended: make(chan struct{})}
	if s.key, err = masterKey(filepath.Join(dir, "master.key")); err == nil {
		s.address, err = freeAddress(ctx, o.Listen)
	}
	if err != nil {
		_ = lock.Close() // nothing was written under it
		return nil, err
	}
	return s, nil
}

// URL returns the address of the server. It stays the same over restarts.
func (s *Server) URL() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return "http://" + reachable(s.address)
}

// Key returns the master key.
func (s *Server) Key() string { return s.key }

// PID returns the process id of the running server, or zero.
func (s *Server) PID() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.process == nil {
		return 0
	}
	return s.process.Pid
}

// Restarts returns how often the server had to be started again.
func (s *Server) Restarts() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return max(0, s.starts-1)
}

// Close asks the server to end, kills it if it does not, and unlocks its
// folder. It may be called more than once.
func (s *Server) Close() error {
	s.stop()
	<-s.ended
	return nil
}

// waitHealthy returns when the server answers.
func (s *Server) waitHealthy(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, s.options.StartTimeout)
	defer cancel()
	client := &http.Client{Timeout: 2 * time.Second}
	defer client.CloseIdleConnections()
	for {
		if healthy(ctx, client, s.URL()) {
			return nil
		}
		s.mu.Lock()
		starts := s.starts
		s.mu.Unlock()
		if starts > firstStarts {
			return fmt.Errorf("%s ended %d times while starting", s.binary, starts-1)
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s did not become healthy: %w", s.binary, context.Cause(ctx))
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func healthy(ctx context.Context, client *http.Client, url string) bool {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/health", nil)
	if err != nil {
		return false
	}
	response, err := client.Do(request)
	if err != nil {
		return false
	}
	_ = response.Body.Close() // only the status matters
	return response.StatusCode == http.StatusOK
}

// freeAddress returns the address with a port that nobody listens on.
func freeAddress(ctx context.Context, address string) (string, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return "", fmt.Errorf("address of the search server: %w", err)
	}
	defer func() { _ = listener.Close() }() // it was open only for its number
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return "", err
	}
	if host == "" {
		host = "0.0.0.0"
	}
	_, port, err := net.SplitHostPort(listener.Addr().String())
	return net.JoinHostPort(host, port), err
}

// reachable returns the address at which this machine reaches a server that
// listens on address.
func reachable(address string) string {
	at, err := netip.ParseAddrPort(address)
	if err != nil || !at.Addr().IsUnspecified() {
		return address
	}
	return netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), at.Port()).String()
}

func stopError(reason string, err error) error {
	return &ingest.Error{Kind: ingest.Stop, Stage: "search server", Reason: reason, Err: err}
}
