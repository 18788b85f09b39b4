package cli

import (
	"fmt"
	"html"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/gouji/gouji/cmd/gouji/internal/api"
)

// columns are what a person wants to see of a hit, by index.
var columns = map[string][]struct{ title, attribute string }{
	"docs":  {{"年度", "year"}, {"地区", "region"}, {"标题", "title"}, {"核对", "check_status"}, {"文件", "name"}},
	"pages": {{"年度", "year"}, {"标题", "title"}, {"页", "page"}, {"摘录", "search_text"}},
	"cells": {{"年度", "year"}, {"发布机关", "issuer"}, {"行", "row_label"}, {"列", "column_label"}, {"原文", "raw"},
		{"数值", "value"}, {"可信", "status"}, {"核对", "check_status"}},
}

// newTable is a table without lines between rows, as wide as its content.
func newTable(w io.Writer) table.Writer {
	t := table.NewWriter()
	t.SetOutputMirror(w)
	t.SetStyle(table.StyleLight)
	t.SuppressTrailingSpaces()
	return t
}

func printHits(w io.Writer, hits api.Hits) error {
	w = printable(w)
	if hits.Relaxed {
		fmt.Fprintln(w, "没有包含全部词语的结果，以下只包含其中一部分。 No record has all the words.")
	}
	if len(hits.Hits) > 0 {
		printRows(w, hits)
	}
	fmt.Fprintf(w, "共 %d 条，第 %d/%d 页\n", hits.Total, hits.Page, max(1, hits.Pages))
	for _, name := range slices.Sorted(maps.Keys(hits.Facets)) {
		if len(hits.Facets[name]) > 0 {
			printFacet(w, name, hits.Facets[name])
		}
	}
	return nil
}

func printRows(w io.Writer, hits api.Hits) {
	t := newTable(w)
	var head table.Row
	var widths []table.ColumnConfig
	for i, c := range columns[hits.Index] {
		head = append(head, c.title)
		widths = append(widths, table.ColumnConfig{Number: i + 1, WidthMax: 48, WidthMaxEnforcer: text.WrapText})
	}
	t.AppendHeader(head)
	t.SetColumnConfigs(widths)
	for _, hit := range hits.Hits {
		var row table.Row
		for _, c := range columns[hits.Index] {
			row = append(row, show(hit, c.attribute))
		}
		t.AppendRow(row)
	}
	t.Render()
}

// show is one attribute of a hit as plain text.
func show(hit map[string]any, attribute string) string {
	switch v := hit[attribute].(type) {
	case string:
		return strings.Join(strings.Fields(v), " ")
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case nil:
		return highlight(hit, attribute)
	default:
		return fmt.Sprint(v)
	}
}

// marks are what the API puts around found words.
var marks = strings.NewReplacer("<mark>", "", "</mark>", "")

// highlight is the passage of a long text in which the words were found.
func highlight(hit map[string]any, attribute string) string {
	all, _ := hit["highlights"].(map[string]any)
	passage, _ := all[attribute].(string)
	return strings.Join(strings.Fields(html.UnescapeString(marks.Replace(passage))), " ")
}

// printFacet prints the values of an attribute, the most frequent first.
func printFacet(w io.Writer, name string, counts map[string]int) {
	values := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		if counts[a] != counts[b] {
			return counts[b] - counts[a]
		}
		return strings.Compare(a, b)
	})
	fmt.Fprintf(w, "\n%s\n", name)
	for _, v := range values {
		fmt.Fprintf(w, "%8d  %s\n", counts[v], v)
	}
}
