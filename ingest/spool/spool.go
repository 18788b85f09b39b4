package spool

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/klauspost/compress/zstd"
)

const (
	originalsDir = "originals"
	documentsDir = "documents"
	tempDir      = "tmp"

	// zstdWindow bounds the memory of a compression; a document of one report
	// is some hundred kilobytes.
	zstdWindow = 1 << 20
)

// Store is a spool in one folder.
type Store struct {
	dir      string
	maxBytes int64 // 0: no limit
	encoder  *zstd.Encoder
	decoder  *zstd.Decoder

	mu     sync.Mutex
	shards map[string]bool // folders that are known to be durable
}

// Option changes a Store at Open.
type Option func(*Store)

// WithMaxBytes refuses originals of more than n bytes; 0 means no limit.
func WithMaxBytes(n int64) Option {
	return func(s *Store) { s.maxBytes = n }
}

// Open opens the store in dir, creating it if it is missing, and removes what
// an interrupted write has left behind.
func Open(dir string, options ...Option) (*Store, error) {
	s := &Store{dir: dir, shards: make(map[string]bool)}
	for _, option := range options {
		option(s)
	}
	if err := s.prepare(); err != nil {
		return nil, fault("open", dir, err)
	}
	if err := s.removeStale(); err != nil {
		return nil, fault("open", dir, err)
	}
	var err error
	if s.encoder, err = zstd.NewWriter(nil, zstd.WithWindowSize(zstdWindow), zstd.WithLowerEncoderMem(true)); err != nil {
		return nil, fmt.Errorf("spool: %w", err)
	}
	if s.decoder, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(0)); err != nil {
		return nil, fmt.Errorf("spool: %w", err)
	}
	return s, nil
}

func (s *Store) prepare() error {
	for _, dir := range []string{originalsDir, documentsDir, tempDir} {
		if err := os.MkdirAll(filepath.Join(s.dir, dir), 0o700); err != nil {
			return err
		}
	}
	_ = os.Chmod(s.dir, 0o700) // an older gouji let others read; some shares know no modes
	return errors.Join(syncDir(s.dir), syncDir(filepath.Dir(filepath.Clean(s.dir))))
}

// shard makes sure that the folder of a path is durable before anything is put
// into it.
func (s *Store) shard(path string) error {
	dir := filepath.Dir(path)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.shards[dir] {
		return nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if err := syncDir(filepath.Dir(dir)); err != nil {
		return err
	}
	s.shards[dir] = true
	return nil
}

func (s *Store) forgetShard(path string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.shards, filepath.Dir(path))
}

func (s *Store) removeStale() error {
	dir := filepath.Join(s.dir, tempDir)
	stale, err := os.ReadDir(dir)
	for _, entry := range stale {
		err = errors.Join(err, os.Remove(filepath.Join(dir, entry.Name())))
	}
	return err
}

func (s *Store) originalPath(sha string) (string, error) {
	return s.path(originalsDir, sha, shaDigits, "")
}

func (s *Store) documentPath(id string) (string, error) {
	return s.path(documentsDir, id, idDigits, documentSuffix)
}

// path refuses anything but lower-case hex digits, so that a name from outside
// can never lead out of the store.
func (s *Store) path(kind, name string, digits int, suffix string) (string, error) {
	if !isHex(name, digits) {
		return "", fmt.Errorf("spool: %q is not a name of %d lower-case hex digits", name, digits)
	}
	return filepath.Join(s.dir, kind, name[:2], name+suffix), nil
}

func isHex(name string, digits int) bool {
	if len(name) != digits {
		return false
	}
	for _, c := range []byte(name) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}
