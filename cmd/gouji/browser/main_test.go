package browser

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Paths in the checkout, from here.
const (
	root        = "../../.."
	screenshots = root + "/.cache/screenshots"
	axeScript   = root + "/index/web/front/node_modules/axe-core/axe.min.js"
)

// program is the built gouji.
var program string

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "gouji-browser-")
	if err == nil {
		defer func() { _ = os.RemoveAll(dir) }()
		program = filepath.Join(dir, "gouji")
		err = prepare()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	code := m.Run()
	if err := closeShared(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
}

func prepare() error {
	for path, install := range map[string]string{
		root + "/index/web/front/dist/app.js": "make front", axeScript: "make front", root + "/.cache/bin/meilisearch": "make tools",
	} {
		if _, err := os.Stat(path); err != nil {
			return fmt.Errorf("%s is missing: run: %s", filepath.Base(path), install)
		}
	}
	if _, err := exec.LookPath("chromium"); err != nil {
		return fmt.Errorf("chromium is missing: run: make tools")
	}
	if err := os.MkdirAll(screenshots, 0o755); err != nil {
		return err
	}
	said, err := exec.Command("go", "build", "-o", program, "github.com/gouji/gouji/cmd/gouji").CombinedOutput()
	if err != nil {
		return fmt.Errorf("build gouji: %w: %s", err, said)
	}
	return nil
}
