package archive

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

const compareBuffer = 64 << 10

// errChanged means that the source was written to while it was copied.
var errChanged = errors.New("file changed while it was copied")

// copyAcross moves a file to another file system. The source goes last.
func copyAcross(ctx context.Context, path, target string) error {
	temp := hidden(target)
	if err := copySynced(ctx, path, temp); err != nil {
		return errors.Join(err, removeIfThere(temp))
	}
	if err := renameExclusive(temp, target); err != nil {
		return errors.Join(err, removeIfThere(temp))
	}
	if err := syncDir(filepath.Dir(target)); err != nil {
		return err
	}
	return os.Remove(path)
}

// hidden returns a path beside target for a file that is being written. The
// same target gives the same path, so that a crash leaves one file at most.
func hidden(target string) string {
	sum := sha256.Sum256([]byte(filepath.Base(target)))
	return filepath.Join(filepath.Dir(target), ".gouji-"+hex.EncodeToString(sum[:8])+".tmp")
}

func copySynced(ctx context.Context, path, temp string) error {
	source, err := os.OpenFile(path, os.O_RDONLY|unix.O_NOFOLLOW, 0)
	if err != nil {
		return err
	}
	defer source.Close()
	before, err := source.Stat()
	if err != nil {
		return err
	}
	dest, err := os.OpenFile(temp, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, before.Mode().Perm())
	if err != nil {
		return err
	}
	size, err := io.Copy(dest, &untilDone{ctx, source})
	err = errors.Join(err, dest.Sync(), dest.Close())
	if err != nil {
		return err
	}
	after, err := os.Lstat(path)
	if err != nil {
		return err
	}
	if size != after.Size() || !before.ModTime().Equal(after.ModTime()) || !os.SameFile(before, after) {
		return errChanged
	}
	return os.Chtimes(temp, after.ModTime(), after.ModTime())
}

// untilDone is a reader that ends with its context.
type untilDone struct {
	ctx context.Context
	r   io.Reader
}

func (u *untilDone) Read(b []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.r.Read(b)
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// sameContent reports whether two files have the same bytes.
func sameContent(ctx context.Context, path, other string) (bool, error) {
	a, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer a.Close()
	b, err := os.Open(other)
	if err != nil {
		return false, err
	}
	defer b.Close()
	return equal(&untilDone{ctx, a}, b)
}

func equal(a, b io.Reader) (bool, error) {
	x, y := make([]byte, compareBuffer), make([]byte, compareBuffer)
	for {
		n, errX := io.ReadFull(a, x)
		m, errY := io.ReadFull(b, y)
		if !bytes.Equal(x[:n], y[:m]) {
			return false, nil
		}
		if ended(errX) && ended(errY) {
			return true, nil
		}
		if errX != nil || errY != nil {
			return false, errors.Join(errX, errY)
		}
	}
}

func ended(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}
