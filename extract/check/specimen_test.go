package check

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/configs"
	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/extract/form"
	"github.com/gouji/gouji/ocr"
)

func loadForms(t testing.TB) *form.Set {
	t.Helper()
	set, err := form.Load(configs.Forms)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// specimen returns a report in which every cell of the form is zero but those
// given. A nil value is a blank cell.
func specimen(t testing.TB, forms *form.Set, edition string, values map[string]any) *extract.Document {
	t.Helper()
	doc := &extract.Document{Kind: extract.AnnualReport, Pages: []extract.Page{{Number: 1, Origin: ocr.Text, Confidence: 1}}}
	used := map[string]bool{}
	for _, table := range forms.Form(edition).Tables {
		tab := extract.Table{ID: table.ID, Form: edition, Title: table.Title, Pages: []int{1}}
		for _, b := range table.Blocks {
			for _, row := range b.Rows {
				for _, column := range b.Columns {
					k := form.Key(table.ID, row.Key, column.Key)
					c := extract.Cell{Key: k, RowLabel: row.Label, ColumnLabel: column.Label, Page: 1, Raw: "0", Value: new(float64), Origin: ocr.Text, Confidence: 1, Status: extract.CellOK}
					if v, ok := values[k]; ok {
						c.Raw, c.Value = fmt.Sprint(v), figure(v)
						used[k] = true
					}
					tab.Cells = append(tab.Cells, c)
				}
			}
		}
		doc.Tables = append(doc.Tables, tab)
	}
	for k := range values {
		if !used[k] {
			t.Fatalf("the form %s has no cell %s", edition, k)
		}
	}
	return doc
}

func figure(v any) *float64 {
	var f float64
	switch v := v.(type) {
	case int:
		f = float64(v)
	case float64:
		f = v
	default:
		return nil
	}
	return &f
}

func cell(doc *extract.Document, key string) *extract.Cell {
	for i := range doc.Tables {
		for j := range doc.Tables[i].Cells {
			if doc.Tables[i].Cells[j].Key == key {
				return &doc.Tables[i].Cells[j]
			}
		}
	}
	return nil
}

// withStatus returns the findings of one status, as RULE FIRST-CELL.
func withStatus(found []extract.Finding, status extract.FindingStatus) []string {
	out := []string{}
	for _, f := range found {
		if f.Status == status {
			out = append(out, strings.TrimSpace(f.Rule+" "+first(f.Cells)))
		}
	}
	return out
}

func first(s []string) string {
	if len(s) == 0 {
		return ""
	}
	return s[0]
}

func byRule(found []extract.Finding, rule string) []extract.Finding {
	var out []extract.Finding
	for _, f := range found {
		if f.Rule == rule {
			out = append(out, f)
		}
	}
	return out
}
