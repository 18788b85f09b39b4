package backup

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"log/slog"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/gouji/gouji/cmd/gouji/internal/datadir"
	"github.com/gouji/gouji/ingest"
	"github.com/gouji/gouji/ingest/spool"
)

// memory is a State of records in memory.
type memory map[string]ingest.Record

func (m memory) Records(context.Context) iter.Seq2[ingest.Record, error] {
	return func(yield func(ingest.Record, error) bool) {
		for _, id := range slices.Sorted(maps.Keys(m)) {
			if !yield(m[id], nil) {
				return
			}
		}
	}
}

func (m memory) Record(_ context.Context, id string) (ingest.Record, error) {
	r, ok := m[id]
	if !ok {
		return r, ingest.ErrNoRecord
	}
	return r, nil
}

func (m memory) Files(context.Context) iter.Seq2[ingest.KnownFile, error] {
	return func(yield func(ingest.KnownFile, error) bool) {
		for id := range m {
			if !yield(ingest.KnownFile{ID: id, FileInfo: ingest.FileInfo{Path: "/in/\xff" + id}}, nil) {
				return
			}
		}
	}
}

// store is a spool whose originals may go while they are asked for.
type store struct {
	*spool.Store
	opened func(sha string)
}

func (s store) Open(sha string) (*os.File, error) {
	if s.opened != nil {
		s.opened(sha)
	}
	return s.Store.Open(sha)
}

// stocked returns a source of three documents.
func stocked(t *testing.T) (Source, memory, store) {
	t.Helper()
	opened, err := spool.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	records := memory{}
	for i := range 3 {
		c, err := opened.Put(t.Context(), strings.NewReader(fmt.Sprintf("岚溪县年度报告之%d", i)))
		if err != nil {
			t.Fatal(err)
		}
		if err := opened.PutDocument(c.ID, []byte(`{"id":"`+c.ID+`"}`)); err != nil {
			t.Fatal(err)
		}
		records[c.ID] = ingest.Record{ID: c.ID, SHA256: c.SHA256, Bytes: c.Bytes, Status: ingest.Done}
	}
	s := store{Store: opened}
	return Source{
		State: records, Spool: s, Data: 1, Gouji: "v1", Scratch: t.TempDir(), Log: slog.New(slog.DiscardHandler),
		Logs: func(name Log) iter.Seq2[[]byte, error] {
			return func(yield func([]byte, error) bool) {
				if name == Review {
					yield([]byte(`{"document":"x"}`), nil)
				}
			}
		},
	}, records, s
}

func written(t *testing.T, s Source) ([]byte, Summary) {
	t.Helper()
	var b bytes.Buffer
	summary, err := Write(t.Context(), &b, s)
	if err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(s.Scratch); err != nil || len(left) > 0 {
		t.Errorf("temporary files remain: %v %v", left, err)
	}
	return b.Bytes(), summary
}

func TestWhatWasWrittenIsRead(t *testing.T) {
	s, _, _ := stocked(t)
	b, want := written(t, s)
	got, err := Read(t.Context(), bytes.NewReader(b), Nowhere{})
	if err != nil || got != want || got.Records != 3 || got.Originals != 3 || got.Documents != 3 || got.Files != 3 || got.Decisions != 1 {
		t.Errorf("read %+v\nwrote %+v\n%v", got, want, err)
	}
}

// Every record of a backup has its original, whatever is removed meanwhile.
func TestWhatIsRemovedMeanwhileIsLeftOut(t *testing.T) {
	s, records, kept := stocked(t)
	ids := slices.Sorted(maps.Keys(records))
	gone, expired := records[ids[1]], records[ids[2]]
	kept.opened = func(sha string) {
		switch sha {
		case gone.SHA256:
			delete(records, gone.ID)
		case expired.SHA256:
			expired.Expired = true
			records[expired.ID] = expired
		default:
			return
		}
		if err := kept.Remove(sha); err != nil {
			t.Error(err)
		}
	}
	s.Spool = kept
	b, _ := written(t, s)
	got, err := Read(t.Context(), bytes.NewReader(b), Nowhere{})
	if err != nil || got.Records != 2 || got.Originals != 1 || got.Damaged != 0 {
		t.Errorf("%+v %v", got, err)
	}
}

func TestWhatIsDamagedIsSaidAndTheRestIsKept(t *testing.T) {
	s, records, kept := stocked(t)
	ids := slices.Sorted(maps.Keys(records))
	f, err := kept.Open(records[ids[0]].SHA256)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := os.WriteFile(f.Name(), []byte("rot"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := kept.PutDocument(ids[1], []byte("no JSON")); err != nil {
		t.Fatal(err)
	}
	b, _ := written(t, s)
	got, err := Read(t.Context(), bytes.NewReader(b), Nowhere{})
	if err != nil || got.Records != 3 || got.Originals != 3 || got.Documents != 2 || got.Damaged != 2 {
		t.Errorf("%+v %v", got, err)
	}
}

func TestAnInterruptedBackupEnds(t *testing.T) {
	s, _, _ := stocked(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Write(ctx, io.Discard, s); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	b, _ := written(t, s)
	if _, err := Read(ctx, bytes.NewReader(b), Nowhere{}); !errors.Is(err, context.Canceled) || errors.Is(err, ErrDamaged) {
		t.Errorf("%v", err)
	}
}

// unpacked returns the members of an archive.
func unpacked(t *testing.T, b []byte) (headers []*tar.Header, contents [][]byte) {
	t.Helper()
	r, err := zstd.NewReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	members := tar.NewReader(r)
	for {
		h, err := members.Next()
		if errors.Is(err, io.EOF) {
			return headers, contents
		}
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(members)
		if err != nil {
			t.Fatal(err)
		}
		headers, contents = append(headers, h), append(contents, content)
	}
}

// packed makes an archive of members, with a manifest that fits them if there is
// none among them: whoever forges an archive can do that.
func packed(t testing.TB, headers []*tar.Header, contents [][]byte, total Summary) []byte {
	t.Helper()
	var b, manifest bytes.Buffer
	w, err := zstd.NewWriter(&b)
	if err != nil {
		t.Fatal(err)
	}
	members := tar.NewWriter(w)
	add := func(h *tar.Header, content []byte) {
		h.Size = int64(len(content))
		if h.Typeflag != tar.TypeReg {
			h.Size, content = 0, nil
		}
		if err := members.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if _, err := members.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	for i, h := range headers {
		if h.Name == manifestName {
			continue
		}
		add(h, contents[i])
		sum := sha256.Sum256(contents[i])
		stated, err := line(member{h.Name, int64(len(contents[i])), hex.EncodeToString(sum[:])})
		if err != nil {
			t.Fatal(err)
		}
		manifest.Write(stated)
	}
	stated, err := line(total)
	if err != nil {
		t.Fatal(err)
	}
	manifest.Write(stated)
	add(&tar.Header{Typeflag: tar.TypeReg, Name: manifestName, Mode: 0o600}, manifest.Bytes())
	if err := errors.Join(members.Close(), w.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestHostileArchivesAreRefused(t *testing.T) {
	s, _, _ := stocked(t)
	whole, total := written(t, s)
	plain := func(name string) *tar.Header { return &tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: 0o600} }
	header := func(h Header) []byte {
		b, err := json.Marshal(h)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	at := func(headers []*tar.Header, prefix string) int {
		return slices.IndexFunc(headers, func(h *tar.Header) bool { return strings.HasPrefix(h.Name, prefix) })
	}
	tests := map[string]struct {
		change func(h []*tar.Header, c [][]byte) ([]*tar.Header, [][]byte)
		want   error
	}{
		"as it is": {func(h []*tar.Header, c [][]byte) ([]*tar.Header, [][]byte) { return h, c }, nil},
		"a newer format": {func(h []*tar.Header, c [][]byte) ([]*tar.Header, [][]byte) {
			c[0] = header(Header{Format: 2, Data: 1, Gouji: "v9"})
			return h, c
		}, datadir.ErrNewer},
		"a newer data folder": {func(h []*tar.Header, c [][]byte) ([]*tar.Header, [][]byte) {
			c[0] = header(Header{Format: 1, Data: 99, Gouji: "v9"})
			return h, c
		}, datadir.ErrNewer},
		"no header": {func(h []*tar.Header, c [][]byte) ([]*tar.Header, [][]byte) { return h[1:], c[1:] }, ErrDamaged},
		"another document": {func(h []*tar.Header, c [][]byte) ([]*tar.Header, [][]byte) {
			c[at(h, documentsDir)] = []byte(`{"id":"0"}`)
			return h, c
		}, ErrDamaged},
		"a record of another original": {func(h []*tar.Header, c [][]byte) ([]*tar.Header, [][]byte) {
			i := at(h, recordsName)
			c[i] = bytes.Replace(c[i], []byte(`"sha256":"`), []byte(`"sha256":"../`), 1)
			return h, c
		}, ErrDamaged},
		"an original twice": {func(h []*tar.Header, c [][]byte) ([]*tar.Header, [][]byte) {
			i := at(h, originalsDir)
			return slices.Insert(h, i, plain(h[i].Name)), slices.Insert(c, i, c[i])
		}, ErrDamaged},
		"a log twice": {func(h []*tar.Header, c [][]byte) ([]*tar.Header, [][]byte) {
			i := at(h, string(Review))
			return slices.Insert(h, i, plain(h[i].Name)), slices.Insert(c, i, c[i])
		}, ErrDamaged},
	}
	for name, member := range map[string]*tar.Header{
		"a path that leads out": plain("originals/../../../etc/cron.d/x"),
		"an absolute path":      plain("/etc/passwd"),
		"an unknown member":     plain("lock"),
		"a link":                {Typeflag: tar.TypeSymlink, Name: string(Review), Linkname: "/etc/passwd"},
		"a hard link":           {Typeflag: tar.TypeLink, Name: string(Review), Linkname: "/etc/passwd"},
		"a device":              {Typeflag: tar.TypeChar, Name: string(Review)},
		"a folder":              {Typeflag: tar.TypeDir, Name: "originals/"},
		"a pipe":                {Typeflag: tar.TypeFifo, Name: string(Review)},
	} {
		tests[name] = struct {
			change func(h []*tar.Header, c [][]byte) ([]*tar.Header, [][]byte)
			want   error
		}{func(h []*tar.Header, c [][]byte) ([]*tar.Header, [][]byte) {
			return slices.Insert(h, 1, member), slices.Insert(c, 1, []byte("x"))
		}, ErrDamaged}
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			h, c := unpacked(t, whole)
			b := packed(t, first(tt.change(h, c)), second(tt.change(unpacked(t, whole))), total)
			if _, err := Read(t.Context(), bytes.NewReader(b), Nowhere{}); !errors.Is(err, tt.want) {
				t.Errorf("%v, want %v", err, tt.want)
			}
		})
	}
}

func first[A, B any](a A, _ B) A  { return a }
func second[A, B any](_ A, b B) B { return b }

func TestEveryCutAndEveryFlippedByteIsNoticed(t *testing.T) {
	s, _, _ := stocked(t)
	whole, _ := written(t, s)
	for n := range whole {
		if _, err := Read(t.Context(), bytes.NewReader(whole[:n]), Nowhere{}); !errors.Is(err, ErrDamaged) {
			t.Fatalf("cut at %d of %d: %v", n, len(whole), err)
		}
		flipped := bytes.Clone(whole)
		flipped[n] ^= 0x10
		if _, err := Read(t.Context(), bytes.NewReader(flipped), Nowhere{}); err == nil && !harmless(t, whole, flipped) {
			t.Fatalf("byte %d of %d flipped: %v", n, len(whole), err)
		}
	}
}

// harmless reports whether two archives unpack to the same.
func harmless(t *testing.T, a, b []byte) bool {
	t.Helper()
	_, one := unpacked(t, a)
	_, other := unpacked(t, b)
	return slices.EqualFunc(one, other, bytes.Equal)
}

// A bomb is larger than the room for it.
type small struct{ Nowhere }

func (small) Room(bytes int64) error {
	if bytes > 1<<20 {
		return fs.ErrInvalid
	}
	return nil
}

func TestABombIsNotUnpacked(t *testing.T) {
	zeros := make([]byte, 64<<20)
	b := packed(t, []*tar.Header{
		{Typeflag: tar.TypeReg, Name: headerName}, {Typeflag: tar.TypeReg, Name: originalsDir + strings.Repeat("0", 64)},
	}, [][]byte{[]byte(`{"format":1,"data":1}`), zeros}, Summary{})
	if len(b) > 1<<20 {
		t.Fatal("not a bomb")
	}
	if _, err := Read(t.Context(), bytes.NewReader(b), small{}); !errors.Is(err, fs.ErrInvalid) {
		t.Errorf("%v", err)
	}
}

func FuzzRead(f *testing.F) {
	b := packed(f, []*tar.Header{
		{Typeflag: tar.TypeReg, Name: headerName}, {Typeflag: tar.TypeReg, Name: string(Review)}, {Typeflag: tar.TypeReg, Name: recordsName},
	}, [][]byte{[]byte(`{"format":1,"data":1}`), []byte("{}\n"), nil}, Summary{Decisions: 1, Bytes: 24})
	f.Add(b)
	f.Add(b[:len(b)/2])
	f.Add([]byte("not an archive"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		_, err := Read(t.Context(), bytes.NewReader(b), small{})
		if err != nil && !errors.Is(err, ErrDamaged) && !errors.Is(err, datadir.ErrNewer) && !errors.Is(err, fs.ErrInvalid) {
			t.Errorf("neither whole nor damaged: %v", err)
		}
	})
}

// FuzzMembers forges a member with a manifest that fits.
func FuzzMembers(f *testing.F) {
	f.Add(string(Review), []byte("{}\n"))
	f.Add(recordsName, []byte(`{"id":"00000000000000000000000000000000"}`+"\n"))
	f.Add(filesName, []byte(`{"p":"L2E=","d":"00000000000000000000000000000000"}`))
	f.Add("originals/../x", []byte("x"))
	f.Add(documentsDir+strings.Repeat("a", 32)+documentsTail, []byte(`{"id":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}`))
	f.Fuzz(func(t *testing.T, name string, content []byte) {
		if name == "" || strings.ContainsRune(name, 0) || strings.HasSuffix(name, "/") || name == manifestName {
			return
		}
		b := packed(t, []*tar.Header{{Typeflag: tar.TypeReg, Name: headerName}, {Typeflag: tar.TypeReg, Name: name}},
			[][]byte{[]byte(`{"format":1,"data":1}`), content}, Summary{})
		if _, err := Read(t.Context(), bytes.NewReader(b), small{}); err != nil && !errors.Is(err, ErrDamaged) && !errors.Is(err, fs.ErrInvalid) {
			t.Errorf("neither whole nor damaged: %v", err)
		}
	})
}
