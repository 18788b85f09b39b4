package export_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/gouji/gouji/extract"
)

// TestBook opens the workbooks of documents again: each figure stands under
// its official heads, a blank as it is printed, and what is not sure says so.
func TestBook(t *testing.T) {
	for _, id := range books {
		doc := shelf[id]
		f, err := excelize.OpenReader(bytes.NewReader(mustGet(t, "/documents/"+id+"/export?format=xlsx")))
		if err != nil {
			t.Fatal(err)
		}
		sheets := f.GetSheetList()
		if len(sheets) != len(doc.Tables)+1 || sheets[len(sheets)-1] != "勾稽检查" {
			t.Fatalf("sheets %q of %d tables", sheets, len(doc.Tables))
		}
		for i := range doc.Tables {
			checkTable(t, f, sheets[i], &doc.Tables[i])
		}
		checkFindings(t, f, doc)
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
}

// checkTable finds the figures of a table by reading the sheet as a person does:
// from a figure to the left and up.
func checkTable(t *testing.T, f *excelize.File, sheet string, table *extract.Table) {
	t.Helper()
	if len(table.Layout) == 0 {
		return
	}
	rows, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	comments, err := f.GetComments(sheet)
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]string{}
	for _, c := range comments {
		said[c.Cell] = c.Text
	}
	cells := map[string]*extract.Cell{}
	for i := range table.Cells {
		cells[table.Cells[i].Key] = &table.Cells[i]
	}
	y, found := 3, 0
	for _, p := range table.Layout {
		if p.Title != "" {
			if rows[y][0] != p.Title {
				t.Fatalf("%s: title %q, want %q", sheet, rows[y][0], p.Title)
			}
			y++
		}
		stubs, heads := levels(p.Rows), levels(p.Columns)
		for i, r := range p.Rows {
			at := rows[y+heads+i]
			if at[len(r.Under)] != r.Label {
				t.Fatalf("%s: row %q, want %q", sheet, at, r.Label)
			}
			for j, c := range p.Columns {
				if head := rows[y+len(c.Under)][stubs+j]; head != c.Label {
					t.Fatalf("%s: column %q, want %q", sheet, head, c.Label)
				}
				cell := cells[table.ID+"/"+r.Key+"/"+c.Key]
				name, err := excelize.CoordinatesToCellName(stubs+j+1, y+heads+i+1)
				if err != nil {
					t.Fatal(err)
				}
				shown, want := "", cell.Raw
				if stubs+j < len(at) {
					shown = at[stubs+j]
				}
				if cell.Value != nil {
					want = plainNumber(*cell.Value)
				}
				if shown != want {
					t.Fatalf("%s %s: %q, want %q", sheet, name, shown, want)
				}
				if (cell.Status != extract.CellOK) != strings.Contains(said[name], map[extract.CellStatus]string{extract.Suspect: "存疑", extract.Missing: "缺失", extract.CellOK: "–"}[cell.Status]) {
					t.Errorf("%s %s is %s and says %q", sheet, name, cell.Status, said[name])
				}
				found++
			}
		}
		y += heads + len(p.Rows)
	}
	if found != len(table.Cells) {
		t.Errorf("%s: %d figures, want %d", sheet, found, len(table.Cells))
	}
}

func levels(heads []extract.Head) int {
	n := 1
	for _, h := range heads {
		n = max(n, len(h.Under)+1)
	}
	return n
}

func checkFindings(t *testing.T, f *excelize.File, doc *extract.Document) {
	t.Helper()
	rows, err := f.GetRows("勾稽检查")
	if err != nil {
		t.Fatal(err)
	}
	var failed []string
	for _, finding := range doc.Findings {
		if finding.Status == extract.Fail {
			failed = append(failed, finding.Message)
		}
	}
	if len(rows) != 4+len(failed) {
		t.Fatalf("%d rows of checks, want %d failures", len(rows), len(failed))
	}
	for i, message := range failed {
		if rows[4+i][2] != message {
			t.Errorf("check %q, want %q", rows[4+i][2], message)
		}
	}
}
