package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A backup that was written by the command, with the daemon and without it, is
// restored by the command, and a document that was deleted is gone.
func TestBackupRestoreAndDelete(t *testing.T) {
	g := newGouji(t, "--retention.originals_years", "1")
	g.start()
	g.drop("old.txt", []byte("岚溪县2019年政府信息公开工作年度报告\n全年共受理申请12件。\n"))
	g.drop("other.txt", []byte("青禾湾水库移民安置公告"))
	g.search(2, "index=docs")
	file := filepath.Join(g.dir, "gouji.backup")
	for _, running := range []bool{true, false} {
		if !running {
			g.end()
		}
		if _, errs, code := g.command("backup", file); code != 0 || !strings.Contains(errs, "2 份文件") {
			t.Fatalf("running %v: %d %s", running, code, errs)
		}
		info, err := os.Stat(file)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v %v", info, err)
		}
	}
	there := newGouji(t)
	there.url = "http://127.0.0.1:0"
	out, errs, code := there.command("restore", file)
	if code != 0 || !strings.Contains(out, "2 份文件") || strings.Count(out, "\n") != 1 {
		t.Fatalf("%d %s %s", code, out, errs)
	}
	if _, errs, code := there.command("restore", file); code != 1 || !strings.Contains(errs, "空目录") {
		t.Errorf("restored twice: %d %s", code, errs)
	}
	there.start()
	there.search(2, "index=docs")
	there.end()

	g.start()
	out, errs, code = g.command("retention")
	if code != 0 || !strings.Contains(out, "old.txt") || !strings.Contains(out, "将删除") {
		t.Fatalf("%d %s %s", code, out, errs)
	}
	id := regexp.MustCompile(`[0-9a-f]{32}`).FindString(out)
	if out, errs, code := g.command("delete", id); code != 0 || !strings.Contains(out, "--yes") {
		t.Fatalf("%d %s %s", code, out, errs)
	}
	g.search(2, "index=docs")
	if out, errs, code := g.command("delete", id, "--yes", "--archived"); code != 0 || !strings.Contains(out, "✓") {
		t.Fatalf("%d %s %s", code, out, errs)
	}
	g.search(1, "index=docs")
	if left := g.glob("archive/*/*/old.txt"); left != nil {
		t.Errorf("left: %q", left)
	}
	if _, _, code := g.command("delete", id, "--yes"); code != 1 {
		t.Errorf("deleted twice: %d", code)
	}
}
