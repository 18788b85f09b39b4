package archive

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/gouji/gouji/ingest"
)

// dirPerm leaves the permissions of new folders to the umask, so that the
// people who share the folder can be let in.
const dirPerm = 0o777

// Archive disposes of consumed files. Its methods may be called by several
// goroutines.
type Archive struct {
	now func() time.Time

	mu       sync.Mutex        // one move at a time, so that names are chosen once
	left     map[string]string // folders from which files were moved, and their roots
	lastTidy time.Time
}

// New returns an Archive that takes the time from now, or from the system's
// clock if now is nil.
func New(now func() time.Time) *Archive {
	if now == nil {
		now = time.Now
	}
	return &Archive{now: now, left: make(map[string]string)}
}

// Done moves a file of a watched folder, or of its failed folder after a retry,
// to the archive, below the year and month of when, and returns its new path.
// A note that lies beside it is removed. A file in the archive stays there.
// The error is ErrVanished if the file is no longer there.
func (a *Archive) Done(ctx context.Context, folder ingest.Folder, path string, when time.Time) (newPath string, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if folder.Archive != "" && within(path, folder.Archive) {
		return path, present(path)
	}
	from, err := locate(folder, path)
	if err != nil {
		return "", fault("archive", path, err)
	}
	if folder.Archive == "" {
		return "", fault("archive", path, errors.New("the folder has no archive"))
	}
	target := filepath.Join(folder.Archive, when.Format("2006"), when.Format("01"), from.below)
	newPath, err = a.place(ctx, path, filepath.Join(target, from.name), nil)
	if err != nil {
		return "", fault("archive", path, err)
	}
	if from.failed {
		removeNote(path)
		removeEmpty(filepath.Dir(path), folder.Failed)
	}
	a.leave(filepath.Dir(path), from)
	return newPath, nil
}

// Failed moves a file to the failed folder, writes the reason beside it, and
// returns its new path. The reason is one or more sentences of plain Chinese. A
// file that is in the failed folder already gets the new reason. The error is
// ErrVanished if the file is no longer there.
func (a *Archive) Failed(ctx context.Context, folder ingest.Folder, path, reason string) (newPath string, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if folder.Failed == "" {
		return "", fault("move to failed", path, errors.New("the folder has no failed folder"))
	}
	from, err := locate(folder, path)
	if err != nil {
		return "", fault("move to failed", path, err)
	}
	n := note{name: from.name, reason: reason, when: a.now(), inbox: folder.Root}
	if from.failed {
		return path, fault("write reason", path, n.write(path))
	}
	newPath, err = a.place(ctx, path, filepath.Join(folder.Failed, from.below, from.name), n.write)
	if err != nil {
		return "", fault("move to failed", path, err)
	}
	a.leave(filepath.Dir(path), from)
	return newPath, nil
}

// Restore moves a failed file back to where it came from in the watched folder,
// where it will be taken once more, removes the note beside it, and returns its
// new path. The error is ErrVanished if the file is no longer there.
func (a *Archive) Restore(ctx context.Context, failedPath string, folder ingest.Folder) (newPath string, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	from, err := locate(folder, failedPath)
	if err != nil {
		return "", fault("restore", failedPath, err)
	}
	if !from.failed {
		return "", fault("restore", failedPath, fmt.Errorf("not below %q", folder.Failed))
	}
	newPath, err = a.place(ctx, failedPath, filepath.Join(folder.Root, from.below, from.name), nil)
	if err != nil {
		return "", fault("restore", failedPath, err)
	}
	removeNote(failedPath)
	removeEmpty(filepath.Dir(failedPath), folder.Failed)
	return newPath, nil
}

// origin is where a file lies in its folder.
type origin struct {
	root   string // the watched root, or the failed folder
	below  string // the folders between the root and the file
	name   string
	failed bool
}

// locate finds the origin of a regular file.
func locate(folder ingest.Folder, path string) (origin, error) {
	o := origin{root: filepath.Clean(folder.Root), name: filepath.Base(path)}
	if folder.Failed != "" && within(path, folder.Failed) {
		o.root, o.failed = filepath.Clean(folder.Failed), true
	}
	if !within(path, o.root) {
		return o, fmt.Errorf("not below %q", o.root)
	}
	below, err := filepath.Rel(o.root, filepath.Dir(path))
	if err != nil {
		return o, err
	}
	o.below = below
	return o, present(path)
}

// present returns nil for a regular file and ErrVanished if nothing is there.
func present(path string) error {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return ErrVanished
	}
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("not a regular file: %v", info.Mode().Type())
	}
	return err
}

// within reports whether path lies below dir.
func within(path, dir string) bool {
	dir = strings.TrimSuffix(filepath.Clean(dir), "/")
	return strings.HasPrefix(filepath.Clean(path), dir+"/")
}
