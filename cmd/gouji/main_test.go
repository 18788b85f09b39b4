package main

import (
	"os"
	"testing"

	"github.com/gouji/gouji/cmd/gouji/internal/worker"
)

// TestMain makes the tests' program a page worker where it is started as one,
// as gouji starts itself.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == worker.Command {
		main()
	}
	os.Exit(m.Run())
}
