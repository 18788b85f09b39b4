package jetstream

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// leaseTime is how long a lease outlives the last sign of life of its owner.
const leaseTime = 15 * time.Second

const (
	leaseKey    = "owner"
	leaseReason = "另一个 gouji 正在使用同一个任务队列。请给每个 gouji 设置不同的 queue.name。"
)

// owner says who holds a lease.
type owner struct {
	Instance string `json:"instance"` // identifies the data folder
	Host     string `json:"host"`
	Dir      string `json:"dir"`
}

// lease is the sole right to the streams and buckets of one name on a server
// that others use too: the originals of its jobs lie in one data folder. It is
// a key that its owner writes again and again and that the server drops when it
// has been silent for leaseTime.
type lease struct {
	kv    jetstream.KeyValue
	owner owner
	log   *slog.Logger

	cancel context.CancelFunc
	ended  chan struct{}

	mu       sync.Mutex
	revision uint64
	lost     error
}

// takeLease takes the lease, or takes it over from an earlier process on the
// same data folder, which the caller has locked.
func takeLease(ctx context.Context, js jetstream.JetStream, o Options) (*lease, error) {
	instance, err := instanceOf(o.Dir)
	if err != nil {
		return nil, fmt.Errorf("name the data folder: %w", err)
	}
	host, _ := os.Hostname() // only for the message
	kv, err := js.CreateOrUpdateKeyValue(ctx, jetstream.KeyValueConfig{
		Bucket: o.Name + "-lease", Description: "who works on the queue", TTL: leaseTime, Replicas: o.Replicas,
	})
	if err != nil {
		return nil, fmt.Errorf("open the bucket of the lease: %w", err)
	}
	l := &lease{kv: kv, owner: owner{instance, host, o.Dir}, log: o.Log, ended: make(chan struct{})}
	if err := l.renew(ctx); err != nil {
		return nil, err
	}
	ctx, l.cancel = context.WithCancel(context.WithoutCancel(ctx))
	go l.keep(ctx)
	return l, nil
}

// instanceOf returns the name of a data folder, which is made once.
func instanceOf(dir string) (string, error) {
	path := filepath.Join(dir, "instance")
	b, err := os.ReadFile(path)
	if name := strings.TrimSpace(string(b)); err == nil && name != "" {
		return name, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	name := rand.Text()
	return name, os.WriteFile(path, []byte(name+"\n"), 0o600)
}

// renew writes the key if it is ours or nobody's.
func (l *lease) renew(ctx context.Context) error {
	value, err := json.Marshal(l.owner)
	if err != nil {
		return err
	}
	revision := uint64(0)
	kept, err := l.kv.Get(ctx, leaseKey)
	switch {
	case errors.Is(err, jetstream.ErrKeyNotFound):
		revision, err = l.kv.Create(ctx, leaseKey, value)
	case err == nil:
		var holder owner
		if json.Unmarshal(kept.Value(), &holder) == nil && holder.Instance != l.owner.Instance {
			return stop("take the queue", leaseReason, fmt.Errorf("another gouji on %s (%s) uses the queue", holder.Host, holder.Dir))
		}
		revision, err = l.kv.Update(ctx, leaseKey, value, kept.Revision())
	}
	if err != nil {
		return fmt.Errorf("renew the lease: %w", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.revision = revision
	return nil
}

// keep renews the lease until ctx ends. A server that is away takes the lease
// along; when it is back, the first to come has it.
func (l *lease) keep(ctx context.Context) {
	defer close(l.ended)
	ticker := time.NewTicker(leaseTime / 3)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		limited, cancel := context.WithTimeout(ctx, leaseTime/3)
		err := l.renew(limited)
		cancel()
		if isStop(err) {
			l.mu.Lock()
			l.lost = err
			l.mu.Unlock()
			l.log.ErrorContext(ctx, "the queue is lost to another gouji", slog.Any("error", err))
			return
		}
		if err != nil && ctx.Err() == nil {
			l.log.WarnContext(ctx, "lease not renewed", slog.Any("error", err))
		}
	}
}

// err returns the Stop error of a lease that is lost.
func (l *lease) err() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lost
}

// release gives the lease up, so that the next gouji need not wait.
func (l *lease) release() {
	l.cancel()
	<-l.ended
	if l.err() != nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if err := l.kv.Delete(ctx, leaseKey, jetstream.LastRevision(l.revision)); err != nil {
		l.log.WarnContext(ctx, "lease not given up; it ends by itself", slog.Any("error", err))
	}
}
