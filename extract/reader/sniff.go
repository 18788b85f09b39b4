package reader

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"github.com/gouji/gouji/extract/html"
)

// Media types of what the reader reads.
const (
	mediaText     = "text/plain"
	mediaMarkdown = "text/markdown"
	mediaHTML     = "text/html"
)

// sniffBytes is how much of a file is looked at to tell what it is.
const sniffBytes = 1 << 16

// binaries names the file types that are recognised and not read, by prefix of
// their media type.
var binaries = []struct{ prefix, name string }{
	{"application/pdf", " PDF 文件"},
	{"image/", "图片"},
	{"application/vnd.openxmlformats", " Office 文档"},
	{"application/msword", " Word 文档"},
	{"application/vnd.ms-", " Office 文档"},
	{"application/x-ole-storage", " Office 文档"},
	{"application/vnd.oasis", "开放文档（ODF）"},
	{"application/zip", "压缩包"},
	{"application/x-rar", "压缩包"},
	{"application/x-7z", "压缩包"},
	{"application/gzip", "压缩包"},
	{"application/x-tar", "压缩包"},
	{"audio/", "音频"},
	{"video/", "视频"},
	{"application/x-executable", "程序文件"},
	{"application/x-elf", "程序文件"},
	{"application/vnd.microsoft.portable-executable", "程序文件"},
}

// sniff tells the media type by the bytes; the name only tells Markdown from
// plain text. A type that cannot be read is an error.
func sniff(name string, b []byte) (string, error) {
	head := b[:min(len(b), sniffBytes)]
	detected := mimetype.Detect(head).String()
	for _, t := range binaries {
		if strings.HasPrefix(detected, t.prefix) {
			return "", unsupported(name, detected, t.name)
		}
	}
	// The tags of a page in UTF-16 show when its zero bytes and its mark are gone.
	ascii := bytes.TrimLeft(bytes.ReplaceAll(head, []byte{0}, nil), "\xff\xfe\xef\xbb\xbf")
	if html.Is(string(ascii)) {
		return mediaHTML, nil
	}
	switch strings.ToLower(filepath.Ext(name)) {
	case ".md", ".markdown":
		return mediaMarkdown, nil
	}
	return mediaText, nil
}

func tooLarge(name string, size, limit int64) error {
	return refuse(name, fmt.Errorf("%w: %d bytes, limit %d", ErrTooLarge, size, limit),
		fmt.Sprintf("文件过大（%d MB），超过上限 %d MB", size>>20, limit>>20))
}
