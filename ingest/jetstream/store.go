package jetstream

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"github.com/gouji/gouji/ingest"
)

// reopenPause is the least time between two restarts of a broken store.
const reopenPause = time.Second

// Options of a Store. The zero value of a field stands for its default.
type Options struct {
	Dir         string        // data folder; required, locked for this process
	URL         string        // an external NATS server; empty: embedded
	Credentials string        // credentials file for the external server
	Name        string        // prefix of streams and buckets, [A-Za-z0-9_-]; "gouji"
	Replicas    int           // of the streams of an external cluster; 1
	AckWait     time.Duration // a silent job is given out again after this; 15 s
	MaxMemory   int64         // embedded: bytes of memory for streams; 64 MiB
	MaxStore    int64         // embedded: bytes on disk; 16 GiB
	MinFree     int64         // bytes that must be free on the disk, see Room; 64 MiB
	Log         *slog.Logger  // slog.DiscardHandler
}

func (o Options) withDefaults() Options {
	orString(&o.Name, "gouji")
	if orNumber(&o.Replicas, 1); o.URL == "" {
		o.Replicas = 1
	}
	orNumber(&o.AckWait, 15*time.Second)
	orNumber(&o.MaxMemory, 64<<20)
	orNumber(&o.MaxStore, 16<<30)
	orNumber(&o.MinFree, 64<<20)
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

func orString(s *string, def string) {
	if *s == "" {
		*s = def
	}
}

func orNumber[T int | int64 | time.Duration](n *T, def T) {
	if *n == 0 {
		*n = def
	}
}

// Store is the queue and the state. It implements ingest.Queue and
// ingest.State and can be used from several goroutines.
type Store struct {
	o    Options
	dir  string // of the embedded server
	lock *flock.Flock
	// lease is nil for the embedded server, which the lock keeps others from.
	lease *lease

	mu      sync.Mutex
	session *session // nil while it is broken
	retryAt time.Time
	closed  bool
}

// Open locks the data folder, starts the embedded server or connects to the
// external one, and creates what is missing there. A folder that another
// process has locked is a Stop error, and so are queues of an external server
// that another process works on.
func Open(ctx context.Context, o Options) (*Store, error) {
	o = o.withDefaults()
	if o.Dir == "" {
		return nil, stop("queue.dir is empty", "没有设置数据目录。", errors.New("no data folder"))
	}
	s := &Store{o: o, dir: filepath.Join(o.Dir, "nats")}
	if err := s.takeLock(); err != nil {
		return nil, err
	}
	session, err := openSession(ctx, s.dir, o)
	if err != nil {
		_ = s.lock.Unlock()
		return nil, stop("open", "任务队列无法启动，请联系管理员查看日志。", err)
	}
	s.session = session
	if o.URL != "" {
		if s.lease, err = takeLease(ctx, session.js, o); err != nil {
			_ = s.Close()
			if isStop(err) {
				return nil, err
			}
			return nil, stop("open", "任务队列无法启动，请联系管理员查看日志。", err)
		}
	}
	return s, nil
}

func (s *Store) takeLock() error {
	if err := os.MkdirAll(s.o.Dir, 0o700); err != nil {
		return stop("create the data folder", "数据目录无法创建，请联系管理员检查权限。", err)
	}
	s.lock = flock.New(filepath.Join(s.o.Dir, "lock"))
	locked, err := s.lock.TryLock()
	if err != nil {
		return stop("lock the data folder", "数据目录无法锁定，请联系管理员检查权限。", err)
	}
	if !locked {
		return stop("lock the data folder", "另一个 gouji 正在使用这个数据目录，不能同时启动两个。",
			fmt.Errorf("another gouji is running on %s", s.o.Dir))
	}
	return nil
}

// Close ends the connection and the embedded server and frees the folder. The
// caller has stopped all intake and work before.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	if s.lease != nil {
		s.lease.release()
	}
	if s.session != nil {
		s.session.close()
	}
	if err := s.lock.Unlock(); err != nil {
		return fmt.Errorf("unlock %s: %w", s.o.Dir, err)
	}
	return nil
}

// AckWait implements ingest.Queue.
func (s *Store) AckWait() time.Duration { return s.o.AckWait }

// use returns the session, and opens a new one if the last has broken.
func (s *Store) use(ctx context.Context) (*session, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, errClosed
	}
	if s.lease != nil && s.lease.err() != nil {
		return nil, s.lease.err()
	}
	if s.session != nil {
		return s.session, nil
	}
	if time.Now().Before(s.retryAt) {
		return nil, errBroken
	}
	session, err := openSession(ctx, s.dir, s.o)
	s.retryAt = time.Now().Add(reopenPause)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errBroken, err)
	}
	s.o.Log.InfoContext(ctx, "queue restarted after a write error")
	s.session = session
	return session, nil
}

// discard ends an embedded session whose store has failed.
func (s *Store) discard(broken *session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.session != broken || broken.srv == nil || s.closed {
		return
	}
	s.session = nil
	broken.close()
}

var _ interface {
	ingest.Queue
	ingest.State
} = (*Store)(nil)
