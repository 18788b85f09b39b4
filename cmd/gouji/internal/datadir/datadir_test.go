package datadir

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func write(t *testing.T, dir, name, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestPrepare(t *testing.T) {
	tests := map[string]struct {
		has  map[string]string // files of the folder; nil: there is none
		want error
		line string // of the version file afterwards
	}{
		"a missing folder":          {nil, nil, "1 v2"},
		"an empty folder":           {map[string]string{}, nil, "1 v2"},
		"a folder without the file": {map[string]string{"review.jsonl": "x"}, nil, "1 v2"},
		"one of an older gouji":     {map[string]string{File: "1 v1\n"}, nil, "1 v2"},
		"a newer folder":            {map[string]string{File: "2 v9\n"}, ErrNewer, "2 v9"},
		"an unfinished restore":     {map[string]string{Restoring: ""}, ErrUnfinished, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "data")
			if tt.has != nil {
				if err := os.Mkdir(dir, 0o700); err != nil {
					t.Fatal(err)
				}
			}
			for name, content := range tt.has {
				write(t, dir, name, content)
			}
			err := Prepare(t.Context(), dir, "v2", slog.New(slog.DiscardHandler))
			if !errors.Is(err, tt.want) {
				t.Fatalf("%v, want %v", err, tt.want)
			}
			if err != nil && (strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), "数据目录")) {
				t.Errorf("not one clear line: %v", err)
			}
			line, err := os.ReadFile(filepath.Join(dir, File))
			if got := strings.TrimSpace(string(line)); got != tt.line {
				t.Errorf("marked %q, want %q (%v)", got, tt.line, err)
			}
		})
	}
}

func TestAFolderInUseIsLeftAlone(t *testing.T) {
	dir := t.TempDir()
	unlock, err := Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := Prepare(t.Context(), dir, "v2", slog.New(slog.DiscardHandler)); !errors.Is(err, ErrLocked) {
		t.Errorf("prepared: %v", err)
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
}

func TestStepsAreTakenInOrderAndGoOnWhereTheyFailed(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, File, "1 v1")
	var taken []string
	failing := errors.New("disk")
	take := func(name string, err *error) step {
		return func(context.Context, string) error { taken = append(taken, name); return *err }
	}
	var fine error
	broken := failing
	all := map[int]step{2: take("2", &fine), 3: take("3", &broken)}
	var said bytes.Buffer
	log := slog.New(slog.NewTextHandler(&said, nil))
	if err := upgrade(t.Context(), dir, Mark{3, "v3"}, all, log); !errors.Is(err, failing) {
		t.Fatal(err)
	}
	broken = nil
	for range 2 { // the second has nothing to do
		if err := upgrade(t.Context(), dir, Mark{3, "v3"}, all, log); err != nil {
			t.Fatal(err)
		}
	}
	if got := strings.Join(taken, " "); got != "2 3 3" {
		t.Errorf("steps taken: %s", got)
	}
	if !strings.Contains(said.String(), "from=1 to=2") {
		t.Errorf("log: %s", said.String())
	}
}

func FuzzParseMark(f *testing.F) {
	for _, seed := range []string{"1 v0.5.0\n", "2", "", "-1 x", "99999999999999999999", "1\n2"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		m, err := ParseMark(line)
		if err != nil {
			return
		}
		if again, err := ParseMark(m.String()); err != nil || again.Data != m.Data || m.Data < 1 {
			t.Errorf("%q gives %+v, then %+v %v", line, m, again, err)
		}
	})
}
