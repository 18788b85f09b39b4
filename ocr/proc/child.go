package proc

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

const (
	niceness = 5
	// farewell is how long a child may take to end by itself.
	farewell = 2 * time.Second
	// look is how often the memory of a working child is measured. A child that
	// does nothing but ask for memory gets some 50 MB in that time.
	look = 20 * time.Millisecond
)

// child is one process. One call at a time uses it.
type child struct {
	cmd      *exec.Cmd
	requests *os.File
	answers  *os.File
	scratch  string
	memory   int64
	stderr   *tail
	log      *slog.Logger
	ended    chan struct{} // closed when the process and its folder are gone
	greedy   atomic.Bool   // it was killed for its memory

	key  string // what it worked on last
	jobs int
}

// start must be called on the thread of the nursery.
func start(o Options) (*child, error) {
	scratch, err := os.MkdirTemp(o.Scratch, "gouji-child-*")
	if err != nil {
		return nil, err
	}
	c := &child{scratch: scratch, memory: o.Memory, stderr: &tail{}, log: o.Log, ended: make(chan struct{})}
	if err := c.exec(o); err != nil {
		return nil, errors.Join(err, os.RemoveAll(scratch))
	}
	return c, nil
}

func (c *child) exec(o Options) error {
	in, requests, err := os.Pipe()
	if err != nil {
		return err
	}
	defer in.Close()
	answers, out, err := os.Pipe()
	if err != nil {
		return errors.Join(err, requests.Close())
	}
	defer out.Close()
	c.requests, c.answers = requests, answers
	// A child outlives the call for which it is started, so no context ends it.
	c.cmd = exec.CommandContext(context.Background(), o.Command[0], o.Command[1:]...)
	// Tesseract reads its number of threads when the process starts, and the C
	// library its number of heaps: one for each thread that Go happens to use
	// makes the child a third larger.
	c.cmd.Env = append(append([]string{}, o.Env...), "OMP_THREAD_LIMIT=1", "MALLOC_ARENA_MAX=1", "TMPDIR="+c.scratch)
	c.cmd.ExtraFiles = []*os.File{in, out} // requestFD, answerFD
	c.cmd.Stdout, c.cmd.Stderr = c.stderr, c.stderr
	c.cmd.WaitDelay = farewell
	c.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if err := c.cmd.Start(); err != nil {
		return errors.Join(err, requests.Close(), answers.Close())
	}
	c.confine()
	return nil
}

// confine has a crash leave no core, and the kernel, should it run out of
// memory, take the child first.
func (c *child) confine() {
	pid := c.cmd.Process.Pid
	err := errors.Join(
		unix.Prlimit(pid, unix.RLIMIT_CORE, &unix.Rlimit{}, nil),
		os.WriteFile(fmt.Sprintf("/proc/%d/oom_score_adj", pid), []byte("1000"), 0),
	)
	if err != nil {
		c.log.Warn("child is not confined", slog.Any("error", err))
	}
}

// watch waits for the end of the process and clears up behind it.
func (c *child) watch() {
	err := c.cmd.Wait()
	c.kill() // what the child has started may still run
	c.log.Debug("child ended", slog.Int("pid", c.cmd.Process.Pid), slog.Any("error", err))
	_ = c.requests.Close() // nobody is left to read it
	if err := os.RemoveAll(c.scratch); err != nil {
		c.log.Warn("scratch folder of a child stays", slog.String("path", c.scratch), slog.Any("error", err))
	}
	close(c.ended)
}

// dead reports whether the process has ended.
func (c *child) dead() bool {
	select {
	case <-c.ended:
		return true
	default:
		return false
	}
}

// buried reports whether the process has ended, and closes what it leaves.
func (c *child) buried() bool {
	if !c.dead() {
		return false
	}
	_ = c.answers.Close() // nobody writes to it
	return true
}

// kill ends the process and all that it has started. The number of an ended one
// may belong to somebody else.
func (c *child) kill() {
	if !c.dead() {
		_ = syscall.Kill(-c.cmd.Process.Pid, syscall.SIGKILL)
	}
}

// end lets the process end by itself, and sees to it that it does.
func (c *child) end() {
	_ = c.requests.Close() // Serve returns
	c.await(farewell)
	c.buried()
}

// await waits for the end of the process, and kills it when that takes longer.
func (c *child) await(patience time.Duration) {
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-c.ended:
	case <-timer.C:
		c.kill()
		<-c.ended
	}
}

// call sends one request and waits for its answer. After an error the child is
// gone.
func (c *child) call(ctx context.Context, limit time.Duration, body []byte) (kind byte, reply []byte, err error) {
	timed, cancel := ctx, context.CancelFunc(func() {})
	if limit > 0 {
		timed, cancel = context.WithTimeoutCause(ctx, limit, fmt.Errorf("%w: %s", ErrTimeout, limit))
	}
	defer cancel()
	answered, guarded := make(chan struct{}), make(chan struct{})
	go func() { defer close(guarded); c.guard(timed, answered) }()
	err = writeFrame(c.requests, request, body)
	if err == nil {
		kind, reply, err = readFrame(c.answers)
	}
	close(answered)
	<-guarded
	if err == nil && kind >= answer && kind <= lastWords {
		return kind, reply, nil
	}
	c.await(0) // whatever it says from here on has lost its place
	c.buried()
	return 0, nil, c.diagnose(timed, err)
}

// guard kills the child when its time is over or its memory too large, until
// the answer is there.
func (c *child) guard(ctx context.Context, answered <-chan struct{}) {
	ticker := time.NewTicker(look)
	defer ticker.Stop()
	for {
		select {
		case <-answered:
			return
		case <-ctx.Done():
			c.kill()
			_ = c.answers.SetReadDeadline(time.Now()) // although somebody else may hold the pipe
			_ = c.requests.SetWriteDeadline(time.Now())
			<-answered
			return
		case <-ticker.C:
			if c.memory > 0 && resident(c.cmd.Process.Pid) > c.memory {
				c.greedy.Store(true)
				c.kill()
			}
		}
	}
}

// diagnose tells why a call has no answer.
func (c *child) diagnose(ctx context.Context, err error) error {
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case c.greedy.Load():
		return fmt.Errorf("%w: more than %d MiB", ErrMemory, c.memory>>20)
	}
	last := c.stderr.cause()
	if last == "" && c.cmd.ProcessState != nil {
		last = c.cmd.ProcessState.String()
	}
	if last == "" && !errors.Is(err, io.EOF) {
		last = err.Error()
	}
	return fmt.Errorf("%w: %s", ErrDied, last)
}
