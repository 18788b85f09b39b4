package archive

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"golang.org/x/sys/unix"
)

// maxNumber bounds the search for a free name.
const maxNumber = 100_000

// Place moves a file to wanted, or to the first numbered name that is free, and
// returns where it lies then.
func (a *Archive) Place(ctx context.Context, path, wanted string) (string, error) {
	return a.place(ctx, path, wanted, nil)
}

// place moves a file to wanted, or to the first numbered name that is free, and
// returns where it lies then. If beside is given it is called with the new path
// before the file gets there, so that a crash can't separate the two.
func (a *Archive) place(ctx context.Context, path, wanted string, beside func(string) error) (string, error) {
	dir, name := filepath.Split(wanted)
	if err := os.MkdirAll(dir, dirPerm); err != nil {
		return "", err
	}
	for n := range maxNumber {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		target := filepath.Join(dir, numbered(name, n+1))
		err := placeAt(ctx, path, target, beside)
		switch {
		case err == nil:
			return target, nil
		case errors.Is(err, fs.ErrNotExist) && errors.Is(present(path), ErrVanished):
			return "", ErrVanished
		case !errors.Is(err, fs.ErrExist):
			return "", err
		}
	}
	return "", fmt.Errorf("no free name for %q", wanted)
}

func placeAt(ctx context.Context, path, target string, beside func(string) error) error {
	there, err := arrived(ctx, path, target)
	if err != nil {
		return err
	}
	if beside != nil {
		if err := beside(target); err != nil {
			return err
		}
	}
	if there {
		return os.Remove(path)
	}
	err = move(ctx, path, target)
	if err != nil && beside != nil && !errors.Is(err, fs.ErrExist) {
		removeNote(target)
	}
	return err
}

// arrived reports whether an earlier move was cut short when all that was left
// to do was to remove the source. The error is fs.ErrExist if another file is
// at the target.
func arrived(ctx context.Context, path, target string) (bool, error) {
	y, err := os.Lstat(target)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	x, err := os.Lstat(path)
	if err != nil {
		return false, err
	}
	there := os.SameFile(x, y)
	if !there && y.Mode().IsRegular() && x.Size() == y.Size() && mountOf(path) != mountOf(target) {
		there, err = sameContent(ctx, path, target)
	}
	if err == nil && !there {
		err = fs.ErrExist
	}
	return there, err
}

// mount tells apart what nothing can be renamed between: other devices, and
// other mounts of one device, as the volumes of a container are.
type mount struct {
	major, minor uint32
	id           uint64 // 0 where the kernel does not tell
}

func mountOf(path string) mount {
	var st unix.Statx_t
	if err := unix.Statx(unix.AT_FDCWD, path, unix.AT_SYMLINK_NOFOLLOW, unix.STATX_MNT_ID, &st); err != nil {
		return mount{} // what comes next will say so
	}
	return mount{st.Dev_major, st.Dev_minor, st.Mnt_id}
}

// move moves a file to a path that must be free; the error is fs.ErrExist if
// it is not.
func move(ctx context.Context, path, target string) error {
	err := renameExclusive(path, target)
	if errors.Is(err, syscall.EXDEV) {
		err = copyAcross(ctx, path, target)
	}
	return err
}

// renameExclusive renames without ever replacing the target. Not every network
// file system knows RENAME_NOREPLACE, and not every one knows hard links; at
// last an empty file of our own keeps the name until the rename.
func renameExclusive(path, target string) error {
	err := unix.Renameat2(unix.AT_FDCWD, path, unix.AT_FDCWD, target, unix.RENAME_NOREPLACE)
	if !unsupported(err) {
		return wrap("rename", target, err)
	}
	return linkExclusive(path, target)
}

func linkExclusive(path, target string) error {
	err := os.Link(path, target)
	if err == nil {
		return os.Remove(path)
	}
	if !unsupported(err) {
		return err
	}
	return reserveAndRename(path, target)
}

func reserveAndRename(path, target string) error {
	place, err := os.OpenFile(target, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	if err := place.Close(); err != nil {
		return errors.Join(err, os.Remove(target))
	}
	if err := os.Rename(path, target); err != nil {
		return errors.Join(err, os.Remove(target))
	}
	return nil
}

// unsupported reports whether a file system does not know an operation. Linux
// answers EPERM to a link where there are none.
func unsupported(err error) bool {
	for _, e := range []error{syscall.EINVAL, syscall.ENOSYS, syscall.ENOTSUP, syscall.EPERM, syscall.EMLINK} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

func wrap(op, path string, err error) error {
	if err == nil {
		return nil
	}
	return &os.PathError{Op: op, Path: path, Err: err}
}
