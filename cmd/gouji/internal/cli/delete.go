package cli

import (
	"fmt"
	"io"
	"os/user"
	"strings"

	"github.com/spf13/cobra"

	"github.com/gouji/gouji/index/web/admin"
)

func newDelete(s *settings) *cobra.Command {
	var yes, archived, asJSON bool
	c := &cobra.Command{
		Use:   "delete ID",
		Short: "Remove one document everywhere, with proof · 彻底删除一份文件",
		Long: "Shows what there is of a document. With --yes it is removed from search, the data folder and the\n" +
			"decisions of people; then gouji looks everywhere once more. A file that lies in a watched folder\n" +
			"must be taken away first.",
		Example: "  gouji delete 0f3a…   # shows what there is\n  gouji delete 0f3a… --yes --archived",
		Args:    usage(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			client, err := s.client(c)
			if err != nil {
				return err
			}
			if !yes {
				found, raw, err := client.Traces(c.Context(), args[0])
				if err != nil {
					return err
				}
				if asJSON {
					_, err := c.OutOrStdout().Write(raw)
					return err
				}
				return printTraces(c.OutOrStdout(), found)
			}
			deletion, raw, err := client.Delete(c.Context(), args[0], whoami(), archived)
			if err != nil {
				return err
			}
			if asJSON {
				_, err = c.OutOrStdout().Write(raw)
			} else {
				err = printDeletion(c.OutOrStdout(), deletion)
			}
			if err == nil && !deletion.Complete {
				return errReported
			}
			return err
		},
	}
	c.Flags().BoolVar(&yes, "yes", false, "do it; nothing can be taken back · 确认删除，无法撤销")
	c.Flags().BoolVar(&archived, "archived", false, "remove its files in archive and failed folders, too · 同时删除归档和失败文件夹中的文件")
	c.Flags().BoolVar(&asJSON, "json", false, "print the answer of the daemon · 输出 JSON")
	return c
}

// whoami is who runs the program.
func whoami() string {
	u, err := user.Current()
	if err != nil {
		return ""
	}
	return u.Username
}

func printTraces(w io.Writer, t admin.Traces) error {
	w = printable(w)
	if !t.Any() {
		_, err := fmt.Fprintln(w, "没有找到 nothing was found")
		return err
	}
	describe(w, t)
	_, err := fmt.Fprintln(w, "加上 --yes 即彻底删除，无法撤销 repeat with --yes to remove it for good")
	return err
}

func printDeletion(w io.Writer, d admin.Deletion) error {
	w = printable(w)
	fmt.Fprintln(w, "找到 found:")
	describe(w, d.Found)
	if !d.Complete {
		fmt.Fprintln(w, "✗ 仍有残留 still there:")
		describe(w, d.Left)
		return nil
	}
	if d.CopiesStay {
		fmt.Fprintln(w, "! 归档中的文件没有删除 files in archive and failed folders stay (--archived)")
	}
	_, err := fmt.Fprintln(w, "✓ 已删除，再次检查没有发现残留 removed; nothing was found when looked for again")
	return err
}

// describe lists where something of a document is.
func describe(w io.Writer, t admin.Traces) {
	fmt.Fprintf(w, "  %s  %s\n", t.Name, t.SHA256)
	for _, place := range []struct {
		words string
		there bool
	}{{"记录 record", t.Record}, {"原件 original", t.Original}, {"读取结果 document", t.Document}} {
		if place.there {
			fmt.Fprintf(w, "  - %s\n", place.words)
		}
	}
	if len(t.Indexes) > 0 {
		fmt.Fprintf(w, "  - 搜索索引 search: %s\n", strings.Join(t.Indexes, ", "))
	}
	for _, place := range []struct {
		words string
		n     int
	}{{"页面图像 page pictures", t.Pictures}, {"人工决定 decisions", t.Decisions}, {"文件记录 known files", t.KnownFiles}} {
		if place.n > 0 {
			fmt.Fprintf(w, "  - %s: %d\n", place.words, place.n)
		}
	}
	for _, path := range t.Watched {
		fmt.Fprintf(w, "  ! 监视文件夹 watched folder: %s\n", path)
	}
	for _, path := range t.Copies {
		fmt.Fprintf(w, "  - 归档 archive: %s\n", path)
	}
}
