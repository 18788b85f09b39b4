package cli

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
)

func TestWrite(t *testing.T) {
	says := func(text string, err error) func(io.Writer) error {
		return func(w io.Writer) error { return errors.Join(errorOf(io.WriteString(w, text)), err) }
	}
	var stdout bytes.Buffer
	if err := write(&stdout, "", says("printed", nil)); err != nil || stdout.String() != "printed" {
		t.Errorf("stdout: %q, %v", stdout.String(), err)
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "out.pdf")
	broken := errors.New("broken")
	for _, c := range []struct {
		text string
		err  error
		want string // what the file holds afterwards
	}{{"first", nil, "first"}, {"second", nil, "second"}, {"half", broken, "second"}} {
		if err := write(&stdout, path, says(c.text, c.err)); !errors.Is(err, c.err) {
			t.Errorf("%s: %v", c.text, err)
		}
		if b, err := os.ReadFile(path); err != nil || string(b) != c.want {
			t.Errorf("%s: the file holds %q, %v", c.text, b, err)
		}
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	if err := write(&stdout, link, says("by a link", nil)); err != nil {
		t.Error(err)
	}
	if b, _ := os.ReadFile(path); string(b) != "by a link" {
		t.Errorf("the link's file holds %q", b)
	}
	if all, err := os.ReadDir(dir); err != nil || len(all) != 2 {
		t.Errorf("left behind: %v, %v", all, err)
	}
	if err := write(&stdout, filepath.Join(dir, "none", "out.pdf"), says("", nil)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no folder: %v", err)
	}
	if err := write(&stdout, os.DevNull, says("nothing", nil)); err != nil {
		t.Error(err)
	}
	if info, err := os.Stat(os.DevNull); err != nil || info.Mode().IsRegular() {
		t.Error("the device is a file now")
	}
}

func errorOf(_ int, err error) error { return err }
