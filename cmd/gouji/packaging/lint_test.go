package packaging

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const root = "../../.." // of the project

// lint runs a linter in the project's root.
func lint(t *testing.T, name string, args ...string) {
	t.Helper()
	c := exec.CommandContext(t.Context(), name, args...)
	c.Dir = root
	if out, err := c.CombinedOutput(); err != nil {
		t.Errorf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
}

func TestDockerfileIsLinted(t *testing.T) {
	linter, err := filepath.Abs(filepath.Join(root, ".cache/bin/hadolint"))
	if err != nil {
		t.Fatal(err)
	}
	lint(t, linter, "Dockerfile")
}

func TestScriptsAreLinted(t *testing.T) {
	var scripts []string
	for _, pattern := range []string{"scripts/*.sh", "packaging/container/gouji", "packaging/deb/p*st*", "packaging/deb/prerm", "packaging/trial/*.sh"} {
		found, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil || len(found) == 0 {
			t.Fatalf("%s: %v", pattern, err)
		}
		for _, path := range found {
			script, err := filepath.Rel(root, path)
			if err != nil {
				t.Fatal(err)
			}
			scripts = append(scripts, script)
		}
	}
	lint(t, "shellcheck", append([]string{"-x", "--severity=warning"}, scripts...)...)
}

// The unit is verified with a program that is there.
func TestUnitIsVerified(t *testing.T) {
	unit, err := os.ReadFile(filepath.Join(root, "packaging/deb/gouji.service"))
	if err != nil {
		t.Fatal(err)
	}
	here := strings.Replace(string(unit), "/usr/bin/gouji", program, 1)
	path := filepath.Join(t.TempDir(), "gouji.service")
	if err := os.WriteFile(path, []byte(here), 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "systemd-analyze", "verify", "--man=no", "--recursive-errors=no", path).CombinedOutput()
	if err != nil || len(out) > 0 { // what it does not know it only mentions
		t.Errorf("%v\n%s", err, out)
	}
}
