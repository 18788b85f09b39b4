package journal

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

func open(t *testing.T, path string) *Journal {
	t.Helper()
	j, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close() })
	return j
}

func all(t *testing.T, j *Journal) []string {
	t.Helper()
	lines := []string{}
	for line, err := range j.All() {
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, string(line))
	}
	return lines
}

func appendAll(t *testing.T, j *Journal, lines ...string) {
	t.Helper()
	for _, line := range lines {
		if err := j.Append([]byte(line)); err != nil {
			t.Fatal(err)
		}
	}
}

func TestLinesAreKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "a.jsonl")
	j := open(t, path)
	appendAll(t, j, "one", "二\r", strings.Repeat("x", MaxLine))
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if err := j.Append([]byte("late")); !errors.Is(err, os.ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
	j = open(t, path)
	appendAll(t, j, "last")
	if got := all(t, j); !slices.Equal(got, []string{"one", "二\r", strings.Repeat("x", MaxLine), "last"}) {
		t.Errorf("%d lines", len(got))
	}
	for name, want := range map[string]os.FileMode{path: 0o600, filepath.Dir(path): 0o700} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
	if _, err := os.Stat(path + TornSuffix); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("something was cut off: %v", err)
	}
}

func TestWhatIsNoLineIsRefused(t *testing.T) {
	j := open(t, filepath.Join(t.TempDir(), "a.jsonl"))
	for _, line := range []string{"", "\n", "two\nlines", strings.Repeat("x", MaxLine+1)} {
		if err := j.Append([]byte(line)); !errors.Is(err, ErrLine) {
			t.Errorf("%d bytes: %v", len(line), err)
		}
	}
	if got := all(t, j); len(got) != 0 {
		t.Errorf("%d lines", len(got))
	}
}

func TestATornLineIsMovedAside(t *testing.T) {
	for name, tt := range map[string]struct{ before, torn string }{
		"in the middle": {"one\ntwo\n", `{"kind":"corr`},
		"first line":    {"", "on"},
		"zeros":         {"one\n", "\x00\x00\x00"},
		"long":          {strings.Repeat("one\n", 50_000), strings.Repeat("x", 200_000)},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "a.jsonl")
			if err := os.WriteFile(path, []byte(tt.before+tt.torn), 0o600); err != nil {
				t.Fatal(err)
			}
			j := open(t, path)
			appendAll(t, j, "next")
			if b, err := os.ReadFile(path); err != nil || string(b) != tt.before+"next\n" {
				t.Errorf("%d bytes in the journal, %v", len(b), err)
			}
			if b, err := os.ReadFile(path + TornSuffix); err != nil || string(b) != tt.torn+"\n" {
				t.Errorf("%d bytes beside it, %v", len(b), err)
			}
		})
	}
}

func TestManyAppendAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.jsonl")
	j := open(t, path)
	var writers sync.WaitGroup
	for w := range 8 {
		writers.Go(func() {
			for i := range 25 {
				if err := j.Append(fmt.Appendf(nil, "%d %d", w, i)); err != nil {
					t.Error(err)
				}
				for line, err := range j.All() {
					if err != nil || len(line) < 3 {
						t.Error(line, err)
					}
				}
			}
		})
	}
	writers.Wait()
	next := make([]int, 8)
	for _, line := range all(t, open(t, path)) {
		var w, i int
		if _, err := fmt.Sscanf(line, "%d %d", &w, &i); err != nil || i != next[w] {
			t.Fatalf("line %q, %v", line, err)
		}
		next[w]++
	}
	if !slices.Equal(next, []int{25, 25, 25, 25, 25, 25, 25, 25}) {
		t.Error(next)
	}
}

// A disk that takes no more leaves a part of a line behind.
func TestAFailedLineIsTakenBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.jsonl")
	j := open(t, path)
	appendAll(t, j, "one")
	writable := j.file
	readOnly, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer readOnly.Close()
	j.file = readOnly // neither takes the line nor gives it back
	if err := j.Append([]byte("two")); err == nil {
		t.Fatal("written to a file that cannot be written")
	}
	j.file = writable
	if err := j.Append([]byte("three")); !errors.Is(err, ErrBroken) {
		t.Errorf("after what could not be taken back: %v", err)
	}
	if got := all(t, j); !slices.Equal(got, []string{"one"}) {
		t.Error(got)
	}
}

func FuzzOpen(f *testing.F) {
	for _, s := range []string{"", "\n", "a", "a\n", "a\nb", "\n\n\x00", `{"a":1}` + "\r\n{"} {
		f.Add([]byte(s))
	}
	path := filepath.Join(f.TempDir(), "a.jsonl")
	f.Fuzz(func(t *testing.T, b []byte) {
		_ = os.Remove(path + TornSuffix)
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		j, err := Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = j.Close() }()
		kept := bytes.LastIndexByte(b, '\n') + 1
		torn, err := os.ReadFile(path + TornSuffix)
		if kept == len(b) != errors.Is(err, os.ErrNotExist) || err == nil && string(torn) != string(b[kept:])+"\n" {
			t.Fatalf("beside the journal: %q, %v", torn, err)
		}
		appendAll(t, j, "last")
		if got, want := strings.Join(all(t, j), "\n"), string(b[:kept])+"last"; got != want {
			t.Errorf("%q, want %q", got, want)
		}
	})
}
