package cli

import (
	"fmt"

	"github.com/spf13/cobra"
)

func newRetry(s *settings) *cobra.Command {
	return &cobra.Command{
		Use:     "retry [ID...]",
		Short:   "Work again on what failed or was refused · 重新处理失败的文件",
		Example: "  gouji retry\n  gouji retry 0f3a…   # the ID that gouji status shows",
		RunE: func(c *cobra.Command, ids []string) error {
			client, err := s.client(c)
			if err != nil {
				return err
			}
			n, err := client.Retry(c.Context(), ids)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(c.OutOrStdout(), "重新处理 queued again: %d\n", n)
			return err
		},
	}
}
