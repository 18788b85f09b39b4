package jetstream

import (
	"context"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go/jetstream"
	"golang.org/x/sys/unix"

	"github.com/gouji/gouji/ingest"
)

const stage = "queue"

var (
	errClosed = errors.New("queue is closed")
	errBroken = errors.New("queue waits for its restart after a write error")
)

func stop(action, reason string, err error) error {
	return &ingest.Error{Kind: ingest.Stop, Stage: stage, Reason: reason, Err: fmt.Errorf("%s: %w", action, err)}
}

// fault makes a Retry of an error of the server and discards a session whose
// store has failed.
func (s *Store) fault(used *session, action string, err error) error {
	if errors.Is(err, context.Canceled) || isStop(err) {
		return err
	}
	if used != nil && used.isBroken() {
		s.discard(used)
	}
	reason := "任务队列暂时不可用，稍后会自动重试。"
	if s.Room() != nil {
		reason = fullReason
	}
	return &ingest.Error{Kind: ingest.Retry, Stage: stage, Reason: reason, Err: fmt.Errorf("%s: %w", action, err)}
}

func isStop(err error) bool { return ingest.KindOf(err) == ingest.Stop }

func hasCode(err error, code jetstream.ErrorCode) bool {
	api, ok := errors.AsType[*jetstream.APIError](err)
	return ok && api.ErrorCode == code
}

const fullReason = "服务器磁盘空间不足，请联系管理员清理；有空间后会自动继续。"

// Room returns a Retry error while less than MinFree bytes are free on the
// disk of the data folder.
func (s *Store) Room() error {
	var fs unix.Statfs_t
	if err := unix.Statfs(s.o.Dir, &fs); err != nil {
		return &ingest.Error{Kind: ingest.Retry, Stage: stage, Path: s.o.Dir, Err: fmt.Errorf("look for free space: %w", err)}
	}
	free := int64(fs.Bavail) * int64(fs.Bsize) //nolint:unconvert // the types differ between systems
	if free >= s.o.MinFree {
		return nil
	}
	return &ingest.Error{
		Kind: ingest.Retry, Stage: stage, Path: s.o.Dir, Reason: fullReason,
		Err: fmt.Errorf("%d bytes free, %d needed: %w", free, s.o.MinFree, unix.ENOSPC),
	}
}
