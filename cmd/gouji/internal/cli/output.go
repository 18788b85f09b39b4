package cli

import (
	"errors"
	"io"
	"os"
	"path/filepath"
)

// write has a result written to a file, or to stdout if the path is empty. The
// file is there as a whole or not at all, and an older one stays until then.
func write(stdout io.Writer, path string, result func(io.Writer) error) (err error) {
	if path == "" {
		return result(stdout)
	}
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() { // a device, a pipe, a link
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_TRUNC, 0)
		if err != nil {
			return err
		}
		return errors.Join(result(f), f.Close())
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".gouji-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	if err := errors.Join(result(f), f.Chmod(0o644), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// terminal reports whether w is one.
func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
