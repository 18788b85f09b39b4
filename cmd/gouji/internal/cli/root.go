package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/gouji/gouji/configs"
)

// Exit codes of every command.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
)

// Process is the surroundings that a run of the program sees.
type Process struct {
	Args    []string
	Env     []string // NAME=value
	Stdout  io.Writer
	Stderr  io.Writer
	Version string // may be empty
}

// usageError is a command line or a setting that cannot be used.
type usageError struct{ err error }

func (e usageError) Error() string { return e.err.Error() }
func (e usageError) Unwrap() error { return e.err }

// errReported ends a command that has already said what is wrong.
var errReported = errors.New("failed")

// Run runs one command line and returns its exit code.
func Run(ctx context.Context, p Process) int {
	root, err := newRoot(p)
	if err == nil {
		err = root.ExecuteContext(ctx)
	}
	return report(p.Stderr, err)
}

func report(w io.Writer, err error) int {
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errReported):
		return exitFailed
	}
	fmt.Fprintln(printable(w), "gouji:", err)
	if _, ok := errors.AsType[usageError](err); ok {
		return exitUsage
	}
	return exitFailed
}

func newRoot(p Process) (*cobra.Command, error) {
	root := &cobra.Command{
		Use:           "gouji",
		Short:         "Checked, searchable figures out of a folder of reports · 把文件夹里的报告变成可核对、可检索的数据",
		Example:       "  gouji serve\n  gouji extract report.txt\n  gouji search 行政许可 --year 2020",
		SilenceErrors: true,
		SilenceUsage:  true,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usageError{fmt.Errorf("unknown command %q; see gouji --help", args[0])}
			}
			return nil
		},
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.SetArgs(p.Args)
	root.SetOut(p.Stdout)
	root.SetErr(p.Stderr)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return usageError{fmt.Errorf("%w; see %s --help", err, c.CommandPath())}
	})
	flags, err := configs.Flags()
	if err != nil {
		return nil, err
	}
	s := &settings{process: p, known: flags}
	s.bind(root)
	root.AddCommand(
		newServe(s), newExtract(s), newSearch(s), newStatus(s),
		newRetry(s), newReindex(s), newBackup(s), newRestore(s), newRetention(s), newDelete(s), newDoctor(s), newVersion(s), newPageWorker(),
	)
	return root, nil
}

// usage turns what cobra says about arguments into a usage error.
func usage(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if err := check(c, args); err != nil {
			return usageError{fmt.Errorf("%w; see %s --help", err, c.CommandPath())}
		}
		return nil
	}
}
