package daemon

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/sys/unix"

	"github.com/gouji/gouji/configs"
	"github.com/gouji/gouji/index/web/status"
	"github.com/gouji/gouji/ingest"
	"github.com/gouji/gouji/ingest/archive"
	"github.com/gouji/gouji/ingest/watch"
)

const (
	// uploadPrefix begins the names of uploads that are not complete. The watcher
	// ignores what is hidden.
	uploadPrefix = ".gouji-upload-"
	// roomStep is how many bytes of an upload come between two looks at the disk.
	roomStep = 16 << 20
	// nameless is the name of a file of whose name nothing is left.
	nameless = "未命名"
	// maxName is the longest file name in bytes, NAME_MAX of Linux, and
	// maxExtension the longest tail that is taken for an extension.
	maxName      = 255
	maxExtension = 32
)

// Upload implements status.Operator: the file appears complete in the folder,
// where the watcher takes it like any other. A file of that name stays as it is.
func (d *Daemon) Upload(ctx context.Context, name string, content io.Reader) (string, error) {
	folder := d.dropFolder()
	name = cleanName(name)
	ignored, err := watch.Ignores(slices.Concat(d.settings.Watch.Ignore, folder.Ignore), name)
	if err != nil {
		return "", err
	}
	if ignored {
		return "", fmt.Errorf("%q: %w", name, status.ErrIgnored)
	}
	temp, err := os.CreateTemp(folder.Path, uploadPrefix+"*")
	if err != nil {
		return "", uploadError(err)
	}
	defer func() { _ = os.Remove(temp.Name()) }() // is not there any more if all went well
	if err := errors.Join(d.receive(ctx, temp, content), temp.Close()); err != nil {
		return "", uploadError(err)
	}
	path, err := archive.New(time.Now).Place(ctx, temp.Name(), filepath.Join(folder.Path, name))
	if err != nil {
		return "", uploadError(err)
	}
	d.log.InfoContext(ctx, "file taken from the page", slog.String("path", path))
	return filepath.Base(path), syncDir(folder.Path)
}

// receive writes a content to the disk, within the limits.
func (d *Daemon) receive(ctx context.Context, to *os.File, content io.Reader) error {
	limit := int64(d.settings.Limits.FileBytes)
	limited := io.LimitReader(content, limit+1)
	var size int64
	for {
		if err := errors.Join(ctx.Err(), d.room()); err != nil {
			return err
		}
		n, err := io.CopyN(to, limited, roomStep)
		size += n
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
	}
	switch {
	case size > limit:
		return status.ErrTooLarge
	case size == 0:
		return status.ErrEmpty
	}
	// The files of an office are for all of it to read.
	return errors.Join(to.Chmod(0o644), to.Sync())
}

// uploadError tells a full disk from other faults.
func uploadError(err error) error {
	if errors.Is(err, unix.ENOSPC) || errors.Is(err, unix.EDQUOT) {
		return errors.Join(status.ErrNoRoom, err)
	}
	if errors.Is(err, status.ErrTooLarge) || errors.Is(err, status.ErrEmpty) {
		return err
	}
	return &ingest.Error{Kind: ingest.Retry, Stage: "upload", Reason: "文件没有保存，请稍后重新上传。", Err: err}
}

// dropFolder is where uploaded files go.
func (d *Daemon) dropFolder() configs.Folder {
	for _, f := range d.settings.Folders {
		if f.Mode == string(ingest.Consume) {
			return f
		}
	}
	return d.settings.Folders[0]
}

// removeUploads removes what uploads have left that were cut short by the end of
// the program. A folder that is not there is the watcher's to report.
func (d *Daemon) removeUploads(ctx context.Context) {
	folder := d.dropFolder().Path
	entries, err := os.ReadDir(folder)
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), uploadPrefix) {
			err = errors.Join(err, os.Remove(filepath.Join(folder, e.Name())))
		}
	}
	if err != nil {
		d.log.WarnContext(ctx, "unfinished uploads are not removed", slog.Any("error", err))
	}
}

func syncDir(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	defer dir.Close()
	return dir.Sync()
}

// cleanName makes a plain file name of what a browser calls a file: without
// folders, control and invisible characters, not hidden, and not too long for
// the file system.
func cleanName(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.C, r) || r == utf8.RuneError {
			return -1
		}
		return r
	}, name)
	name = strings.TrimRight(strings.TrimLeft(name, ". "), ". ")
	if name == "" {
		return nameless
	}
	return shortened(name)
}

// shortened cuts a name before its extension.
func shortened(name string) string {
	if len(name) <= maxName {
		return name
	}
	extension := filepath.Ext(name)
	if len(extension) > maxExtension {
		extension = ""
	}
	end := maxName - len(extension)
	for !utf8.RuneStart(name[end]) {
		end--
	}
	return strings.TrimRight(name[:end], ". ") + extension
}
