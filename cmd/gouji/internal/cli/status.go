package cli

import (
	"fmt"
	"io"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"

	"github.com/gouji/gouji/cmd/gouji/internal/api"
	"github.com/gouji/gouji/index/web/status"
)

func newStatus(s *settings) *cobra.Command {
	asJSON := false
	c := &cobra.Command{
		Use:     "status",
		Short:   "What waits, what is done and what was refused · 处理情况",
		Example: "  gouji status\n  gouji status --json",
		Args:    usage(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			client, err := s.client(c)
			if err != nil {
				return err
			}
			status, raw, err := client.Status(c.Context())
			if err != nil {
				return err
			}
			if asJSON {
				_, err := c.OutOrStdout().Write(raw)
				return err
			}
			return printStatus(c.OutOrStdout(), status)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print the answer of the daemon · 输出 JSON")
	return c
}

// client returns a client of the daemon that the settings name. It logs in with
// the token that the daemon keeps in its data folder.
func (s *settings) client(c *cobra.Command) (*api.Client, error) {
	l, err := s.load(c)
	if err != nil {
		return nil, err
	}
	return api.NewClient(l.Server.URL()).WithToken(api.Token(l.DataDir)), nil
}

var statusWords = []struct{ key, words string }{
	{"done", "已完成 done"}, {"queued", "排队 queued"},
	{"reading", "正在读取 reading"}, {"indexing", "正在写入检索 indexing"}, {"failed", "等待重试 to be tried again"},
	{"parked", "已搁置 parked"}, {"refused", "已退回 refused"},
}

var stageWords = map[string]string{"reading": "读取 reading", "indexing": "写入检索 indexing"}

// printProgress tells how far the files are that are read page by page.
func printProgress(w io.Writer, files []status.InFlight) {
	for _, f := range files {
		if f.Pages > 0 {
			fmt.Fprintf(w, "%s: %s 第 %d/%d 页, %.0f 秒 s\n", f.Name, stageWords[f.Stage], f.Page, f.Pages, f.Seconds)
		}
	}
}

func printStatus(w io.Writer, s status.Report) error {
	w = printable(w)
	if s.Trouble != "" {
		fmt.Fprintf(w, "! %s\n", s.Trouble)
	}
	if s.Search.Error != "" {
		fmt.Fprintf(w, "! %s\n", s.Search.Error)
	}
	for _, status := range statusWords {
		fmt.Fprintf(w, "%8d  %s\n", s.Counts[status.key], status.words)
	}
	fmt.Fprintf(w, "%8d  可检索的文件 documents in search\n", s.Search.Documents)
	if s.Queue.OldestSeconds > 0 {
		fmt.Fprintf(w, "最早的任务已等待 oldest job waits: %s\n", (time.Duration(s.Queue.OldestSeconds) * time.Second).String())
	}
	if s.Reindex.Running {
		fmt.Fprintf(w, "正在重建索引 rebuilding the index: %d\n", s.Reindex.Documents)
	}
	printProgress(w, s.InFlight)
	if len(s.Failures) == 0 {
		return nil
	}
	t := newTable(w)
	t.AppendHeader(table.Row{"ID", "文件", "状态", "原因", "时间"})
	for _, f := range s.Failures {
		t.AppendRow(table.Row{f.ID, f.Name, f.Status, f.Reason, f.At.Local().Format(time.DateTime)})
	}
	t.Render()
	return nil
}
