package backup

import (
	"archive/tar"
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"time"

	"github.com/klauspost/compress/zstd"
)

// window bounds the memory that an archive costs on either side, in bytes.
const window = 1 << 20

// writer writes the members of an archive. Its memory does not grow with them:
// what must be known first waits in temporary files.
type writer struct {
	ctx      context.Context
	packed   *zstd.Encoder
	tar      *tar.Writer
	manifest *lines
	summary  Summary
}

func newWriter(ctx context.Context, w io.Writer, scratch string, h Header) (*writer, error) {
	packed, err := zstd.NewWriter(w, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1),
		zstd.WithWindowSize(window), zstd.WithLowerEncoderMem(true))
	if err != nil {
		return nil, err
	}
	manifest, err := newLines(scratch)
	if err != nil {
		return nil, err
	}
	a := &writer{ctx: ctx, packed: packed, tar: tar.NewWriter(packed), manifest: manifest, summary: Summary{Header: h}}
	b, err := json.Marshal(h)
	if err == nil {
		_, err = a.add(headerName, int64(len(b)), bytes.NewReader(b))
	}
	if err != nil {
		return nil, errors.Join(err, manifest.discard())
	}
	return a, nil
}

// add writes a member of a known size and returns its SHA-256.
func (a *writer) add(name string, size int64, r io.Reader) (sum string, err error) {
	if err := a.ctx.Err(); err != nil {
		return "", err
	}
	header := &tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o600, ModTime: time.Unix(0, 0)}
	if err := a.tar.WriteHeader(header); err != nil {
		return "", err
	}
	hash := sha256.New()
	n, err := io.Copy(io.MultiWriter(a.tar, hash), io.LimitReader(interruptible{a.ctx, r}, size))
	if err == nil && n != size {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return "", err
	}
	a.summary.Bytes += size
	sum = hex.EncodeToString(hash.Sum(nil))
	return sum, a.manifest.add(member{name, size, sum})
}

// addFile writes what a temporary file holds, and removes it.
func (a *writer) addFile(name string, l *lines) error {
	size, r, err := l.rewind()
	if err == nil {
		_, err = a.add(name, size, r)
	}
	return errors.Join(err, l.discard())
}

// end writes the manifest. What comes before it counts only with it.
func (a *writer) end() error {
	if err := a.manifest.add(a.summary); err != nil {
		return err
	}
	size, r, err := a.manifest.rewind()
	if err != nil {
		return err
	}
	header := &tar.Header{Typeflag: tar.TypeReg, Name: manifestName, Size: size, Mode: 0o600, ModTime: time.Unix(0, 0)}
	if err := a.tar.WriteHeader(header); err != nil {
		return err
	}
	if _, err := io.Copy(a.tar, interruptible{a.ctx, r}); err != nil {
		return err
	}
	return errors.Join(a.tar.Close(), a.packed.Close())
}

// discard removes what the writer has on the disk.
func (a *writer) discard() error { return a.manifest.discard() }

// interruptible reads until its context ends.
type interruptible struct {
	ctx context.Context
	r   io.Reader
}

func (i interruptible) Read(b []byte) (int, error) {
	if err := i.ctx.Err(); err != nil {
		return 0, err
	}
	return i.r.Read(b)
}

// lines is a temporary file of lines of JSON.
type lines struct {
	file *os.File
	w    *bufio.Writer
}

func newLines(dir string) (*lines, error) {
	f, err := os.CreateTemp(dir, "backup-*")
	if err != nil {
		return nil, err
	}
	return &lines{f, bufio.NewWriter(f)}, nil
}

func (l *lines) add(v any) error {
	b, err := line(v)
	if err != nil {
		return err
	}
	_, err = l.w.Write(b)
	return err
}

// rewind returns the size in bytes and a reader of all of it.
func (l *lines) rewind() (int64, io.Reader, error) {
	if err := l.w.Flush(); err != nil {
		return 0, nil, err
	}
	size, err := l.file.Seek(0, io.SeekCurrent)
	if err != nil {
		return 0, nil, err
	}
	_, err = l.file.Seek(0, io.SeekStart)
	return size, l.file, err
}

// discard removes the file. It may be called again.
func (l *lines) discard() error {
	if l.file == nil {
		return nil
	}
	err := errors.Join(l.file.Close(), os.Remove(l.file.Name()))
	l.file = nil
	return err
}
