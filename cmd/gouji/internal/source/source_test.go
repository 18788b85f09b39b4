package source

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/extract/reader"
	"github.com/gouji/gouji/ingest"
)

const testdata = "../../testdata/"

func TestReadFile(t *testing.T) {
	s, err := New(1 << 20)
	if err != nil {
		t.Fatal(err)
	}
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
	s, err := New(1 << 20)
	if err != nil {
		t.Fatal(err)
	}
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
	s, err := New(1000)
	if err != nil {
		t.Fatal(err)
	}
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
