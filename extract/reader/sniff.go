package reader

import (
	"bytes"
	"cmp"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"github.com/gouji/gouji/extract/html"
)

// Media types of what the reader reads.
const (
	mediaText     = "text/plain"
	mediaMarkdown = "text/markdown"
	mediaHTML     = "text/html"
	mediaPDF      = "application/pdf"
)

// pictures are the media types of pictures that are read, and what mimetype
// calls them besides.
var pictures = map[string]string{
	"image/png": "", "image/apng": "image/png", "image/jpeg": "", "image/tiff": "", "image/webp": "",
	"image/bmp": "", "image/gif": "", "image/heic": "", "image/heif": "image/heic", "image/heic-sequence": "image/heic", "image/heif-sequence": "image/heic",
}

// HeadBytes is how much of a file is looked at to tell what it is.
const HeadBytes = 1 << 16

// binaries names the file types that are recognised and not read, by prefix of
// their media type.
var binaries = []struct{ prefix, name string }{
	{"image/", "这种图片"},
	{"application/vnd.openxmlformats", " Office 文档"},
	{"application/msword", " Word 文档"},
	{"application/vnd.ms-", " Office 文档"},
	{"application/x-ole-storage", " Office 文档"},
	{"application/vnd.oasis", "开放文档（ODF）"},
	{"application/zip", "压缩包"},
	{"application/vnd.rar", "压缩包"},
	{"application/x-7z", "压缩包"},
	{"application/gzip", "压缩包"},
	{"application/x-tar", "压缩包"},
	{"audio/", "音频"},
	{"video/", "视频"},
	{"application/x-executable", "程序文件"},
	{"application/x-elf", "程序文件"},
	{"application/x-sharedlib", "程序文件"},
	{"application/vnd.microsoft.portable-executable", "程序文件"},
}

// header is that of a PDF at the start of a line. It may stand behind other
// bytes, as downloads and mail programs leave them.
var header = regexp.MustCompile(`(?:^|[\r\n\x00]|\x{FEFF})%PDF-\d`)

// Sniff tells the media type by the first HeadBytes of a file; the name only
// tells Markdown from plain text. A type that cannot be read is an *ingest.Error
// of kind Refuse.
func Sniff(name string, head []byte) (media string, err error) {
	head = head[:min(len(head), HeadBytes)]
	if len(head) == 0 {
		return "", refuse(name, ErrEmpty, "文件是空的（0 字节），可能没有复制完整，请重新放入")
	}
	detected, _, _ := strings.Cut(mimetype.Detect(head).String(), ";")
	if known, ok := pictures[detected]; ok {
		return cmp.Or(known, detected), nil
	}
	if detected == mediaPDF && (header.Match(head) || bytes.IndexByte(head, 0) >= 0) {
		return mediaPDF, nil // and not a text that tells of such a header
	}
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

// Paged reports whether a file of that media type is read page by page, by
// ReadPages.
func Paged(media string) bool {
	return media == mediaPDF || strings.HasPrefix(media, "image/")
}

func tooLarge(name string, size, limit int64) error {
	return refuse(name, fmt.Errorf("%w: %d bytes, limit %d", ErrTooLarge, size, limit),
		fmt.Sprintf("文件过大（%d MB），超过上限 %d MB", size>>20, limit>>20))
}
