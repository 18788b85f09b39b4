package access

import (
	"os"
	"path/filepath"
	"testing"
)

func TestSecret(t *testing.T) {
	path := filepath.Join(t.TempDir(), "api-token")
	first, err := Secret(path)
	if err != nil || len(first) != 64 {
		t.Fatal(first, err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if again, err := Secret(path); err != nil || again != first {
		t.Errorf("%q, then %q, %v", first, again, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Error(info.Mode(), err)
	}
	if err := os.WriteFile(path, []byte("short\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if other, err := Secret(path); err != nil || other == first || len(other) != 64 {
		t.Error(other, err)
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*"))
	if err != nil || len(left) != 1 {
		t.Error(left, err)
	}
	if _, err := Secret(filepath.Join(path, "x")); err == nil {
		t.Error("a secret below a file")
	}
}
