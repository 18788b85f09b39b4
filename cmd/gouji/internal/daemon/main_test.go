package daemon

import (
	"context"
	"fmt"
	"os"
	"testing"

	"github.com/gouji/gouji/cmd/gouji/internal/worker"
)

// TestMain makes the test's program a page worker where it is started as one.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == worker.Command {
		if err := worker.Run(context.Background()); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}
