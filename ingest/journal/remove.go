package journal

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Remove takes the lines that drop accepts out of the journal, and out of the
// file with the TornSuffix, and returns how many. It is the one exception to the
// rule that a journal only grows, for what must be forgotten. The new file takes
// the place of the old one at once or not at all.
func (j *Journal) Remove(drop func(line []byte) bool) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.err != nil {
		return 0, fmt.Errorf("remove lines: %w", j.err)
	}
	path := j.file.Name()
	torn, err := removeTorn(path+TornSuffix, drop)
	if err != nil {
		return 0, fmt.Errorf("remove lines: %w", err)
	}
	removed, err := rewrite(path, io.NewSectionReader(j.file, 0, j.size), drop)
	if removed > 0 {
		err = errors.Join(err, j.reopen(path))
	}
	if err != nil {
		err = fmt.Errorf("remove lines: %w", err)
	}
	return torn + removed, err
}

// reopen goes on with the file that has taken the place of the old one.
func (j *Journal) reopen(path string) error {
	_ = j.file.Close() // nothing is written to it any more
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		j.err = errors.Join(ErrBroken, err)
		return j.err
	}
	j.file = file
	info, err := file.Stat()
	if err != nil {
		j.err = errors.Join(ErrBroken, err)
		return j.err
	}
	j.size = info.Size()
	return nil
}

// removeTorn does the same to what was cut off.
func removeTorn(path string, drop func([]byte) bool) (int, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	defer f.Close()
	return rewrite(path, f, drop)
}

// rewrite puts the lines that drop does not accept in the place of a file, and
// returns how many it did. Where it is none, the file is as it was.
func rewrite(path string, old io.Reader, drop func([]byte) bool) (removed int, err error) {
	temp, err := os.CreateTemp(filepath.Dir(path), ".journal-*")
	if err != nil {
		return 0, err
	}
	defer func() {
		if removed == 0 {
			err = errors.Join(err, os.Remove(temp.Name()))
		}
	}()
	w := bufio.NewWriter(temp)
	lines := bufio.NewReader(old)
	for {
		line, readErr := lines.ReadBytes('\n')
		if len(line) > 0 && drop(bytes.TrimSuffix(line, []byte{'\n'})) {
			removed++
		} else if _, err := w.Write(line); err != nil {
			return 0, errors.Join(err, temp.Close())
		}
		if errors.Is(readErr, io.EOF) {
			break
		}
		if readErr != nil {
			return 0, errors.Join(readErr, temp.Close())
		}
	}
	if err := errors.Join(w.Flush(), temp.Sync(), temp.Close()); err != nil || removed == 0 {
		return 0, err
	}
	if err := os.Rename(temp.Name(), path); err != nil {
		return 0, err
	}
	return removed, syncDir(filepath.Dir(path))
}
