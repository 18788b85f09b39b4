package datadir

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/gofrs/flock"
)

const (
	// Version is that of the data folders that this gouji writes.
	Version = 1
	// File names the file that holds the version, and the gouji that wrote it.
	File = "version"
	// Restoring names the folder in which an unfinished restore lies.
	Restoring = "restoring"

	lockFile = "lock" // also held by the queue
)

// Errors of a data folder that cannot be used. Their text is for people.
var (
	ErrNewer      = errors.New("the data folder is newer than this gouji")
	ErrUnfinished = errors.New("the data folder holds an unfinished restore")
	ErrLocked     = errors.New("another gouji is using the data folder · 另一个 gouji 正在使用这个数据目录")
	ErrNotEmpty   = errors.New("the data folder is not empty")
)

// Mark is what the version file says.
type Mark struct {
	Data  int    // version of the folder
	Gouji string // version of the program that wrote it; may be empty
}

// String is the line of the version file.
func (m Mark) String() string { return strings.TrimSpace(strconv.Itoa(m.Data) + " " + m.Gouji) }

// ParseMark reads the line of a version file.
func ParseMark(line string) (Mark, error) {
	number, gouji, _ := strings.Cut(strings.TrimSpace(line), " ")
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 {
		return Mark{}, fmt.Errorf("not the version of a data folder: %.40q", line)
	}
	return Mark{n, strings.TrimSpace(gouji)}, nil
}

// Check returns what a folder says about itself. One without the file is of
// version 1. The error is ErrNewer for a folder that this gouji must not touch,
// ErrUnfinished for one that was not restored to the end.
func Check(dir string) (Mark, error) {
	if _, err := os.Lstat(filepath.Join(dir, Restoring)); err == nil {
		return Mark{}, fmt.Errorf("数据目录中有未完成的恢复，请重新运行 gouji restore · %w, run gouji restore again: %s", ErrUnfinished, dir)
	}
	m, err := read(dir)
	if err != nil {
		return Mark{}, err
	}
	return m, m.Newer(dir)
}

// read reads the version file. Without one a folder is of version 1.
func read(dir string) (Mark, error) {
	line, err := os.ReadFile(filepath.Join(dir, File))
	if errors.Is(err, fs.ErrNotExist) {
		return Mark{Data: 1}, nil
	}
	if err != nil {
		return Mark{}, err
	}
	m, err := ParseMark(string(line))
	if err != nil {
		return Mark{}, fmt.Errorf("%s: %w", filepath.Join(dir, File), err)
	}
	return m, nil
}

// Newer is ErrNewer for a version that this gouji does not know. It says where
// that was found.
func (m Mark) Newer(where string) error {
	if m.Data <= Version {
		return nil
	}
	return fmt.Errorf("数据目录是第 %d 版（由 gouji %s 写入），本程序只认识到第 %d 版，请使用更新的 gouji · %w: version %d, written by gouji %s; this one knows %d: %s",
		m.Data, m.Gouji, Version, ErrNewer, m.Data, m.Gouji, Version, where)
}

// Write writes the version file, as a whole or not at all.
func Write(dir string, m Mark) error {
	f, err := os.CreateTemp(dir, ".version-*")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(f, m)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), filepath.Join(dir, File))
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return Sync(dir)
}

// Sync makes what was renamed in a folder durable.
func Sync(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Lock locks a folder as a running gouji does. The function frees it. The error
// is ErrLocked where somebody else holds it.
func Lock(dir string) (unlock func() error, err error) {
	lock := flock.New(filepath.Join(dir, lockFile))
	locked, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock the data folder: %w", err)
	}
	if !locked {
		return nil, fmt.Errorf("%w: %s", ErrLocked, dir)
	}
	return lock.Unlock, nil
}

// Empty is ErrNotEmpty where a folder holds anything that a restore could
// spoil. What can be made again does not count.
func Empty(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !slices.Contains([]string{lockFile, "lost+found", "cache", Restoring}, e.Name()) {
			return fmt.Errorf("数据目录不是空的，恢复只写入空目录 · %w, a restore needs an empty one: %s holds %s", ErrNotEmpty, dir, e.Name())
		}
	}
	return nil
}
