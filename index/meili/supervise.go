package meili

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"time"
)

const (
	firstStarts = 3 // attempts before the first sign of health
	firstPause  = 200 * time.Millisecond
	lastPause   = 30 * time.Second
	goodRun     = time.Minute // a run that long makes the pauses short again
)

// supervise keeps the server running until ctx ends. Its thread is locked and
// never given back: the kernel kills the child when the thread that started it
// ends, so that no server outlives a killed gouji.
func (s *Server) supervise(ctx context.Context) {
	runtime.LockOSThread()
	defer close(s.ended)
	defer func() { _ = s.lock.Close() }() // releases the folder
	pause := firstPause
	for {
		began := time.Now()
		err := s.runOnce(ctx)
		if ctx.Err() != nil {
			return
		}
		if time.Since(began) > goodRun {
			pause = firstPause
		}
		s.options.Log.ErrorContext(ctx, "search server ended, starting it again",
			"err", err, "pause", pause, "output", s.output.String())
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
		pause = min(pause*2, lastPause)
	}
}

// runOnce starts the server and waits for its end.
func (s *Server) runOnce(ctx context.Context) error {
	cmd, err := s.command(ctx)
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.starts++
	err = cmd.Start()
	if err == nil {
		s.process = cmd.Process
	}
	s.mu.Unlock()
	if err != nil {
		return err
	}
	s.options.Log.InfoContext(ctx, "search server started", "pid", cmd.Process.Pid, "url", s.URL())
	err = cmd.Wait()
	s.mu.Lock()
	s.process = nil
	s.mu.Unlock()
	return err
}

// command describes the child. It inherits the lock of its folder, and of the
// environment only what every program needs, so that no MEILI_ variable meant
// for another server reaches it.
func (s *Server) command(ctx context.Context) (*exec.Cmd, error) {
	dir, env := s.options.Dir, "production"
	if s.options.Development {
		env = "development"
	}
	args := []string{
		"--http-addr", s.address,
		"--db-path", filepath.Join(dir, dataDir),
		"--dump-dir", filepath.Join(dir, "dumps"),
		"--snapshot-dir", filepath.Join(dir, "snapshots"),
		"--env", env,
		"--no-analytics",
		"--log-level", "WARN",
		"--max-indexing-memory", s.options.IndexingMemory,
	}
	upgrade, err := needsUpgrade(ctx, s.binary, filepath.Join(dir, dataDir))
	if err != nil {
		return nil, err
	}
	if upgrade {
		args = append(args, "--experimental-dumpless-upgrade")
	}
	cmd := exec.CommandContext(ctx, s.binary, args...)
	cmd.Dir = dir // where no foreign config.toml lies
	cmd.Env = append(basicEnv(), "MEILI_MASTER_KEY="+s.key)
	cmd.Stdout, cmd.Stderr = s.output, s.output
	cmd.ExtraFiles = []*os.File{s.lock}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	cmd.Cancel = func() error {
		err := cmd.Process.Signal(syscall.SIGTERM)
		if errors.Is(err, os.ErrProcessDone) {
			return nil
		}
		return err
	}
	cmd.WaitDelay = s.options.StopTimeout
	return cmd, nil
}

// basicEnv returns the variables that are safe to hand on.
func basicEnv() []string {
	var env []string
	for _, name := range []string{"PATH", "HOME", "LANG", "TMPDIR", "TZ"} {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	return env
}
