package spool

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/gouji/gouji/ingest"
)

func open(t testing.TB, options ...Option) *Store {
	t.Helper()
	s, err := Open(filepath.Join(t.TempDir(), "数据", "spool"), options...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func assertNoTemps(t testing.TB, s *Store) {
	t.Helper()
	left, err := os.ReadDir(filepath.Join(s.dir, tempDir))
	if err != nil || len(left) != 0 {
		t.Errorf("temp files left: %v, %v", left, err)
	}
}

func originals(t testing.TB, s *Store) []string {
	t.Helper()
	var all []string
	for sha, err := range s.List(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, sha)
	}
	return all
}

func sum(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

func TestPut(t *testing.T) {
	for name, data := range map[string][]byte{
		"empty":         {},
		"text":          []byte("本年新收政府信息公开申请 12 件"),
		"over a buffer": bytes.Repeat([]byte("年报"), 1<<16),
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t)
			for range 2 {
				content, err := s.Put(t.Context(), bytes.NewReader(data))
				if err != nil {
					t.Fatal(err)
				}
				want := ingest.Content{ID: sum(data)[:32], SHA256: sum(data), Bytes: int64(len(data))}
				if content != want {
					t.Fatalf("content %+v, want %+v", content, want)
				}
			}
			f, err := s.Open(sum(data))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			if got, err := io.ReadAll(f); err != nil || !bytes.Equal(got, data) {
				t.Errorf("read %d bytes, %v", len(got), err)
			}
			if got := originals(t, s); !slices.Equal(got, []string{sum(data)}) {
				t.Errorf("list: %v", got)
			}
			assertNoTemps(t, s)
		})
	}
}

func TestPutSameBytesAtOnce(t *testing.T) {
	s := open(t)
	data := bytes.Repeat([]byte("x"), 1<<18)
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			if _, err := s.Put(t.Context(), bytes.NewReader(data)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got := originals(t, s); !slices.Equal(got, []string{sum(data)}) {
		t.Errorf("list: %v", got)
	}
	assertNoTemps(t, s)
}

func TestPutMendsTornOriginal(t *testing.T) {
	s := open(t)
	data := []byte("whole")
	path, _ := s.originalPath(sum(data))
	if err := s.shard(path); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data[:2], 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Put(t.Context(), bytes.NewReader(data)); err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(path); !bytes.Equal(got, data) {
		t.Errorf("original holds %q", got)
	}
}

func TestPutFailures(t *testing.T) {
	broken := errors.New("share went away")
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for name, tc := range map[string]struct {
		ctx    context.Context
		limit  int64
		from   io.Reader
		kind   ingest.Kind
		is     error
		reason string
	}{
		"read error":       {t.Context(), 0, io.MultiReader(strings.NewReader("abc"), iotest.ErrReader(broken)), ingest.Retry, broken, "读取文件"},
		"unreadable file":  {t.Context(), 0, iotest.ErrReader(fs.ErrPermission), ingest.Retry, fs.ErrPermission, "读取文件"},
		"over the limit":   {t.Context(), 3 << 20, bytes.NewReader(make([]byte, 3<<20+1)), ingest.Refuse, nil, "3 MB"},
		"cancelled":        {cancelled, 0, strings.NewReader("abc"), ingest.Retry, context.Canceled, ""},
		"limit not needed": {t.Context(), 3, strings.NewReader("abc"), 0, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, WithMaxBytes(tc.limit))
			_, err := s.Put(tc.ctx, tc.from)
			if got := ingest.KindOf(err); got != tc.kind {
				t.Fatalf("kind %v, want %v (%v)", got, tc.kind, err)
			}
			if tc.is != nil && !errors.Is(err, tc.is) {
				t.Errorf("%v is not %v", err, tc.is)
			}
			if tc.kind != 0 && !strings.Contains(ingest.ReasonOf(err), tc.reason) {
				t.Errorf("reason %q", ingest.ReasonOf(err))
			}
			assertNoTemps(t, s)
		})
	}
}

func TestOpenRemovesStaleTemps(t *testing.T) {
	s := open(t)
	if err := os.WriteFile(filepath.Join(s.dir, tempDir, "put-1"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(s.dir); err != nil {
		t.Fatal(err)
	}
	assertNoTemps(t, s)
}

// Somebody cleans up in the data folder while gouji runs.
func TestFoldersThatVanish(t *testing.T) {
	s := open(t)
	for _, dir := range []string{tempDir, originalsDir, documentsDir} {
		if err := os.RemoveAll(filepath.Join(s.dir, dir)); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if _, err := s.Put(t.Context(), strings.NewReader("abc")); err != nil {
				t.Errorf("put without %s: %v", dir, err)
			}
			if err := s.PutDocument(strings.Repeat("0a", 16), []byte("{}")); err != nil {
				t.Errorf("put document without %s: %v", dir, err)
			}
		}
	}
}

func TestNobodyElseMayRead(t *testing.T) {
	s := open(t)
	if _, err := s.Put(t.Context(), strings.NewReader("abc")); err != nil {
		t.Fatal(err)
	}
	if err := s.PutDocument(strings.Repeat("0a", 16), []byte("{}")); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(s.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s is %v", path, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestReasonNamesTheLimit(t *testing.T) {
	for limit, want := range map[int64]string{32 << 20: "32 MB", 3 << 19: "1.5 MB", 100 << 10: "100 KB", 5: "5 字节"} {
		_, err := open(t, WithMaxBytes(limit)).Put(t.Context(), bytes.NewReader(make([]byte, limit+1)))
		if reason := ingest.ReasonOf(err); !strings.Contains(reason, " "+want+" 的上限") {
			t.Errorf("limit %d: %s", limit, reason)
		}
	}
}

func TestOpenWhereAFileIs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("error %v does not name the path", err)
	}
}

func TestNamesFromOutside(t *testing.T) {
	s := open(t)
	for _, name := range []string{"", "../../etc/passwd", strings.Repeat("A", 64), strings.Repeat("/", 64), strings.Repeat("0", 63)} {
		if _, err := s.Open(name); err == nil {
			t.Errorf("Open(%q) succeeded", name)
		}
		if err := s.Remove(name); err == nil {
			t.Errorf("Remove(%q) succeeded", name)
		}
		if err := s.PutDocument(name, nil); err == nil {
			t.Errorf("PutDocument(%q) succeeded", name)
		}
	}
}

func TestRemove(t *testing.T) {
	s := open(t)
	content, err := s.Put(t.Context(), strings.NewReader("abc"))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := s.Remove(content.SHA256); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Open(content.SHA256); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("open after remove: %v", err)
	}
}

func TestListIsLazyAndStops(t *testing.T) {
	s := open(t)
	for _, text := range []string{"a", "b", "c"} {
		if _, err := s.Put(t.Context(), strings.NewReader(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(s.dir, originalsDir, sum([]byte("a"))[:2], "README"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := originals(t, s); len(got) != 3 {
		t.Errorf("list: %v", got)
	}
	seen := 0
	for _, err := range s.List(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		seen++
		break
	}
	if seen != 1 {
		t.Errorf("seen %d", seen)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, err := range s.List(ctx) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
	}
}

func TestDocuments(t *testing.T) {
	s := open(t)
	id := strings.Repeat("0a", 16)
	if _, err := s.Document(id); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("missing document: %v", err)
	}
	for _, json := range []string{`{"id":"1"}`, strings.Repeat(`{"年":2020}`, 1<<15), ""} {
		if err := s.PutDocument(id, []byte(json)); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Document(id); err != nil || string(got) != json {
			t.Fatalf("document of %d bytes, want %d, %v", len(got), len(json), err)
		}
	}
	path, _ := s.documentPath(id)
	if err := os.WriteFile(path, []byte("not zstd"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Document(id); err == nil || !strings.Contains(err.Error(), id) {
		t.Errorf("damaged document: %v", err)
	}
	for range 2 {
		if err := s.RemoveDocument(id); err != nil {
			t.Fatal(err)
		}
	}
	assertNoTemps(t, s)
}

func BenchmarkPut(b *testing.B) {
	for name, size := range map[string]int{"report-16KiB": 16 << 10, "scan-4MiB": 4 << 20} {
		b.Run(name, func(b *testing.B) {
			s := open(b)
			data := make([]byte, size)
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				data[i%size]++
				if _, err := s.Put(b.Context(), bytes.NewReader(data)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
