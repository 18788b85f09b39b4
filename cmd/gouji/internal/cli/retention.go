package cli

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/gouji/gouji/cmd/gouji/internal/retention"
	"github.com/gouji/gouji/configs"
)

func newRetention(s *settings) *cobra.Command {
	var apply, asJSON bool
	c := &cobra.Command{
		Use:   "retention",
		Short: "List the originals that have been kept long enough, or remove them · 原件保留期限",
		Long: "Lists the originals that have been kept longer than retention.originals_years. With --apply they\n" +
			"are removed; what was read of them stays searchable.",
		Example: "  gouji retention\n  gouji retention --apply",
		Args:    usage(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			client, err := s.client(c)
			if err != nil {
				return err
			}
			var report retention.Report
			raw, err := client.Retention(c.Context(), apply, &report)
			if err != nil {
				return err
			}
			if asJSON {
				_, err = c.OutOrStdout().Write(raw)
			} else {
				err = printRetention(c.OutOrStdout(), report)
			}
			if err == nil && report.Failed > 0 {
				return fmt.Errorf("%d originals could not be judged or removed; the daemon's log says why · 部分原件未能处理", report.Failed)
			}
			return err
		},
	}
	c.Flags().BoolVar(&apply, "apply", false, "remove them · 删除这些原件")
	c.Flags().BoolVar(&asJSON, "json", false, "print the answer of the daemon · 输出 JSON")
	return c
}

func printRetention(w io.Writer, r retention.Report) error {
	w = printable(w)
	if r.Years == 0 {
		_, err := fmt.Fprintln(w, "原件永久保留 originals are kept for ever (retention.originals_years: 0)")
		return err
	}
	for _, i := range r.Items {
		fmt.Fprintf(w, "%s  %d  %10s  %s\n", i.ID, i.Year, configs.Size(i.Bytes).Round(), i.Name)
		for _, path := range i.Copies {
			if r.Copies {
				fmt.Fprintf(w, "    + %s\n", path)
			}
		}
	}
	words := "将删除 would go (--apply)"
	if r.Applied {
		words = "已删除 removed"
	}
	_, err := fmt.Fprintf(w, "%s: %d 份原件 originals, %s\n", words, r.Originals, configs.Size(r.Bytes).Round())
	return err
}
