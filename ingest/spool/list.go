package spool

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
)

const listBatch = 256

// list walks the shards of one kind and yields names of the given shape;
// anything else that lies there is not ours and is passed over.
func (s *Store) list(ctx context.Context, kind string, digits int, suffix string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for shard := range 256 {
			if err := ctx.Err(); err != nil {
				yield("", fault("list", s.dir, err))
				return
			}
			dir := filepath.Join(s.dir, kind, fmt.Sprintf("%02x", shard))
			for entry, err := range entries(dir) {
				if err != nil {
					yield("", fault("list", dir, err))
					return
				}
				name, ok := strings.CutSuffix(entry, suffix)
				if ok && isHex(name, digits) && !yield(name, nil) {
					return
				}
			}
		}
	}
}

// entries yields the names in one folder, a batch at a time.
func entries(dir string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		d, err := os.Open(dir)
		if errors.Is(err, fs.ErrNotExist) {
			return
		}
		if err != nil {
			yield("", err)
			return
		}
		defer d.Close()
		for {
			names, err := d.Readdirnames(listBatch)
			for _, name := range names {
				if !yield(name, nil) {
					return
				}
			}
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield("", err)
				return
			}
		}
	}
}
