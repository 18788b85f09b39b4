package pdf

import (
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"time"
)

// systemFonts are Chinese fonts where Debian, Ubuntu, Fedora, Alpine and Arch
// put them, in order of preference; all are free.
func systemFonts() []string {
	return []string{
		"/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
		"/usr/share/fonts/wqy-microhei/wqy-microhei.ttc",
		"/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
		"/usr/share/fonts/wqy-zenhei/wqy-zenhei.ttc",
		"/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
		"/usr/share/fonts/noto/NotoSansCJK-Regular.ttc",
		"/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
		"/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
		"/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Regular.ttc",
	}
}

// fontDir is where pdfium looks for fonts on Linux.
const fontDir = "usr/share/fonts"

// fontFS is the whole file system that pdfium sees: a folder with one font, or
// an empty one.
type fontFS struct{ file string }

func newFontFS(file string) fontFS {
	if file == "" {
		file = SystemFont()
	}
	return fontFS{file}
}

// SystemFont is the Chinese font that stands in where Options name none; empty
// if none is installed.
func SystemFont() string {
	for _, f := range systemFonts() {
		if _, err := os.Stat(f); err == nil {
			return f
		}
	}
	return ""
}

// Open implements fs.FS.
func (f fontFS) Open(name string) (fs.File, error) {
	if f.file != "" && name == path.Join(fontDir, path.Base(f.file)) {
		return os.Open(f.file)
	}
	switch {
	case name == fontDir:
		d := &folder{name: name}
		if f.file != "" {
			info, err := os.Stat(f.file)
			if err != nil {
				return nil, err
			}
			d.entries = []fs.DirEntry{fs.FileInfoToDirEntry(info)}
		}
		return d, nil
	case name == ".":
		return &folder{name: name, entries: []fs.DirEntry{fs.FileInfoToDirEntry(&folder{name: "usr"})}}, nil
	case strings.HasPrefix(fontDir, name+"/"):
		next, _, _ := strings.Cut(strings.TrimPrefix(fontDir, name+"/"), "/")
		return &folder{name: name, entries: []fs.DirEntry{fs.FileInfoToDirEntry(&folder{name: next})}}, nil
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// folder is a directory that exists in name only. It is its own FileInfo.
type folder struct {
	name    string
	entries []fs.DirEntry
}

func (d *folder) Stat() (fs.FileInfo, error) { return d, nil }
func (d *folder) Close() error               { return nil }
func (d *folder) Name() string               { return path.Base(d.name) }
func (d *folder) Size() int64                { return 0 }
func (d *folder) Mode() fs.FileMode          { return fs.ModeDir | 0o555 }
func (d *folder) ModTime() time.Time         { return time.Time{} }
func (d *folder) IsDir() bool                { return true }
func (d *folder) Sys() any                   { return nil }

func (d *folder) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: d.name, Err: fs.ErrInvalid}
}

// ReadDir implements fs.ReadDirFile.
func (d *folder) ReadDir(n int) ([]fs.DirEntry, error) {
	if n > 0 && len(d.entries) == 0 {
		return nil, io.EOF
	}
	if n <= 0 || n > len(d.entries) {
		n = len(d.entries)
	}
	read := d.entries[:n]
	d.entries = d.entries[n:]
	return read, nil
}
