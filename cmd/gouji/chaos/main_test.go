package chaos

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// These tell a child of this test where its parent has built gouji.
const (
	binaryVariable  = "CHAOS_BINARY"
	unracedVariable = "CHAOS_BINARY_UNRACED"
)

// binary is the gouji under test. unraced is the same without the race detector,
// which has no place in workers of limited memory.
var binary, unraced string

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	flag.Parse()
	if err := flag.Set("test.parallel", "4"); err != nil { // they wait more than they work
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	for _, variable := range os.Environ() { // the settings of whoever runs the tests
		if name, _, _ := strings.Cut(variable, "="); strings.HasPrefix(name, "MEILI_") || strings.HasPrefix(name, "GOUJI_") {
			_ = os.Unsetenv(name)
		}
	}
	unraced = os.Getenv(unracedVariable)
	if binary = os.Getenv(binaryVariable); binary != "" { // for one test, which needs no other
		return m.Run()
	}
	dir, err := os.MkdirTemp("", "gouji-chaos-")
	if err == nil {
		defer os.RemoveAll(dir)
		binary, unraced = filepath.Join(dir, "gouji"), filepath.Join(dir, "gouji")
		err = build(binary, raced()...)
	}
	if err == nil && len(raced()) > 0 {
		unraced = filepath.Join(dir, "gouji-unraced")
		err = build(unraced)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// raced are the options of the compiler with which the tests were built.
func raced() []string {
	if info, ok := debug.ReadBuildInfo(); ok && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"}) {
		return []string{"-race"}
	}
	return nil
}

func build(target string, options ...string) error {
	args := append(append([]string{"build"}, options...), "-o", target, "..")
	out, err := exec.Command("go", args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("build gouji: %w\n%s", err, out)
	}
	return nil
}

// searchBinary is the server that `make tools` installs, or one on the PATH.
func searchBinary(t *testing.T) string {
	t.Helper()
	if installed, err := filepath.Abs("../../../.cache/bin/meilisearch"); err == nil {
		if _, err := os.Stat(installed); err == nil {
			return installed
		}
	}
	path, err := exec.LookPath("meilisearch")
	if err != nil {
		t.Fatal("no meilisearch: run: make tools")
	}
	return path
}

// seeded returns the source of all that is random in a test.
func seeded(t *testing.T) *rand.Rand {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	if given := os.Getenv("CHAOS_SEED"); given != "" {
		var err error
		if seed, err = strconv.ParseUint(given, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("CHAOS_SEED=%d", seed)
	return rand.New(rand.NewPCG(seed, 1))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
