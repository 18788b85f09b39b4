package archive

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// byteOrderMark makes old Windows editors read the note as UTF-8.
const byteOrderMark = "\ufeff"

// note tells a clerk why a file was refused and what to do.
type note struct {
	name   string
	reason string
	when   time.Time
	inbox  string
}

func (n note) text() string {
	lines := []string{
		"这个文件没有被收录。",
		"",
		"文件：" + n.name,
		"时间：" + n.when.Format("2006年1月2日 15:04"),
		"原因：" + n.reason,
		"",
		"怎么办：",
		"1. 请按上面的原因检查文件，必要时换一份完整、能打开的文件。",
		"2. 把改好的文件重新放进收件文件夹：" + n.inbox,
		"3. 如果文件本身没有问题，可以把它原样移回收件文件夹再试一次，或者请管理员重试。",
		"",
		"原文件就在本说明旁边，没有被改动。处理完以后，本说明可以删除。",
		"",
	}
	text := strings.ToValidUTF8(strings.Join(lines, "\n"), "\ufffd")
	return byteOrderMark + strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\n", "\r\n")
}

// write writes the note for the file at path, in place of an older one.
func (n note) write(path string) error {
	target := notePath(path)
	temp := hidden(target)
	if err := os.WriteFile(temp, []byte(n.text()), 0o666); err != nil {
		return errors.Join(err, removeIfThere(temp))
	}
	if err := os.Rename(temp, target); err != nil {
		return errors.Join(err, removeIfThere(temp))
	}
	return nil
}

func notePath(path string) string {
	return filepath.Join(filepath.Dir(path), noteName(filepath.Base(path)))
}

// removeNote removes the note of a file. One that cannot be removed only tells
// an old story.
func removeNote(path string) {
	_ = os.Remove(notePath(path))
}

func removeIfThere(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
