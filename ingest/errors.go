package ingest

import (
	"context"
	"errors"
	"fmt"
	"syscall"
)

// Kind alone decides what follows an error.
type Kind int

// The kinds of error.
const (
	// Retry is a passing trouble: a full disk, a search server that is away.
	// The same job is tried again later.
	Retry Kind = iota + 1
	// Refuse is a fault of the file itself; trying again gives the same result.
	Refuse
	// Stop is a fault of the installation; no file can be processed.
	Stop
)

// String returns the name of the kind for logs.
func (k Kind) String() string {
	switch k {
	case Retry:
		return "retry"
	case Refuse:
		return "refuse"
	case Stop:
		return "stop"
	default:
		return "unknown"
	}
}

// Error is an error with its kind, the stage and the file it happened to, and
// what a clerk is told about it.
type Error struct {
	Kind   Kind
	Stage  string // e.g. "spool", "read", "index"
	Path   string // may be empty
	Reason string // one sentence of plain Chinese; may be empty
	// Outage says that a part is unable to work, whatever the file: its disk is
	// full, it does not answer. Such a failure is never counted against a file.
	Outage bool
	Err    error
}

// Error implements error.
func (e *Error) Error() string {
	if e.Path == "" {
		return fmt.Sprintf("%s: %v", e.Stage, e.Err)
	}
	return fmt.Sprintf("%s %q: %v", e.Stage, e.Path, e.Err)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// KindOf returns the kind of the outermost Error in err's chain. An error
// without a kind may pass by itself, so it is a Retry, and so is the end of a
// context. KindOf(nil) is zero.
func KindOf(err error) Kind {
	if err == nil {
		return 0
	}
	if errors.Is(err, context.Canceled) {
		return Retry
	}
	if e, ok := errors.AsType[*Error](err); ok && e.Kind != 0 {
		return e.Kind
	}
	return Retry
}

// IsOutage reports whether err says that a part is unable to work, whatever the
// file: an Error in its chain says so, or a disk or a quota is full.
func IsOutage(err error) bool {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return true
	}
	for err != nil {
		e, ok := errors.AsType[*Error](err)
		if !ok {
			return false
		}
		if e.Outage {
			return true
		}
		err = e.Err
	}
	return false
}

// ReasonOf returns the outermost reason in err's chain that a clerk can read,
// or a general one if there is none.
func ReasonOf(err error) string {
	for err != nil {
		e, ok := errors.AsType[*Error](err)
		if !ok {
			break
		}
		if e.Reason != "" {
			return e.Reason
		}
		err = e.Err
	}
	return "处理时出现意外错误，请联系管理员查看日志。"
}
