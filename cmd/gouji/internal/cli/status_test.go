package cli

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/index/web/status"
)

func TestStatusShowsPages(t *testing.T) {
	var out strings.Builder
	err := printStatus(&out, status.Report{InFlight: []status.InFlight{
		{Name: "scan.pdf", Stage: "reading", Page: 3, Pages: 12, Seconds: 41.6},
		{Name: "report.txt", Stage: "reading"},
	}})
	if err != nil || !strings.Contains(out.String(), "scan.pdf: 读取 reading 第 3/12 页, 42 秒 s\n") || strings.Contains(out.String(), "report.txt") {
		t.Errorf("%v\n%s", err, out.String())
	}
}
