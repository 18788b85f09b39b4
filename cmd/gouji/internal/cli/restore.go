package cli

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/gouji/gouji/cmd/gouji/internal/daemon"
)

func newRestore(s *settings) *cobra.Command {
	return &cobra.Command{
		Use:     "restore FILE",
		Short:   "Put a backup into an empty data folder · 恢复备份",
		Long:    "Checks a backup and puts it into data_dir, which must be empty. The next start makes the search index.",
		Example: "  gouji restore gouji.backup --data_dir /srv/gouji && gouji serve --data_dir /srv/gouji",
		Args:    usage(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			l, err := s.load(c)
			if err != nil {
				return err
			}
			f, err := os.Open(args[0])
			if err != nil {
				return err
			}
			defer f.Close()
			found, err := daemon.Restore(c.Context(), f, l, daemon.NewLog(c.ErrOrStderr(), l.Log))
			if err != nil {
				return err
			}
			if found.Damaged > 0 {
				fmt.Fprintf(c.ErrOrStderr(), "! 备份时已损坏 damaged when the backup was made: %d\n", found.Damaged)
			}
			_, err = fmt.Fprintf(c.OutOrStdout(),
				"已恢复 restored: %d 份文件 documents, %d 份原件 originals, %d 个决定 decisions. 请运行 now run: gouji serve\n",
				found.Records, found.Originals, found.Decisions)
			return err
		},
	}
}
