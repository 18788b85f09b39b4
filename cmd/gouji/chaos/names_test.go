package chaos

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// names are those that people, programs and other systems give to files. A file
// of each must be read and reach the archive under a name that is as near to it
// as can be.
var names = []string{
	"new\nline.txt", "return\r\n.txt", "tab\there.txt", " leading.txt", "trailing.txt ", "trailing dot.", "three dots...", "a..txt",
	"-rf.txt", "--help", "-", "~", "~root.txt", "a..b.txt", "up\\..\\..\\x.txt", "C:\\Users\\x.txt", "a:b.txt", "x:$DATA.txt",
	"*.txt", "?.txt", "[a-z].txt", "{a,b}.txt", "$(touch owned).txt", "`touch owned`.txt", "; touch owned;.txt", "a|b>c<d&.txt", "'quote\".txt",
	"%s%n%d.txt", "%2e%2e%2fup.txt", "<script>alert(1)</script>.txt", "'; DROP TABLE docs;--.txt",
	"con.txt", "PRN.txt", "aux", "NUL", "COM1.txt", "lpt9.txt",
	"invalid\xff\xfe\x80.txt", "\xc0\xaf.txt", "half\xe5\xb9.txt", "right\u202etxt.exe", "no\u200bwidth.txt", "\ufeffmark.txt",
	"bell\a\x1b[2J\x7f.txt", "\x01\x02.txt", "e\u0301.txt", "\u00e9.txt", "😀.txt", "年报（终稿）.TXT", "年报.txt.txt", "ＡＢＣ．ｔｘｔ",
	strings.Repeat("长", 83) + ".txt ", strings.Repeat("\xff", 255), strings.Repeat("x", 251) + ".txt", "no-extension", "many.dots.in.a.name.txt",
	"folder.pdf/file.txt", "new\nfolder/file.txt", "-rf/file.txt", "con/file.txt", strings.Repeat("d", 255) + "/file.txt", strings.Repeat("深/", 40) + "file.txt",
}

// leftAlone are names of files that are nobody's reports.
var leftAlone = []string{".hidden.txt", ".txt", "..x.txt", "...txt...x", "..\\..\\up.txt", ".git/config.txt", "~$lock.docx", "half.part", "half.TMP", "Thumbs.db", "@eaDir/x.txt", "年报.pdf.原因.txt"}

// layout is a folder full of odd names.
type layout struct {
	dir     string
	content map[string]string // of a file, by its name below the folder
	refused string            // one that is refused under the longest of names
}

func layNames(t *testing.T, dir string) *layout {
	t.Helper()
	l := &layout{dir: dir, content: map[string]string{}, refused: strings.Repeat("坏", 83) + "\n.txt"}
	lay := func(name, content string) {
		path := filepath.Join(dir, name)
		must(t, os.MkdirAll(filepath.Dir(path), 0o755))
		must(t, os.WriteFile(path, []byte(content), 0o644))
		l.content[name] = content
	}
	for n, name := range append(names, leftAlone...) {
		lay(name, fmt.Sprintf("第%d份文件。\r\n本机关2020年共收到政府信息公开申请%d件。\r\n", n, n))
	}
	lay(l.refused, "PK\x03\x04no such archive")
	return l
}

// stays reports whether a path is one that is left alone.
func (l *layout) stays(path string) bool {
	below, err := filepath.Rel(l.dir, path)
	return err == nil && slices.Contains(leftAlone, below)
}

// check wants each file where it belongs, with its bytes.
func (l *layout) check(t *testing.T, d *daemon) {
	t.Helper()
	in := func(dir string) map[string]int {
		shas := map[string]int{}
		for _, sha := range filesIn(t, dir) {
			shas[sha]++
		}
		return shas
	}
	archive, failed, inbox := in(d.path("archive")), in(d.path("failed")), filesIn(t, l.dir)
	for _, name := range names {
		if sha := newItem(name, []byte(l.content[name])).sha; archive[sha] != 1 || failed[sha] != 0 {
			t.Errorf("%q must be read and archived once: it is %d times in archive, %d in failed", name, archive[sha], failed[sha])
		}
	}
	for _, name := range leftAlone {
		if inbox[name] == "" {
			t.Errorf("%q must be left alone, and is gone", name)
		}
	}
	if sha := newItem("", []byte(l.content[l.refused])).sha; failed[sha] != 1 {
		t.Errorf("%q must be in failed", l.refused)
	}
	if _, err := os.Lstat(d.path("owned")); err == nil {
		t.Error("a name was run as a command")
	}
}
