package spool

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"

	"github.com/gouji/gouji/ingest"
)

const (
	copyBuffer = 64 << 10
	shaDigits  = 64
	idDigits   = 32
)

// Put stores everything that r yields and returns its identity once it is safe
// on the disk. Bytes that are already stored are stored once. No temporary file
// is left after an error; the error's kind is Retry for a full disk or a failed
// read, Refuse for a file over the size limit, and Stop for a store that may
// not be written.
//
// A file that says itself that it is over the limit is not read at all.
func (s *Store) Put(ctx context.Context, r io.Reader) (ingest.Content, error) {
	if f, ok := r.(interface{ Stat() (fs.FileInfo, error) }); ok && s.maxBytes > 0 {
		if info, err := f.Stat(); err == nil && info.Size() > s.maxBytes {
			return ingest.Content{}, fault("put", s.dir, tooLarge{s.maxBytes})
		}
	}
	t, err := s.newTemp()
	if err != nil {
		return ingest.Content{}, fault("put", s.dir, err)
	}
	hash := sha256.New()
	size, err := s.copy(ctx, io.MultiWriter(t, hash), r)
	if err != nil {
		t.discard()
		return ingest.Content{}, fault("put", s.dir, err)
	}
	sha := hex.EncodeToString(hash.Sum(nil))
	if err := s.place(t, sha, size); err != nil {
		return ingest.Content{}, fault("put", s.dir, err)
	}
	return ingest.Content{ID: sha[:idDigits], SHA256: sha, Bytes: size}, nil
}

// place turns the temp file into the original, unless that is there already
// and whole. The folder is synced in either case: the call that put it there
// may have failed just before its own sync.
func (s *Store) place(t *temp, sha string, size int64) error {
	path, err := s.originalPath(sha)
	if err != nil {
		t.discard()
		return err
	}
	if info, err := os.Stat(path); err == nil && info.Size() == size {
		t.discard()
		return syncDir(filepath.Dir(path))
	}
	return s.commit(t, path)
}

func (s *Store) copy(ctx context.Context, w io.Writer, r io.Reader) (int64, error) {
	r = &source{ctx: ctx, r: r}
	if s.maxBytes > 0 {
		r = io.LimitReader(r, s.maxBytes+1)
	}
	// The struct hides ReadFrom, which would grow its own buffer.
	size, err := io.CopyBuffer(struct{ io.Writer }{w}, struct{ io.Reader }{r}, make([]byte, copyBuffer))
	if err == nil && s.maxBytes > 0 && size > s.maxBytes {
		err = tooLarge{s.maxBytes}
	}
	return size, err
}

// source reads until its context ends and marks the errors of the reader, so
// that a fault of the file is not taken for one of the store.
type source struct {
	ctx context.Context
	r   io.Reader
}

func (s *source) Read(b []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := s.r.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		err = &readError{err}
	}
	return n, err
}

// Open opens an original for reading. The error is fs.ErrNotExist if it is not
// in the store.
func (s *Store) Open(sha256 string) (*os.File, error) {
	path, err := s.originalPath(sha256)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fault("open original", path, err)
	}
	return f, nil
}

// Remove removes an original. It is no error if it is not there.
func (s *Store) Remove(sha256 string) error {
	path, err := s.originalPath(sha256)
	if err != nil {
		return err
	}
	return s.remove(path)
}

// List yields the SHA-256 of every original in ascending shards, reading the
// store as it goes. Files put or removed meanwhile may or may not appear. An
// error ends the sequence.
func (s *Store) List(ctx context.Context) iter.Seq2[string, error] {
	return s.list(ctx)
}

func (s *Store) remove(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fault("remove", path, err)
	}
	return nil
}
