package backup

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
)

// summing sums up what is read.
type summing struct {
	r    io.Reader
	hash hash.Hash
}

func newSum(r io.Reader) *summing { return &summing{r, sha256.New()} }

// is reports whether what was read has a SHA-256.
func (s *summing) is(sha string) bool { return hex.EncodeToString(s.hash.Sum(nil)) == sha }

func (s *summing) Read(b []byte) (int, error) {
	n, err := s.r.Read(b)
	_, _ = s.hash.Write(b[:n]) // never fails
	return n, err
}

// failing remembers how its reader failed, so that a fault of the archive is not
// taken for one of whoever read it.
type failing struct {
	r   io.Reader
	err error
}

func (f *failing) Read(b []byte) (int, error) {
	n, err := f.r.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		f.err = err
	}
	return n, err
}

// counting counts lines.
type counting struct {
	failing
	lines int
}

func (c *counting) Read(b []byte) (int, error) {
	n, err := c.failing.Read(b)
	c.lines += bytes.Count(b[:n], []byte{'\n'})
	return n, err
}

// last keeps the end of what is written to it.
type last struct{ b []byte }

const lastBytes = 4 << 10

func (l *last) Write(b []byte) (int, error) {
	l.b = append(l.b, b[max(0, len(b)-lastBytes):]...)
	if len(l.b) > 2*lastBytes {
		l.b = bytes.Clone(l.b[len(l.b)-lastBytes:])
	}
	return len(b), nil
}

// line is the last line.
func (l *last) line() []byte {
	b := bytes.TrimSuffix(l.b, []byte{'\n'})
	return b[bytes.LastIndexByte(b, '\n')+1:]
}
