package jetstream_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/ingest"
	"github.com/gouji/gouji/ingest/jetstream"
)

const odd = "/inbox/\xff\xfe年度 报告*>.\n.txt" // no UTF-8, no legal key

func TestRecords(t *testing.T) {
	onBoth(t, func(t *testing.T, open func() *jetstream.Store) {
		s, ctx := open(), t.Context()
		if _, err := s.Record(ctx, idA); !errors.Is(err, ingest.ErrNoRecord) {
			t.Fatalf("unknown record: %v", err)
		}
		want := ingest.Record{
			ID: idA, SHA256: idA + idB, Bytes: 7, Status: ingest.Refused, Stage: "read",
			Reason: "文件是空的。", Error: "empty", Attempts: 2, Revision: 3, Searched: 2,
			Taken: []ingest.Taken{{Folder: "/inbox", Path: odd, Moved: "/failed/\xff", Failed: true}},
			Added: time.Unix(1, 2).UTC(), Updated: time.Unix(3, 4).UTC(),
		}
		if err := s.Put(ctx, &want); err != nil {
			t.Fatal(err)
		}
		closeStore(t, s)
		s = open()
		got, err := s.Record(ctx, idA)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("record (-want +got):\n%s", diff)
		}
		got.Status = ingest.Queued
		if err := s.Put(ctx, &got); err != nil {
			t.Fatal(err)
		}
		for r, err := range s.Records(ctx) {
			if err != nil || r.Status != ingest.Queued || r.Version != got.Version {
				t.Errorf("listed %+v, %v", r, err)
			}
		}
	})
}

func TestConflict(t *testing.T) {
	onBoth(t, func(t *testing.T, open func() *jetstream.Store) {
		s, ctx := open(), t.Context()
		r := ingest.Record{ID: idA}
		if err := s.Put(ctx, &r); err != nil {
			t.Fatal(err)
		}
		stale, fresh := r, ingest.Record{ID: idA}
		if err := s.Put(ctx, &fresh); !errors.Is(err, ingest.ErrConflict) {
			t.Errorf("second creation: %v", err)
		}
		if err := s.Put(ctx, &r); err != nil {
			t.Fatal(err)
		}
		if err := s.Put(ctx, &stale); !errors.Is(err, ingest.ErrConflict) {
			t.Errorf("stale write: %v", err)
		}
		if err := s.Delete(ctx, idA); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Record(ctx, idA); !errors.Is(err, ingest.ErrNoRecord) {
			t.Errorf("deleted record: %v", err)
		}
		again := ingest.Record{ID: idA}
		if err := s.Put(ctx, &again); err != nil {
			t.Errorf("creation after deletion: %v", err)
		}
	})
}

func TestFiles(t *testing.T) {
	onBoth(t, func(t *testing.T, open func() *jetstream.Store) {
		s, ctx := open(), t.Context()
		want := ingest.KnownFile{
			FileInfo: ingest.FileInfo{Folder: "/inbox", Path: odd, Size: 3, ModTime: time.Unix(5, 6), Inode: 7},
			ID:       idA,
		}
		if err := s.PutFile(ctx, want); err != nil {
			t.Fatal(err)
		}
		other := want
		other.Path = "/inbox/b"
		if err := s.PutFile(ctx, other); err != nil {
			t.Fatal(err)
		}
		if err := s.DeleteFile(ctx, other.Path); err != nil {
			t.Fatal(err)
		}
		closeStore(t, s)
		var got []ingest.KnownFile
		for f, err := range open().Files(ctx) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, f)
		}
		if diff := cmp.Diff([]ingest.KnownFile{want}, got); diff != "" {
			t.Errorf("files (-want +got):\n%s", diff)
		}
	})
}

func BenchmarkLoad100000Files(b *testing.B) {
	s := openStore(b, jetstream.Options{Dir: b.TempDir()})
	const count = 100_000
	for i := range count {
		f := ingest.KnownFile{
			FileInfo: ingest.FileInfo{
				Folder: "/data/reports", Path: fmt.Sprintf("/data/reports/某市/某县/%06d 政府信息公开工作年度报告.txt", i),
				Size: 9000, ModTime: time.Unix(1, 0), Inode: uint64(i),
			},
			ID: fmt.Sprintf("%032x", i),
		}
		if err := s.PutFile(b.Context(), f); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		n := 0
		for _, err := range s.Files(b.Context()) {
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
		if n != count {
			b.Fatalf("%d files, want %d", n, count)
		}
	}
}
