package spool

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"syscall"

	"github.com/gouji/gouji/ingest"
)

const stage = "spool"

// tooLarge is a file over the size limit in bytes.
type tooLarge struct{ limit int64 }

func (e tooLarge) Error() string { return fmt.Sprintf("file has more than %d bytes", e.limit) }

// readError is a failure of the reader given to Put.
type readError struct{ err error }

func (e *readError) Error() string { return "read: " + e.err.Error() }
func (e *readError) Unwrap() error { return e.err }

// fault gives an error its kind. The context's end keeps no reason: nobody is
// told about a shutdown.
func fault(action, path string, err error) error {
	kind, reason := classify(err)
	return &ingest.Error{Kind: kind, Stage: stage, Path: path, Reason: reason, Err: fmt.Errorf("%s: %w", action, err)}
}

// size writes a number of bytes in the unit that leaves at least one.
func size(bytes int64) string {
	for _, unit := range []struct {
		name  string
		bytes int64
	}{{"MB", 1 << 20}, {"KB", 1 << 10}} {
		if bytes >= unit.bytes {
			return strconv.FormatFloat(float64(bytes*10/unit.bytes)/10, 'f', -1, 64) + " " + unit.name
		}
	}
	return strconv.FormatInt(bytes, 10) + " 字节"
}

func classify(err error) (ingest.Kind, string) {
	if e, ok := errors.AsType[tooLarge](err); ok {
		return ingest.Refuse, "文件太大，超过了 " + size(e.limit) + " 的上限（limits.file_bytes）。"
	}
	if _, ok := errors.AsType[*readError](err); ok {
		return ingest.Retry, "读取文件时中断，稍后会自动重试。"
	}
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return ingest.Retry, ""
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return ingest.Retry, "服务器磁盘空间不足，请联系管理员清理；有空间后会自动继续。"
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return ingest.Stop, "数据目录不可写，请联系管理员检查权限。"
	default:
		return ingest.Retry, ""
	}
}
