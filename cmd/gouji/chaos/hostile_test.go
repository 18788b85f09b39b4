package chaos

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/internal/hostile"
)

const (
	// tooMany is more pages than limits.pages allows.
	tooMany = 20_000
	// workerMemory is what a worker may have, and overshoot by how much it may
	// outgrow that before it is seen, and what it shares with others.
	workerMemory = 512 << 20
	overshoot    = 256 << 20
)

// tight are limits under which a bomb goes off soon.
var tight = []string{"--limits.page_time", "10s", "--ocr.memory", fmt.Sprint(workerMemory), "--ocr.workers", "2"}

// hostileFiles are all files that must not bring gouji down.
func hostileFiles(t *testing.T) []hostile.File {
	t.Helper()
	files := hostile.Files(tooMany)
	for name, want := range map[string]hostile.Outcome{"aes256-locked.pdf": hostile.Refused, "aes256-owner.pdf": hostile.Survived} {
		content, err := os.ReadFile("../../../ocr/pdf/testdata/" + name)
		must(t, err)
		files = append(files, hostile.File{Name: name, Content: content, Want: want})
	}
	line := []byte("本机关2020年共收到政府信息公开申请731件。\n")
	return append(files, hostile.File{Name: "long.txt", Content: bytes.Repeat(line, 100<<20/len(line))})
}

// Whatever gouji extract is given, it says in Chinese what is wrong, reads the
// next file, and leaves nothing behind.
func TestExtractHostile(t *testing.T) {
	t.Parallel()
	cache := t.TempDir()
	extractHostile(t, cache) // pdfium is compiled once
	var quick []hostile.File
	for _, f := range hostileFiles(t) {
		if !f.Greedy {
			quick = append(quick, f)
			continue
		}
		t.Run(f.Name, func(t *testing.T) { t.Parallel(); extractHostile(t, cache, f) })
	}
	t.Run("quick", func(t *testing.T) { t.Parallel(); extractHostile(t, cache, quick...) })
}

// extractHostile has gouji read the files and, after each of them, a good one.
func extractHostile(t *testing.T, cache string, files ...hostile.File) {
	t.Helper()
	dir, scratch := t.TempDir(), t.TempDir()
	good := filepath.Join(dir, "good.pdf")
	must(t, os.WriteFile(good, hostile.PDF(2), 0o600))
	args := append([]string{"extract"}, tight...)
	for _, f := range files {
		path := filepath.Join(dir, f.Name)
		must(t, os.WriteFile(path, f.Content, 0o600))
		args = append(args, path, good)
	}
	args = append(args, good, good) // several, so that the answer is always a list
	cmd := exec.Command(unraced, args...)
	cmd.Env = append(os.Environ(), "TMPDIR="+scratch, "XDG_CACHE_HOME="+cache)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	must(t, cmd.Start())
	watched := watchMemory(cmd.Process.Pid)
	_ = cmd.Wait() // it fails when a file is refused; what it says counts
	peak := watched()
	var docs []*extract.Document
	if err := json.Unmarshal(out.Bytes(), &docs); err != nil {
		t.Fatalf("%v: %s", err, said.String())
	}
	read := map[string]*extract.Document{}
	goods := 0
	for _, d := range docs {
		if read[d.Source.Name] = d; d.Source.Name == "good.pdf" && len(readPages(d)) == 2 {
			goods++
		}
	}
	if goods != len(files)+2 {
		t.Errorf("%d of %d good files were read: %s", goods, len(files)+2, said.String())
	}
	for _, f := range files {
		judge(t, f, read[f.Name], reasonOf(said.String(), filepath.Join(dir, f.Name)))
	}
	nothingLeft(t, scratch)
	if peak > workerMemory+overshoot {
		t.Errorf("%d MiB in one process", peak>>20)
	}
}

// reasonOf is what was said about a file.
func reasonOf(said, path string) string {
	for line := range strings.Lines(said) {
		if reason, ok := strings.CutPrefix(line, path+": "); ok {
			return reason
		}
	}
	return ""
}

// judge compares what has become of a file with what must: doc is nil when it
// was refused.
func judge(t *testing.T, f hostile.File, doc *extract.Document, reason string) {
	t.Helper()
	switch {
	case doc == nil && f.Want == hostile.Read, doc != nil && f.Want == hostile.Refused:
		t.Errorf("%s: read %t, %s", f.Name, doc != nil, reason)
	case doc == nil && !strings.ContainsFunc(reason, func(r rune) bool { return unicode.Is(unicode.Han, r) }):
		t.Errorf("%s is refused without a reason: %q", f.Name, reason)
	case doc == nil:
		return
	}
	pages := f.Pages
	if f.Want == hostile.Read {
		pages = []int{1}
	}
	if doc != nil && !subset(pages, readPages(doc)) {
		t.Errorf("%s: pages %v are read, not %v: %+v", f.Name, readPages(doc), pages, doc.Pages)
	}
	for _, n := range f.Fails {
		if failure := doc.Pages[n-1].Failure; strings.Count(failure, "第 ") != 1 {
			t.Errorf("%s: page %d gives as its reason %q", f.Name, n, failure)
		}
	}
}

func subset(some, all []int) bool {
	return !slices.ContainsFunc(some, func(n int) bool { return !slices.Contains(all, n) })
}

// readPages are the numbers of the pages with the sentence.
func readPages(d *extract.Document) (numbers []int) {
	for _, p := range d.Pages {
		if p.Failure == "" && strings.Contains(p.Text, hostile.Sentence) {
			numbers = append(numbers, p.Number)
		}
	}
	return numbers
}

// nothingLeft asserts that no process and no file is left of workers whose
// folders are below scratch.
func nothingLeft(t *testing.T, scratch string) {
	t.Helper()
	left, err := os.ReadDir(scratch)
	must(t, err)
	if len(left) > 0 {
		t.Errorf("left in the scratch folder: %v", left)
	}
	environments, err := filepath.Glob("/proc/[0-9]*/environ")
	must(t, err)
	for _, path := range environments {
		environment, err := os.ReadFile(path)
		if err == nil && bytes.Contains(environment, []byte("TMPDIR="+scratch)) { // else it has ended, or is not ours
			t.Errorf("process %s is left", filepath.Base(filepath.Dir(path)))
		}
	}
}

// The daemon decides every one of them and reads the good ones among them.
func TestDaemonHostile(t *testing.T) {
	t.Parallel()
	d := newDaemon(t, tight...)
	d.program = unraced
	d.start()
	d.started()
	files := hostileFiles(t)
	const goods = 3
	for n := range goods {
		files = append(files, hostile.File{Name: fmt.Sprintf("good-%d.pdf", n), Content: hostile.PDF(n + 2), Want: hostile.Read})
	}
	for _, f := range files {
		must(t, os.WriteFile(d.path("inbox", f.Name), f.Content, 0o600))
	}
	d.await("every file is archived or failed", func() string {
		s, err := d.status()
		if err != nil {
			return err.Error()
		}
		counts := maps.Clone(s.Counts)
		maps.DeleteFunc(counts, func(status string, n int) bool { return n == 0 || status == "done" || status == "refused" })
		decided := s.Counts["done"] + s.Counts["refused"]
		left := namesIn(t, d.path("inbox"))
		if decided == len(files) && len(counts) == 0 && len(left) == 0 && s.Queue.Waiting+s.Queue.Given+len(s.InFlight) == 0 && s.Trouble == "" {
			return ""
		}
		return fmt.Sprintf("%d of %d decided, %v, inbox %v, queue %+v, trouble %q, failures %+v", decided, len(files), s.Counts, left, s.Queue, s.Trouble, s.Failures)
	})
	archived, failed := namesIn(t, d.path("archive")), namesIn(t, d.path("failed"))
	for _, f := range files {
		note, err := os.ReadFile(failed[f.Name+".原因.txt"])
		switch refused := failed[f.Name] != ""; {
		case refused == (archived[f.Name] != ""):
			t.Errorf("%s is in archive %t, in failed %t", f.Name, !refused, refused)
		case refused && f.Want == hostile.Read, !refused && f.Want == hostile.Refused:
			t.Errorf("%s: refused %t: %s", f.Name, refused, note)
		case refused && (err != nil || !strings.Contains(string(note), "原因：")):
			t.Errorf("%s has no reason: %v", f.Name, err)
		}
	}
	d.stop()
	nothingLeft(t, d.path("data", "scratch"))
}

// namesIn are the regular files below a folder: where each name lies.
func namesIn(t *testing.T, dir string) map[string]string {
	t.Helper()
	names := map[string]string{}
	must(t, filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if os.IsNotExist(err) { // moved meanwhile
			return nil
		}
		if err == nil && entry.Type().IsRegular() {
			names[entry.Name()] = path
		}
		return err
	}))
	return names
}

// watchMemory looks at a process and its children until it is asked for the
// peak of the largest, in bytes. What wait4 tells is of no use: a process that
// was forked counts the memory of the one that forked it.
func watchMemory(pid int) (peak func() int64) {
	stop, peaks := make(chan struct{}), make(chan int64)
	go func() {
		largest := int64(0)
		for {
			select {
			case <-stop:
				peaks <- largest
				return
			case <-time.After(20 * time.Millisecond):
				for _, p := range append(childrenOf(pid), pid) {
					largest = max(largest, peakOf(p))
				}
			}
		}
	}()
	return func() int64 { close(stop); return <-peaks }
}

func childrenOf(pid int) (pids []int) {
	tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	for _, task := range tasks {
		listed, _ := os.ReadFile(task) // it may have ended
		for _, field := range strings.Fields(string(listed)) {
			if p, err := strconv.Atoi(field); err == nil {
				pids = append(pids, p)
			}
		}
	}
	return pids
}

// peakOf is the largest resident memory that a process has had, in bytes.
func peakOf(pid int) int64 {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	for line := range strings.Lines(string(status)) {
		if value, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kib, _ := strconv.ParseInt(strings.Fields(value)[0], 10, 64)
			return kib << 10
		}
	}
	return 0
}
