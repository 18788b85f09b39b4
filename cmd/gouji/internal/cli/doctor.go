package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/gouji/gouji/cmd/gouji/internal/doctor"
	"github.com/gouji/gouji/ingest/watch"
)

func newDoctor(s *settings) *cobra.Command {
	quick, folders := false, false
	c := &cobra.Command{
		Use:     "doctor",
		Short:   "Look at folders, disk and servers, and say how to mend them · 检查运行环境",
		Example: "  gouji doctor\n  gouji doctor --quick   # only: does the daemon answer?",
		Args:    usage(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			l, err := s.load(c)
			if err != nil {
				return err
			}
			if quick {
				if err := doctor.Serving(c.Context(), l.Server.URL()); err != nil {
					return fmt.Errorf("服务没有正常运行 the daemon at %s is not healthy: %w", l.Server.URL(), err)
				}
				return nil
			}
			d := doctor.Doctor{Settings: l, Network: watch.Network}
			look := func() []doctor.Result { return d.Run(c.Context()) }
			if folders {
				look = d.Folders
			}
			if !doctor.Print(printable(c.OutOrStdout()), look()) {
				return errReported
			}
			return nil
		},
	}
	c.Flags().BoolVar(&quick, "quick", false, "only ask whether the daemon is alive · 只检查服务是否在运行")
	c.Flags().BoolVar(&folders, "folders-only", false, "only look at the folders · 只检查文件夹")
	return c
}
