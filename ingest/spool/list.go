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
)

const listBatch = 256

// list walks the shards of the originals and yields their names; anything else
// that lies there is not ours and is passed over.
func (s *Store) list(ctx context.Context) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for shard := range 256 {
			if err := ctx.Err(); err != nil {
				yield("", fault("list", s.dir, err))
				return
			}
			dir := filepath.Join(s.dir, originalsDir, fmt.Sprintf("%02x", shard))
			for name, err := range entries(dir) {
				if err != nil {
					yield("", fault("list", dir, err))
					return
				}
				if isHex(name, shaDigits) && !yield(name, nil) {
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
