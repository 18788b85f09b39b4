package tesseract_test

import (
	"os"
	"os/exec"
	"testing"

	"github.com/gouji/gouji/ocr"
	"github.com/gouji/gouji/ocr/tesseract"
)

// TestMain sees to it that Tesseract starts without threads of its own.
func TestMain(m *testing.M) {
	if os.Getenv("OMP_THREAD_LIMIT") != "1" {
		again := exec.Command(os.Args[0], os.Args[1:]...)
		again.Env = append(os.Environ(), "OMP_THREAD_LIMIT=1")
		again.Stdout, again.Stderr = os.Stdout, os.Stderr
		if err := again.Run(); err != nil {
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func newEngine(t testing.TB, o tesseract.Options) *tesseract.Engine {
	t.Helper()
	o.TessData = append(o.TessData, "../../.cache/tessdata")
	e, err := tesseract.New(o)
	if err != nil {
		t.Fatalf("%v (run: make tools)", err)
	}
	if !e.Has(ocr.Best) {
		t.Fatal("the accurate English model is missing (run: make tools)")
	}
	t.Cleanup(e.Close)
	return e
}
