package index_test

import (
	"slices"
	"testing"
	"time"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/index"
)

func TestRecordsSayWhatNeedsAPerson(t *testing.T) {
	decided := &extract.Verdict{Kind: extract.Confirmed, By: "王小明"}
	cells := func(cells ...extract.Cell) *extract.Document {
		return &extract.Document{Tables: []extract.Table{{Cells: cells}}}
	}
	for name, test := range map[string]struct {
		doc  *extract.Document
		want []string
	}{
		"nothing":             {cells(extract.Cell{Status: extract.CellOK}), nil},
		"doubtful figures":    {cells(extract.Cell{Status: extract.Missing}, extract.Cell{Status: extract.Suspect}), []string{"suspect", "missing"}},
		"a decided figure":    {cells(extract.Cell{Status: extract.Suspect, Review: decided}), []string{"decided"}},
		"a failed check":      {&extract.Document{Findings: []extract.Finding{{Status: extract.Fail}}}, []string{"fail"}},
		"a decided check":     {&extract.Document{Findings: []extract.Finding{{Status: extract.Fail, Review: decided}}}, []string{"decided"}},
		"a failed page":       {&extract.Document{Pages: []extract.Page{{Failure: "这一页无法读取。"}}}, []string{"page"}},
		"a page looked at":    {&extract.Document{Pages: []extract.Page{{Failure: "这一页无法读取。", Review: decided}}}, []string{"decided"}},
		"nothing can be read": {&extract.Document{Status: extract.Unreadable}, []string{"page"}},
	} {
		if got := index.Build(test.doc, index.File{}, time.Now()).Doc.Review; !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}
