package cli

import (
	"github.com/spf13/cobra"

	"github.com/gouji/gouji/cmd/gouji/internal/worker"
)

// newPageWorker is the command of the processes that gouji starts itself.
func newPageWorker() *cobra.Command {
	return &cobra.Command{
		Use:    worker.Command,
		Short:  "Read pages for another gouji, which starts it · 内部使用",
		Hidden: true,
		Args:   usage(cobra.NoArgs),
		RunE:   func(c *cobra.Command, _ []string) error { return worker.Run(c.Context()) },
	}
}
