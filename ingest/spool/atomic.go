package spool

import (
	"errors"
	"os"
	"path/filepath"
)

// temp is a file under tmp that becomes a file of the store or is gone.
type temp struct {
	*os.File
}

func (s *Store) newTemp() (*temp, error) {
	f, err := os.CreateTemp(filepath.Join(s.dir, tempDir), "put-*")
	if err != nil {
		return nil, err
	}
	return &temp{f}, nil
}

// commit makes the file durable under its final path. After an error the temp
// file is gone, and the final path holds what it held before, or the new file.
func (s *Store) commit(t *temp, path string) error {
	if err := errors.Join(s.shard(path), t.Chmod(0o644), t.Sync()); err != nil {
		t.discard()
		return err
	}
	if err := t.Close(); err != nil {
		t.discard()
		return err
	}
	if err := os.Rename(t.Name(), path); err != nil {
		t.discard()
		return err
	}
	return syncDir(filepath.Dir(path))
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
