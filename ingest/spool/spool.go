package spool

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

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
	s := &Store{dir: dir}
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

// Dir returns the folder of the store.
func (s *Store) Dir() string { return s.dir }

// prepare makes every folder that the store will ever need, so that a later
// write has only one folder to sync.
func (s *Store) prepare() error {
	if err := os.MkdirAll(filepath.Join(s.dir, tempDir), 0o755); err != nil {
		return err
	}
	for _, kind := range []string{originalsDir, documentsDir} {
		for shard := range 256 {
			if err := os.MkdirAll(filepath.Join(s.dir, kind, fmt.Sprintf("%02x", shard)), 0o755); err != nil {
				return err
			}
		}
		if err := syncDir(filepath.Join(s.dir, kind)); err != nil {
			return err
		}
	}
	return errors.Join(syncDir(s.dir), syncDir(filepath.Dir(filepath.Clean(s.dir))))
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
	return s.path(originalsDir, sha, 64, "")
}

func (s *Store) documentPath(id string) (string, error) {
	return s.path(documentsDir, id, 32, documentSuffix)
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
