package spool

import (
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/gouji/gouji/ingest"
)

// A file over the limit is refused before a byte of it is copied.
func TestLargeFileIsNotRead(t *testing.T) {
	s, err := Open(t.TempDir(), WithMaxBytes(512<<20))
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(filepath.Join(t.TempDir(), "sparse.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.Truncate(2 << 30); err != nil { // it takes no room on the disk
		t.Fatal(err)
	}
	_, err = s.Put(t.Context(), f)
	if at, _ := f.Seek(0, io.SeekCurrent); ingest.KindOf(err) != ingest.Refuse || at != 0 {
		t.Errorf("read up to byte %d: %v", at, err)
	}
	if reason := ingest.ReasonOf(err); reason != "文件太大，超过了 512 MB 的上限（limits.file_bytes）。" {
		t.Error(reason)
	}
}
