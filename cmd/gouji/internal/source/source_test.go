package source

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/extract/reader"
	"github.com/gouji/gouji/ingest"
)

const testdata = "../../testdata/"

func TestReadFile(t *testing.T) {
	s := newSource(t, nil)
	doc, err := s.ReadFile(t.Context(), testdata+"lanxi-2020.txt")
	if err != nil {
		t.Fatal(err)
	}
	if doc.Kind != extract.AnnualReport || doc.Source.Name != "lanxi-2020.txt" || len(doc.Tables) != 3 {
		t.Errorf("got kind %s, name %s, %d tables", doc.Kind, doc.Source.Name, len(doc.Tables))
	}
	for _, f := range doc.Findings {
		if f.Status == extract.Fail {
			t.Errorf("%s fails: %s", f.Rule, f.Message)
		}
	}
}

func TestWrongSumIsFound(t *testing.T) {
	s := newSource(t, nil)
	doc, err := s.ReadFile(t.Context(), testdata+"wrong-sum.txt")
	if err != nil {
		t.Fatal(err)
	}
	failed := map[string]bool{}
	for _, f := range doc.Findings {
		if f.Status == extract.Fail {
			failed[f.Rule] = true
		}
	}
	if !failed["applications.row_total"] || !failed["applications.balance"] || doc.Status != extract.Review {
		t.Errorf("status %s, failed: %v", doc.Status, failed)
	}
}

func TestRefusals(t *testing.T) {
	s := newSource(t, map[string]string{"limits.file_bytes": "2KiB", "limits.text_bytes": "1KiB"})
	dir := t.TempDir()
	empty := filepath.Join(dir, "empty.txt")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.ReadFile(t.Context(), empty); ingest.KindOf(err) != ingest.Refuse {
		t.Errorf("empty file: %v", err)
	}
	if _, err := s.ReadFile(t.Context(), testdata+"lanxi-2020.txt"); !errors.Is(err, reader.ErrTooLarge) {
		t.Errorf("large file: %v", err)
	}
	if _, err := s.ReadFile(t.Context(), dir); err == nil {
		t.Error("a folder was read")
	}
	if _, err := s.ReadFile(t.Context(), filepath.Join(dir, "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

func TestVersionIsStable(t *testing.T) {
	a, err := Version()
	if err != nil {
		t.Fatal(err)
	}
	if b, err := Version(); err != nil || a != b {
		t.Errorf("got %q and %q, %v", a, b, err)
	}
}

func TestReadDeadline(t *testing.T) {
	out := make(chan struct{})
	t.Cleanup(func() { close(out) })
	s := newSource(t, nil)
	for name, read := range map[string]func(context.Context) (*extract.Document, error){
		"deaf":    func(context.Context) (*extract.Document, error) { <-out; return nil, nil },
		"heeding": func(ctx context.Context) (*extract.Document, error) { <-ctx.Done(); return nil, ctx.Err() },
	} {
		s.limits.PageTime = time.Millisecond
		if _, err := s.within(t.Context(), "a.txt", read); ingest.KindOf(err) != ingest.Refuse || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: %v, want a refusal", name, err)
		}
		stopped, stop := context.WithCancel(t.Context())
		stop()
		s.limits.PageTime = time.Hour
		if _, err := s.within(stopped, "a.txt", read); !errors.Is(err, context.Canceled) {
			t.Errorf("%s, stopped: %v", name, err)
		}
	}
	want := &extract.Document{}
	got, err := s.within(t.Context(), "a.txt", func(context.Context) (*extract.Document, error) { return want, nil })
	if got != want || err != nil {
		t.Errorf("%v, %v", got, err)
	}
}

func TestReadPanicReachesTheCaller(t *testing.T) {
	s := newSource(t, nil)
	defer func() {
		if p := recover(); p != "out of range" {
			t.Errorf("recovered %v", p)
		}
	}()
	_, err := s.within(t.Context(), "a.txt", func(context.Context) (*extract.Document, error) { panic("out of range") })
	t.Errorf("no panic, %v", err)
}
