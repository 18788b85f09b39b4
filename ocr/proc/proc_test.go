package proc

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gouji/gouji/ingest"
)

// A test's child is the test's own program, told so by its argument.
const childArgument = "child-of-a-test"

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == childArgument {
		in, out, err := Pipes()
		if err == nil {
			err = Serve(context.Background(), in, out, handle)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

type order struct {
	Do   string
	Text string
}

type reply struct {
	PID     int
	Text    string
	Scratch string
	Threads string
	Nice    int
}

func handle(_ context.Context, b []byte) ([]byte, error) {
	var o order
	if err := json.Unmarshal(b, &o); err != nil {
		return nil, err
	}
	switch o.Do {
	case "hang":
		time.Sleep(time.Hour)
	case "family": // leaves a grandchild that ignores everything but a kill
		cmd := exec.Command("/bin/sh", "-c", "trap '' TERM HUP PIPE; echo $$ > \""+o.Text+"\"; /bin/sleep 1000")
		cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
		if err := cmd.Run(); err != nil {
			return nil, err
		}
	case "eat":
		var all [][]byte
		for {
			b := make([]byte, 1<<20)
			for i := range b {
				b[i] = byte(i)
			}
			all = append(all, b)
			_ = all
		}
	case "crash":
		fmt.Fprintln(os.Stderr, "the library has a bad day")
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		time.Sleep(time.Hour)
	case "panic":
		panic("out of range")
	case "refuse":
		return nil, fmt.Errorf("wrapped: %w", &ingest.Error{Kind: ingest.Refuse, Stage: "read", Path: "a.pdf", Reason: "文件已加密。", Err: errors.New("encrypted PDF: a password is needed")})
	case "fail":
		return nil, errors.New("no page 7")
	case "litter":
		if err := os.WriteFile(filepath.Join(os.TempDir(), "litter"), make([]byte, 1<<20), 0o600); err != nil {
			return nil, err
		}
	case "noise":
		fmt.Println(strings.Repeat("noise of a C library ", 10_000))
	}
	nice, err := syscall.Getpriority(syscall.PRIO_PROCESS, 0)
	if err != nil {
		return nil, err
	}
	return json.Marshal(reply{os.Getpid(), o.Text, os.TempDir(), os.Getenv("OMP_THREAD_LIMIT"), 20 - nice})
}

// newPool returns a pool that must have left nothing at the end of the test.
func newPool(t *testing.T, o Options) *Pool {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	o.Command, o.Scratch = []string{program, childArgument}, t.TempDir()
	p := NewPool(o)
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
		if left, err := os.ReadDir(o.Scratch); err != nil || len(left) > 0 {
			t.Errorf("left behind: %v, %v", left, err)
		}
		if err := p.Do(context.Background(), Call{}); !errors.Is(err, ErrClosed) {
			t.Errorf("after the end: %v", err)
		}
	})
	return p
}

func do(t *testing.T, p *Pool, key string, o order) reply {
	t.Helper()
	var r reply
	if err := p.Do(t.Context(), Call{Key: key, Request: o, Response: &r}); err != nil {
		t.Fatal(err)
	}
	return r
}

// gone fails the test unless the process ends, which its parent may still have to notice.
func gone(t *testing.T, pid int) {
	t.Helper()
	for range 500 {
		if errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) || zombieOfOthers(pid) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("process %d still runs", pid)
}

// zombieOfOthers reports whether pid has ended and waits for init to take note.
func zombieOfOthers(pid int) bool {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return true
	}
	_, rest, _ := strings.Cut(string(b), ") ")
	state := strings.Fields(rest)
	return state[0] == "Z" && state[1] != strconv.Itoa(os.Getpid())
}

func TestAnswer(t *testing.T) {
	p := newPool(t, Options{Size: 1})
	first := do(t, p, "", order{Text: "第一页"})
	if first.Text != "第一页" || first.Threads != "1" || first.Nice < niceness || !strings.HasPrefix(first.Scratch, p.o.Scratch) {
		t.Errorf("got %+v", first)
	}
	if second := do(t, p, "", order{Do: "noise"}); second.PID != first.PID {
		t.Error("the child was not kept")
	}
	do(t, p, "", order{Do: "litter"})
}

func TestErrorsOfTheHandlerKeepTheChild(t *testing.T) {
	p := newPool(t, Options{Size: 1})
	child := do(t, p, "", order{}).PID
	err := p.Do(t.Context(), Call{Request: order{Do: "refuse"}})
	e, ok := errors.AsType[*ingest.Error](err)
	if !ok || e.Kind != ingest.Refuse || e.Reason != "文件已加密。" || e.Stage != "read" || e.Path != "a.pdf" ||
		e.Err.Error() != "encrypted PDF: a password is needed" {
		t.Errorf("got %#v", err)
	}
	if err := p.Do(t.Context(), Call{Request: order{Do: "fail"}}); err == nil || err.Error() != "no page 7" {
		t.Errorf("got %v", err)
	}
	if do(t, p, "", order{}).PID != child {
		t.Error("the child was not kept")
	}
}

func TestWhatEndsAChild(t *testing.T) {
	for _, tt := range []struct {
		do   string
		want error
		text string
	}{
		{"hang", ErrTimeout, ""},
		{"eat", ErrMemory, "200 MiB"},
		{"crash", ErrDied, "bad day"},
	} {
		t.Run(tt.do, func(t *testing.T) {
			p := newPool(t, Options{Size: 1, Memory: 200 << 20})
			first := do(t, p, "", order{Do: "litter"})
			limit := time.Minute
			if errors.Is(tt.want, ErrTimeout) {
				limit = 100 * time.Millisecond
			}
			err := p.Do(t.Context(), Call{Request: order{Do: tt.do}, Limit: limit})
			if !errors.Is(err, tt.want) || !strings.Contains(err.Error(), tt.text) {
				t.Errorf("got %v", err)
			}
			gone(t, first.PID)
			if _, err := os.Stat(first.Scratch); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("scratch folder: %v", err)
			}
			if do(t, p, "", order{}).PID == first.PID {
				t.Error("the same child")
			}
		})
	}
}

func TestPanicIsAnswered(t *testing.T) {
	p := newPool(t, Options{Size: 1})
	first := do(t, p, "", order{}).PID
	if err := p.Do(t.Context(), Call{Request: order{Do: "panic"}}); err == nil || !strings.Contains(err.Error(), "panic: out of range") {
		t.Errorf("got %v", err)
	}
	if do(t, p, "", order{}).PID == first {
		t.Error("the same child")
	}
	gone(t, first)
}

func TestGrandchildrenAreKilled(t *testing.T) {
	p := newPool(t, Options{Size: 1})
	file := filepath.Join(t.TempDir(), "pid")
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		for ctx.Err() == nil {
			if b, err := os.ReadFile(file); err == nil && len(b) > 0 {
				cancel()
			}
			time.Sleep(time.Millisecond)
		}
	}()
	if err := p.Do(ctx, Call{Request: order{Do: "family", Text: file}}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(b)))
	if err != nil {
		t.Fatal(err)
	}
	gone(t, pid)
}

func TestWornOutChildIsReplaced(t *testing.T) {
	p := newPool(t, Options{Size: 1, JobsPerChild: 2})
	a, b, c := do(t, p, "", order{}), do(t, p, "", order{}), do(t, p, "", order{})
	if a.PID != b.PID || b.PID == c.PID {
		t.Errorf("%d %d %d", a.PID, b.PID, c.PID)
	}
	gone(t, a.PID)
}

// Rest ends what does nothing and leaves what works.
func TestRest(t *testing.T) {
	p := newPool(t, Options{Size: 1})
	first := do(t, p, "", order{}).PID
	p.Rest()
	gone(t, first)
	second := do(t, p, "", order{}).PID
	if second == first {
		t.Error("the same child")
	}
	ended := make(chan error, 1)
	ctx, cancel := context.WithCancel(t.Context())
	go func() { ended <- p.Do(ctx, Call{Request: order{Do: "hang"}}) }()
	for len(p.slots) == 0 {
		time.Sleep(time.Millisecond)
	}
	p.Rest()
	select {
	case err := <-ended:
		t.Errorf("a child that works was ended: %v", err)
	default:
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	p.Rest()
}

func TestDeadIdleChildIsReplaced(t *testing.T) {
	p := newPool(t, Options{Size: 1})
	a := do(t, p, "", order{})
	if err := syscall.Kill(a.PID, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	gone(t, a.PID)
	<-p.idle[0].ended
	if b := do(t, p, "", order{}); a.PID == b.PID {
		t.Error("the same child")
	}
}

func TestSameKeySameChild(t *testing.T) {
	p := newPool(t, Options{Size: 2})
	known := map[string]int{}
	var both []*child
	for _, key := range []string{"a", "b"} {
		c, err := p.acquire(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		known[key] = c.cmd.Process.Pid
		both = append(both, c)
	}
	for _, c := range both {
		p.release(c, false)
	}
	for key, pid := range known {
		for range 3 {
			if got := do(t, p, key, order{}).PID; got != pid {
				t.Errorf("key %s: child %d, want %d", key, got, pid)
			}
		}
	}
}

func TestCloseEndsWhatRuns(t *testing.T) {
	p := newPool(t, Options{Size: 2})
	first := do(t, p, "", order{}).PID
	results := make(chan error, 5)
	for range cap(results) { // more than there are children
		go func() { results <- p.Do(context.Background(), Call{Request: order{Do: "hang"}}) }()
	}
	for len(p.slots) < 2 {
		time.Sleep(time.Millisecond)
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	for range cap(results) {
		if err := <-results; !errors.Is(err, ErrClosed) {
			t.Errorf("got %v", err)
		}
	}
	gone(t, first)
}

func TestProgramThatCannotBeStarted(t *testing.T) {
	scratch := t.TempDir()
	p := NewPool(Options{Command: []string{filepath.Join(scratch, "none")}, Scratch: scratch, Size: 1})
	defer func() { _ = p.Close() }()
	for range 2 { // the place is free again
		if err := p.Do(t.Context(), Call{}); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("got %v", err)
		}
	}
	if left, err := os.ReadDir(scratch); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func FuzzReadFrame(f *testing.F) {
	f.Add([]byte("\x00\x00\x00\x02\x02{}"))
	f.Add([]byte("\xff\xff\xff\xff\x01"))
	f.Add([]byte("\x00\xff\xff\xff\x01abc"))
	f.Fuzz(func(t *testing.T, b []byte) {
		kind, body, err := readFrame(strings.NewReader(string(b)))
		if err != nil {
			return
		}
		var again strings.Builder
		if err := writeFrame(&again, kind, body); err != nil || !strings.HasPrefix(string(b), again.String()) {
			t.Errorf("%q became %q, %v", b, again.String(), err)
		}
	})
}
