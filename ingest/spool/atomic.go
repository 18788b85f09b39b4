package spool

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// temp is a file under tmp that becomes a file of the store or is gone.
type temp struct {
	*os.File
}

// newTemp makes a file under tmp, and tmp again if somebody has removed it.
func (s *Store) newTemp() (*temp, error) {
	dir := filepath.Join(s.dir, tempDir)
	f, err := os.CreateTemp(dir, "put-*")
	if errors.Is(err, fs.ErrNotExist) {
		if err = os.MkdirAll(dir, 0o700); err == nil {
			f, err = os.CreateTemp(dir, "put-*")
		}
	}
	if err != nil {
		return nil, err
	}
	return &temp{f}, nil
}

// commit makes the file durable under its final path. After an error the temp
// file is gone, and the final path holds what it held before, or the new file.
func (s *Store) commit(t *temp, path string) error {
	if err := errors.Join(s.shard(path), t.Sync()); err != nil {
		t.discard()
		return err
	}
	if err := t.Close(); err != nil {
		t.discard()
		return err
	}
	if err := s.rename(t.Name(), path); err != nil {
		t.discard()
		return err
	}
	return syncDir(filepath.Dir(path))
}

// rename makes the folder of the path again if somebody has removed it.
func (s *Store) rename(from, path string) error {
	err := os.Rename(from, path)
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	s.forgetShard(path)
	if err := s.shard(path); err != nil {
		return err
	}
	return os.Rename(from, path)
}

// discard closes and removes the file. What cannot be removed now is removed
// by the next Open.
func (t *temp) discard() {
	_ = t.Close()
	_ = os.Remove(t.Name())
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
