package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/gouji/gouji/cmd/gouji/internal/api"
)

const reindexPause = 500 * time.Millisecond

func newReindex(s *settings) *cobra.Command {
	return &cobra.Command{
		Use:     "reindex",
		Short:   "Rebuild the search index and swap it in · 重建索引",
		Long:    "Rebuilds the search index out of the stored documents and swaps it in. Search goes on meanwhile.",
		Example: "  gouji reindex",
		Args:    usage(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			client, err := s.client(c)
			if err != nil {
				return err
			}
			if err := client.Reindex(c.Context()); err != nil {
				return err
			}
			n, err := awaitReindex(c.Context(), client)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(c.OutOrStdout(), "索引已重建 index rebuilt: %d\n", n)
			return err
		},
	}
}

// awaitReindex returns how many documents were written once the rebuild ends.
func awaitReindex(ctx context.Context, client *api.Client) (int, error) {
	for {
		status, _, err := client.Status(ctx)
		if err != nil {
			return 0, err
		}
		if !status.Reindex.Running {
			if status.Reindex.Error != "" {
				return 0, errors.New(status.Reindex.Error)
			}
			return status.Reindex.Documents, nil
		}
		select {
		case <-ctx.Done():
			return 0, ctx.Err()
		case <-time.After(reindexPause):
		}
	}
}
