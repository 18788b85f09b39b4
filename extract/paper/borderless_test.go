package paper

import (
	"testing"

	"github.com/gouji/gouji/ocr"
)

func TestTablesWithoutRulesAreDoubted(t *testing.T) {
	widths := []float64{90, 60, 60}
	for name, c := range map[string]struct {
		rows [][]string
		want [][]string // the doubt of each field
	}{
		"whole": {
			[][]string{{"乡镇", "收到", ""}, {"北山镇", "12", "11"}, {"南溪乡", "—", "3"}},
			[][]string{{"", "", ""}, {"", "", ""}, {"", "", ""}},
		},
		"gap": {
			[][]string{{"北山镇", "12", "11"}, {"南溪乡", "", "3"}, {"东湖街道", "", ""}},
			[][]string{{"", "", ""}, {"", doubtGap, ""}, {"", "", ""}},
		},
		"two columns in one": {
			[][]string{{"北山镇", "57 0", "11"}, {"南溪乡", "4", "3"}, {"", "", "3"}},
			[][]string{{"", doubtColumn, doubtColumn}, {"", doubtColumn, doubtColumn}, {doubtGap, doubtGap, doubtColumn}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			table := draw(90, 90, widths, c.rows...)
			table.Ruled = false
			blocks, _ := Read([]ocr.Page{page(1, nil, table)})
			for i, r := range blocks[0].Rows {
				if r.Grid {
					t.Errorf("row %d stands in true columns", i)
				}
				for j, f := range r.Fields {
					if f.Doubt != c.want[i][j] {
						t.Errorf("row %d, field %d (%s): %q, want %q", i, j, f.Text, f.Doubt, c.want[i][j])
					}
				}
			}
		})
	}
}
