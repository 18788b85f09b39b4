package archive

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/gouji/gouji/ingest"
)

var january = time.Date(2026, 1, 31, 9, 5, 0, 0, time.UTC)

// fixture is a consumed folder in a temporary one.
type fixture struct {
	t      *testing.T
	folder ingest.Folder
	a      *Archive
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	dir := t.TempDir()
	x := &fixture{t: t, a: New(func() time.Time { return january }), folder: ingest.Folder{
		Root: filepath.Join(dir, "收件"), Mode: ingest.Consume,
		Archive: filepath.Join(dir, "archive"), Failed: filepath.Join(dir, "failed"),
	}}
	if err := os.Mkdir(x.folder.Root, 0o755); err != nil {
		t.Fatal(err)
	}
	return x
}

func (x *fixture) drop(name, text string) string {
	x.t.Helper()
	path := filepath.Join(x.folder.Root, name)
	x.write(path, text)
	return path
}

func (x *fixture) write(path, text string) {
	x.t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		x.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		x.t.Fatal(err)
	}
}

func (x *fixture) done(path string) string {
	x.t.Helper()
	moved, err := x.a.Done(x.t.Context(), x.folder, path, january)
	if err != nil {
		x.t.Fatal(err)
	}
	return moved
}

func (x *fixture) failed(path, reason string) string {
	x.t.Helper()
	moved, err := x.a.Failed(x.t.Context(), x.folder, path, reason)
	if err != nil {
		x.t.Fatal(err)
	}
	return moved
}

// files lists all files below dir.
func files(t *testing.T, dir string) []string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			all = append(all, strings.TrimPrefix(path, dir+"/"))
		}
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	slices.Sort(all)
	return all
}

func same(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestDone(t *testing.T) {
	long := strings.Repeat("长", 83) + ".txt" // 253 bytes
	for name, tc := range map[string]struct{ drop, want string }{
		"plain":         {"年报.txt", "2026/01/年报.txt"},
		"sub-folder":    {"部门/科室/年报.txt", "2026/01/部门/科室/年报.txt"},
		"invalid UTF-8": {"\xff\xfe/\xc4\xea.txt", "2026/01/\xff\xfe/\xc4\xea.txt"},
		"newline":       {"a\nb.txt", "2026/01/a\nb.txt"},
		"255 bytes":     {strings.Repeat("\xc0", 255), "2026/01/" + strings.Repeat("\xc0", 255)},
		"long":          {long, "2026/01/" + long},
	} {
		t.Run(name, func(t *testing.T) {
			x := newFixture(t)
			path := x.drop(tc.drop, "text")
			moved := x.done(path)
			if want := filepath.Join(x.folder.Archive, tc.want); moved != want {
				t.Errorf("moved to %q, want %q", moved, want)
			}
			if read(t, moved) != "text" {
				t.Error("other text")
			}
			same(t, "inbox", files(t, x.folder.Root))
			if again := x.done(moved); again != moved {
				t.Errorf("a file in the archive moved to %q", again)
			}
		})
	}
}

func TestNamesThatAreTaken(t *testing.T) {
	long := strings.Repeat("长", 83) + ".txt"
	for name, want := range map[string][]string{
		"年报.txt":                    {"年报.txt", "年报 (2).txt", "年报 (3).txt"},
		"年报":                        {"年报", "年报 (2)", "年报 (3)"},
		"a.tar.gz":                  {"a.tar.gz", "a.tar (2).gz", "a.tar (3).gz"},
		long:                        {long, strings.Repeat("长", 82) + " (2).txt", strings.Repeat("长", 82) + " (3).txt"},
		strings.Repeat("\xff", 255): {strings.Repeat("\xff", 255), strings.Repeat("\xff", 251) + " (2)", strings.Repeat("\xff", 251) + " (3)"},
	} {
		t.Run(fmt.Sprintf("%.12q", name), func(t *testing.T) {
			x := newFixture(t)
			for i := range want {
				moved := x.done(x.drop(name, fmt.Sprint(i)))
				if filepath.Base(moved) != want[i] {
					t.Errorf("moved to %q, want %q", filepath.Base(moved), want[i])
				}
			}
			for i := range want {
				if got := read(t, filepath.Join(x.folder.Archive, "2026/01", want[i])); got != fmt.Sprint(i) {
					t.Errorf("%q holds %q", want[i], got)
				}
			}
		})
	}
}

func TestVanished(t *testing.T) {
	x := newFixture(t)
	path := filepath.Join(x.folder.Root, "a/b.txt")
	failed := filepath.Join(x.folder.Failed, "b.txt")
	_, errDone := x.a.Done(t.Context(), x.folder, path, january)
	_, errFailed := x.a.Failed(t.Context(), x.folder, path, "原因")
	_, errRestore := x.a.Restore(t.Context(), failed, x.folder)
	_, errArchived := x.a.Done(t.Context(), x.folder, filepath.Join(x.folder.Archive, "c.txt"), january)
	for name, err := range map[string]error{"done": errDone, "failed": errFailed, "restore": errRestore, "archived": errArchived} {
		if !errors.Is(err, ErrVanished) || !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v", name, err)
		}
	}
	same(t, "failed", files(t, x.folder.Failed))
}

func TestRefusedCalls(t *testing.T) {
	x := newFixture(t)
	file := x.drop("a.txt", "text")
	outside := filepath.Join(filepath.Dir(x.folder.Root), "收件-other", "a.txt")
	x.write(outside, "text")
	link := filepath.Join(x.folder.Root, "link")
	if err := os.Symlink(file, link); err != nil {
		t.Fatal(err)
	}
	x.write(filepath.Join(filepath.Dir(x.folder.Root), "file"), "")
	blocked := x.folder
	blocked.Archive = filepath.Join(filepath.Dir(x.folder.Root), "file", "archive")
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for name, call := range map[string]func() (string, error){
		"outside": func() (string, error) { return x.a.Done(t.Context(), x.folder, outside, january) },
		"link":    func() (string, error) { return x.a.Done(t.Context(), x.folder, link, january) },
		"no archive": func() (string, error) {
			return x.a.Done(t.Context(), ingest.Folder{Root: x.folder.Root}, file, january)
		},
		"no failed folder": func() (string, error) { return x.a.Failed(t.Context(), ingest.Folder{Root: x.folder.Root}, file, "") },
		"target blocked":   func() (string, error) { return x.a.Done(t.Context(), blocked, file, january) },
		"cancelled":        func() (string, error) { return x.a.Done(cancelled, x.folder, file, january) },
		"restore a fresh":  func() (string, error) { return x.a.Restore(t.Context(), file, x.folder) },
	} {
		if moved, err := call(); err == nil || errors.Is(err, fs.ErrNotExist) || moved != "" {
			t.Errorf("%s: moved to %q, error %v", name, moved, err)
		}
	}
	if read(t, file) != "text" || read(t, outside) != "text" {
		t.Error("a file has changed")
	}
}

func TestFailedAndRestore(t *testing.T) {
	x := newFixture(t)
	moved := x.failed(x.drop("部门/年报.pdf", "text"), "文件有密码，无法打开。")
	same(t, "failed", files(t, x.folder.Failed), "部门/年报.pdf", "部门/年报.pdf.原因.txt")
	text := read(t, moved+".原因.txt")
	for _, want := range []string{"\ufeff这个文件没有被收录。\r\n", "文件：年报.pdf\r\n", "2026年1月31日 09:05", "文件有密码，无法打开。", x.folder.Root} {
		if !strings.Contains(text, want) {
			t.Errorf("the note does not say %q:\n%s", want, text)
		}
	}
	if strings.Count(text, "\n") != strings.Count(text, "\r\n") {
		t.Error("the note has bare line feeds")
	}

	if again := x.failed(moved, "文件已损坏。"); again != moved || !strings.Contains(read(t, moved+".原因.txt"), "文件已损坏。") {
		t.Errorf("second refusal: %q", again)
	}
	back, err := x.a.Restore(t.Context(), moved, x.folder)
	if err != nil || back != filepath.Join(x.folder.Root, "部门/年报.pdf") {
		t.Fatalf("restored to %q, %v", back, err)
	}
	same(t, "failed", files(t, x.folder.Failed))
	if _, err := os.Lstat(filepath.Join(x.folder.Failed, "部门")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("empty folder is left: %v", err)
	}

	moved = x.failed(back, "文件有密码。")
	x.drop("部门/年报.pdf", "newer")
	back, err = x.a.Restore(t.Context(), moved, x.folder)
	if err != nil || filepath.Base(back) != "年报 (2).pdf" {
		t.Fatalf("restored to %q, %v", back, err)
	}
}

func TestRetrySucceedsInPlace(t *testing.T) {
	x := newFixture(t)
	moved := x.failed(x.drop("部门/年报.pdf", "text"), "服务器忙。")
	archived := x.done(moved)
	if want := filepath.Join(x.folder.Archive, "2026/01/部门/年报.pdf"); archived != want {
		t.Errorf("archived as %q, want %q", archived, want)
	}
	same(t, "failed", files(t, x.folder.Failed))
}

func TestFailedNames(t *testing.T) {
	x := newFixture(t)
	long := strings.Repeat("长", 83)
	names := []string{"a.pdf", "a.pdf", "\xff\xfe.pdf", long + "甲.pdf"[:3] + "1.x", long + "1.pd", long + "2.pd", strings.Repeat("\xc0", 255)}
	for i, name := range names {
		moved := x.failed(x.drop(name, fmt.Sprint(i)), fmt.Sprintf("原因%d", i))
		note := notePath(moved)
		if !strings.Contains(read(t, note), fmt.Sprintf("原因%d", i)) || !utf8.ValidString(read(t, note)) {
			t.Errorf("%q: wrong note %q", name, note)
		}
	}
	if got := files(t, x.folder.Failed); len(got) != 2*len(names) {
		t.Errorf("%d files: %q", len(got), got)
	}
}

// TestFolderInsideTheInbox has the failed folder below the root.
func TestFolderInsideTheInbox(t *testing.T) {
	x := newFixture(t)
	x.folder.Failed = filepath.Join(x.folder.Root, "failed")
	moved := x.failed(x.drop("sub/a.txt", "text"), "原因")
	if want := filepath.Join(x.folder.Failed, "sub/a.txt"); moved != want {
		t.Fatalf("moved to %q", moved)
	}
	if back, err := x.a.Restore(t.Context(), moved, x.folder); err != nil || back != filepath.Join(x.folder.Root, "sub/a.txt") {
		t.Errorf("restored to %q, %v", back, err)
	}
}

// TestManyAtOnce archives files of one name out of many roots into one place.
func TestManyAtOnce(t *testing.T) {
	x := newFixture(t)
	const n = 50
	var wg sync.WaitGroup
	for i := range n {
		path := x.drop(fmt.Sprintf("%d/same.txt", i), fmt.Sprint(i))
		folder := x.folder
		folder.Root = filepath.Dir(path)
		wg.Go(func() {
			if _, err := x.a.Done(t.Context(), folder, path, january); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got := files(t, x.folder.Archive); len(got) != n {
		t.Errorf("%d files: %q", len(got), got)
	}
}

func TestEmptiedFoldersGoLater(t *testing.T) {
	x := newFixture(t)
	now := time.Now()
	x.a = New(func() time.Time { return now })
	if err := os.Mkdir(filepath.Join(x.folder.Root, "mine"), 0o755); err != nil {
		t.Fatal(err)
	}
	x.done(x.drop("a/b/1.txt", "text"))
	x.done(x.drop("c/2.txt", "text"))
	x.drop("c/3.txt", "text")
	has := func(want ...string) {
		t.Helper()
		entries, err := os.ReadDir(x.folder.Root)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, e := range entries {
			got = append(got, e.Name())
		}
		same(t, "inbox", got, want...)
	}
	has("a", "c", "mine")
	for i := range 3 {
		now = now.Add(2 * quiet)
		x.done(x.drop(fmt.Sprintf("%d.txt", i), "text"))
		if err := os.Chtimes(filepath.Join(x.folder.Root, "a"), now.Add(-quiet), now.Add(-quiet)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
	}
	has("c", "mine")
}
