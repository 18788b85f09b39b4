package archive

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"unicode/utf8"
)

const (
	// maxName is the longest file name in bytes, NAME_MAX of Linux.
	maxName = 255
	// maxExtension is the longest tail in bytes that is taken for an extension.
	maxExtension = 32
	noteSuffix   = ".原因.txt"
)

// numbered returns the name with a number before its extension, cut so that it
// is not too long. The first is the name itself.
func numbered(name string, n int) string {
	if n <= 1 {
		return name
	}
	extension := filepath.Ext(name)
	if len(extension) > maxExtension || extension == name {
		extension = ""
	}
	stem := name[:len(name)-len(extension)]
	tail := fmt.Sprintf(" (%d)%s", n, extension)
	return cut(stem, maxName-len(tail)) + tail
}

// noteName returns the name of the note beside a failed file. Where the name
// has to be cut, a hash keeps the notes of like names apart.
func noteName(name string) string {
	if len(name)+len(noteSuffix) <= maxName {
		return name + noteSuffix
	}
	sum := sha256.Sum256([]byte(name))
	tail := "~" + hex.EncodeToString(sum[:4]) + noteSuffix
	return cut(name, maxName-len(tail)) + tail
}

// cut returns at most limit bytes of s and does not tear a character. A name
// that is not UTF-8 is cut anywhere.
func cut(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	for end := limit; end > limit-utf8.UTFMax && end > 0; end-- {
		if utf8.RuneStart(s[end]) {
			return s[:end]
		}
	}
	return s[:limit]
}
