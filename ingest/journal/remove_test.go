package journal

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestRemoveForgetsLinesForGood(t *testing.T) {
	path := filepath.Join(t.TempDir(), "log")
	if err := os.WriteFile(path, []byte("a 1\nb 1\na 2\na to"), 0o600); err != nil {
		t.Fatal(err)
	}
	j, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	about := func(what string) func([]byte) bool {
		return func(line []byte) bool { return bytes.HasPrefix(line, []byte(what)) }
	}
	for _, step := range []struct {
		what string
		want int
	}{{"a", 3}, {"a", 0}} { // with the torn line
		if n, err := j.Remove(about(step.what)); n != step.want || err != nil {
			t.Errorf("%d lines removed: %v", n, err)
		}
	}
	if err := j.Append([]byte("c 1")); err != nil {
		t.Fatal(err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if j, err = Open(path); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = j.Close() }() // closed for good
	var all []string
	for line, err := range j.All() {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(line))
	}
	if want := []string{"b 1", "c 1"}; !slices.Equal(all, want) {
		t.Errorf("lines %q, want %q", all, want)
	}
	torn, err := os.ReadFile(path + TornSuffix)
	if err != nil || len(torn) > 0 {
		t.Errorf("torn %q, %v", torn, err)
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".journal-*")); err != nil || left != nil {
		t.Errorf("left behind: %v %v", left, err)
	}
}

func TestAReadingGoesOnWhileLinesAreRemoved(t *testing.T) {
	j, err := Open(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = j.Close() }() // closed for good
	for _, line := range []string{"a", "b", "c"} {
		if err := j.Append([]byte(line)); err != nil {
			t.Fatal(err)
		}
	}
	var all []string
	for line, err := range j.All() {
		if err != nil {
			t.Fatal(err)
		}
		if _, err := j.Remove(func(l []byte) bool { return bytes.Equal(l, line) }); err != nil {
			t.Fatal(err)
		}
		all = append(all, string(line))
	}
	if !slices.Equal(all, []string{"a", "b", "c"}) || j.size != 0 {
		t.Errorf("read %q, %d bytes left", all, j.size)
	}
}
