package chaos

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/internal/specimen"
)

// item is one content: a report that must be found, or a file that must fail.
type item struct {
	name    string
	content []byte
	sha     string
	built   index.Records // of a good one, as `gouji extract` reads it
	pages   int           // that it has at least
	paths   []string      // where it was dropped, or lies in a keep folder
}

func (i *item) id() string { return i.sha[:32] }

func (i *item) sortedPaths() []string { return slices.Compact(slices.Sorted(slices.Values(i.paths))) }

// records are what the item's records of an index must say, by id.
func (i *item) records(name string) map[string]string {
	texts := map[string]string{}
	if name == index.Pages {
		for _, p := range i.built.Pages {
			texts[p.ID] = record{ID: p.ID}.text()
		}
		return texts
	}
	for _, c := range i.built.Cells {
		texts[c.ID] = record{ID: c.ID, Key: c.Key, Value: c.Value, Raw: c.Raw, Status: c.Status}.text()
	}
	return texts
}

// library holds all contents that a test has made, by id.
type library struct {
	good, bad map[string]*item
}

// newLibrary invents reports in every layout, with some damages, and has the
// program's own `extract` read them for comparison. Its reader is tested
// elsewhere; here nothing of what it reads may get lost on the way.
func newLibrary(t *testing.T, rng *rand.Rand, reports int) (*library, []*item) {
	t.Helper()
	l := &library{good: map[string]*item{}, bad: map[string]*item{}}
	items := make([]*item, reports)
	layouts := specimen.Layouts()
	for n := range items {
		o := specimen.Random(rng)
		o.Layout, o.Figures = layouts[n%len(layouts)].Name, specimen.Small
		s := specimen.Make(o)
		items[n] = newItem(fmt.Sprintf("%03d %s", n, s.Name), s.Bytes)
	}
	l.read(t, items)
	for _, i := range items {
		if l.good[i.id()] = i; i.built.Doc.ID == "" {
			t.Fatalf("gouji extract does not read %s", i.name)
		}
	}
	return l, items
}

func newItem(name string, content []byte) *item {
	sum := sha256.Sum256(content)
	return &item{name: name, content: content, sha: hex.EncodeToString(sum[:])}
}

// addBad makes files that no reader can read.
func (l *library) addBad(rng *rand.Rand) []*item {
	noise := make([]byte, 3000)
	for n := range noise {
		noise[n] = byte(rng.IntN(256))
	}
	items := []*item{
		newItem("空文件.txt", nil),
		newItem("scan.txt", append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), noise...)),
		newItem("cut.pdf", []byte("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog")),
		newItem("cut.png", []byte("\x89PNG\r\n\x1a\n")),
		newItem("noise.html", noise),
		newItem("cut.docx", []byte("PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00")),
	}
	for _, i := range items {
		l.bad[i.id()] = i
	}
	return items
}

// read runs `gouji extract` over the items.
func (l *library) read(t *testing.T, items []*item) {
	t.Helper()
	dir := t.TempDir()
	args := []string{"extract"}
	byID := map[string]*item{}
	for _, i := range items {
		path := filepath.Join(dir, i.name)
		must(t, os.WriteFile(path, i.content, 0o600))
		args = append(args, path)
		byID[i.id()] = i
	}
	var out, errs bytes.Buffer
	cmd := exec.Command(binary, args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("extract: %v\n%s", err, errs.Bytes())
	}
	var docs []extract.Document
	must(t, json.Unmarshal(out.Bytes(), &docs))
	for i := range docs {
		byID[docs[i].ID].built = index.Build(&docs[i], index.File{}, time.Unix(0, 0))
	}
}

// put lays a file into a folder at once, as a move on one disk does, and never
// over another file. It reports false if there is one.
func put(t *testing.T, i *item, path string) bool {
	t.Helper()
	must(t, os.MkdirAll(filepath.Dir(path), 0o755))
	temp := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".part")
	must(t, os.WriteFile(temp, i.content, 0o644))
	err := os.Link(temp, path)
	must(t, os.Remove(temp))
	if os.IsExist(err) {
		return false
	}
	must(t, err)
	i.paths = append(i.paths, path)
	return true
}

// filesIn returns the SHA-256 of all files below a folder by their path below it.
func filesIn(t *testing.T, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if os.IsNotExist(err) { // moved meanwhile
			return nil
		}
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		if os.IsNotExist(err) {
			return nil
		}
		sum := sha256.Sum256(content)
		below, relErr := filepath.Rel(dir, path)
		found[below] = hex.EncodeToString(sum[:])
		if err == nil {
			err = relErr
		}
		return err
	})
	must(t, err)
	return found
}

// disposed compares the folders with what must be in them: in the archive every
// good file as often as it was dropped, in failed every bad one with its
// reason, nothing in the inbox, no half-made file anywhere, and in the spool
// every original.
func (d *daemon) disposed(l *library) {
	t := d.t
	t.Helper()
	inbox, archive, failed := filesIn(t, d.path("inbox")), filesIn(t, d.path("archive")), filesIn(t, d.path("failed"))
	notes := map[string]bool{}
	for name := range failed {
		if original, ok := strings.CutSuffix(name, ".原因.txt"); ok {
			notes[original] = true
			delete(failed, name)
		}
	}
	for name := range failed {
		if !notes[name] {
			t.Errorf("failed/%s has no reason beside it", name)
		}
	}
	if len(notes) != len(failed) || len(inbox) > 0 {
		t.Errorf("%d reasons for %d failed files; in the inbox: %v", len(notes), len(failed), inbox)
	}
	contents(t, "archive", archive, l.good, d.path("inbox"))
	contents(t, "failed", failed, l.bad, d.path("inbox"))
	originals := filesIn(t, d.path("data", "spool", "originals"))
	for _, i := range l.good {
		if originals[filepath.Join(i.sha[:2], i.sha)] != i.sha {
			t.Errorf("the original of %s is not in the spool", i.name)
		}
	}
	if left := filesIn(t, d.path("data", "spool", "tmp")); len(left) > 0 {
		t.Errorf("left in the spool: %v", left)
	}
}

// contents wants every item as often as it was dropped into the inbox.
func contents(t *testing.T, name string, files map[string]string, items map[string]*item, inbox string) {
	t.Helper()
	got, want := map[string]int{}, map[string]int{}
	for path, sha := range files {
		if got[sha]++; strings.HasPrefix(filepath.Base(path), ".") {
			t.Errorf("%s/%s was left behind", name, path)
		}
	}
	for _, i := range items {
		for _, path := range i.paths {
			if strings.HasPrefix(path, inbox+"/") {
				want[i.sha]++
			}
		}
		if got[i.sha] != want[i.sha] {
			t.Errorf("%s is %d times in %s, want %d", i.name, got[i.sha], name, want[i.sha])
		}
		delete(got, i.sha)
	}
	if len(got) > 0 {
		t.Errorf("%s holds contents that were never dropped: %v", name, got)
	}
}
