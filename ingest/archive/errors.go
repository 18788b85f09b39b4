package archive

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"github.com/gouji/gouji/ingest"
)

// ErrVanished means that the file to be moved is no longer there. It is also
// fs.ErrNotExist, which no other error of this package is.
var ErrVanished = fmt.Errorf("file has vanished: %w", fs.ErrNotExist)

// fault gives an error its kind. Whatever is wrong with a folder may be mended
// while the program runs, so every error but a missing source is a Retry.
func fault(action, path string, err error) error {
	if err == nil {
		return nil
	}
	e := &ingest.Error{Kind: ingest.Retry, Stage: "archive", Path: path, Err: fmt.Errorf("%s: %w", action, err)}
	switch {
	case errors.Is(err, ErrVanished):
	case errors.Is(err, fs.ErrNotExist):
		e.Err = errors.New(action + ": " + err.Error()) // the target's fault, not the missing source
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		e.Reason = "归档所在的磁盘空间不足，请联系管理员清理；有空间后会自动继续。"
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		e.Reason = "没有权限移动文件，请联系管理员检查收件、归档和失败文件夹的权限。"
	}
	return e
}
