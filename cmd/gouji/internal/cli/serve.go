package cli

import (
	"fmt"
	"os"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/gouji/gouji/cmd/gouji/internal/daemon"
)

// gcPercent lets the heap grow by two fifths before it is collected, not to
// twice its size. The daemon shares the machine with its search server, which makes
// better use of the memory; docs/performance.md has the figures.
const gcPercent = 40

func newServe(s *settings) *cobra.Command {
	c := &cobra.Command{
		Use:   "serve",
		Short: "Watch the folders and serve search · 监视文件夹并提供检索",
		Long: "Watches the folders, reads what is dropped there, and serves the search page and the API.\n" +
			"Every flag below can also stand in a settings file (server: {listen: ...}) or in the\n" +
			"environment (GOUJI_SERVER_LISTEN).",
		Example: "  gouji serve\n" +
			"  gouji serve --folders /srv/reports --server.listen :8080\n" +
			"  gouji serve --folders '[{path: /srv/share, mode: keep}]'",
		Args: usage(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			l, err := s.load(c)
			if err != nil {
				return err
			}
			if _, set := os.LookupEnv("GOGC"); !set {
				debug.SetGCPercent(gcPercent)
			}
			log := daemon.NewLog(c.ErrOrStderr(), l.Log)
			d, err := daemon.Open(c.Context(), l, buildVersion(s.process.Version), log)
			if err != nil {
				return err
			}
			for _, f := range l.Folders {
				fmt.Fprintf(c.OutOrStdout(), "请把报告放入 drop reports into: %s\n", f.Path)
			}
			fmt.Fprintf(c.OutOrStdout(), "检索网址 search at:           %s\n", d.URL())
			return d.Run(c.Context())
		},
	}
	s.show(c)
	return c
}
