package journal

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"sync"
)

// MaxLine is the length of the longest line, in bytes without its end.
const MaxLine = 1 << 20

// TornSuffix ends the name of the file that keeps what was cut off a journal.
const TornSuffix = ".torn"

// Errors of a Journal.
var (
	// ErrLine is returned for a line that is empty, too long, or more than one.
	ErrLine = errors.New("not one line of the journal")
	// ErrBroken is returned by all that follows a writing that could not even
	// be taken back. Open repairs the file.
	ErrBroken = errors.New("journal is broken")
)

// Journal is a file of lines. It is safe for concurrent use; the file must have
// no other writer.
type Journal struct {
	mu   sync.Mutex // guards size, err and the writing
	file *os.File
	size int64 // of the lines that count
	err  error // why nothing can be written any more
}

// Open opens the journal at path and makes it, with its folder, if it is not
// there. A last line without its end was never acknowledged: it is moved to the
// file with the TornSuffix. Close must follow.
func Open(path string) (*Journal, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("open journal: %w", err)
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open journal: %w", err)
	}
	j := &Journal{file: file}
	if err := errors.Join(j.repair(), syncDir(filepath.Dir(path))); err != nil {
		return nil, fmt.Errorf("open journal: %w", errors.Join(err, file.Close()))
	}
	return j, nil
}

// Close closes the file.
func (j *Journal) Close() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.err = os.ErrClosed
	return j.file.Close()
}

// Append adds a line and returns when it is on the disk. After an error the
// line does not count.
func (j *Journal) Append(line []byte) error {
	if len(line) == 0 || len(line) > MaxLine || bytes.IndexByte(line, '\n') >= 0 {
		return fmt.Errorf("append %d bytes: %w", len(line), ErrLine)
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.err != nil {
		return fmt.Errorf("append: %w", j.err)
	}
	whole := append(bytes.Clone(line), '\n')
	_, err := j.file.WriteAt(whole, j.size)
	if err == nil {
		err = j.file.Sync()
	}
	if err != nil {
		if undo := j.file.Truncate(j.size); undo != nil {
			j.err = errors.Join(ErrBroken, undo)
		}
		return fmt.Errorf("append: %w", err)
	}
	j.size += int64(len(whole))
	return nil
}

// All yields the lines that were there when it began, without their ends, the
// oldest first. The caller may keep them.
func (j *Journal) All() iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		file, size, err := j.snapshot()
		if err != nil {
			yield(nil, fmt.Errorf("read journal: %w", err))
			return
		}
		defer file.Close()
		lines := bufio.NewScanner(io.NewSectionReader(file, 0, size))
		lines.Buffer(nil, MaxLine+1)
		lines.Split(splitLines)
		for lines.Scan() {
			if !yield(bytes.Clone(lines.Bytes()), nil) {
				return
			}
		}
		if err := lines.Err(); err != nil {
			yield(nil, fmt.Errorf("read journal: %w", err))
		}
	}
}

// snapshot opens what there is now once more, so that a reading goes on whatever
// becomes of the journal. The caller closes the file.
func (j *Journal) snapshot() (*os.File, int64, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	file, err := os.Open(j.file.Name())
	return file, j.size, err
}

// splitLines is a bufio.SplitFunc that leaves a line as it is.
func splitLines(data []byte, _ bool) (advance int, token []byte, err error) {
	end := bytes.IndexByte(data, '\n')
	if end < 0 {
		return 0, nil, nil
	}
	return end + 1, data[:end], nil
}

// repair measures the journal and moves what stands behind its last whole line
// out of the way.
func (j *Journal) repair() error {
	info, err := j.file.Stat()
	if err != nil {
		return err
	}
	if j.size, err = lastEnd(j.file, info.Size()); err != nil || j.size == info.Size() {
		return err
	}
	if err := keep(j.file.Name()+TornSuffix, io.NewSectionReader(j.file, j.size, info.Size()-j.size)); err != nil {
		return err
	}
	if err := j.file.Truncate(j.size); err != nil {
		return err
	}
	return j.file.Sync()
}

// lastEnd returns how many of the first n bytes the whole lines take.
func lastEnd(f io.ReaderAt, n int64) (int64, error) {
	b := make([]byte, 64<<10)
	for n > 0 {
		part := b[:min(n, int64(len(b)))]
		start := n - int64(len(part))
		if _, err := f.ReadAt(part, start); err != nil {
			return 0, err
		}
		if end := bytes.LastIndexByte(part, '\n'); end >= 0 {
			return start + int64(end) + 1, nil
		}
		n = start
	}
	return 0, nil
}

// keep adds what a torn line has left to a file beside the journal.
func keep(path string, torn io.Reader) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, io.MultiReader(torn, bytes.NewReader([]byte{'\n'})))
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
