package check

import (
	"fmt"
	"math"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/extract/form"
)

// ranges checks that counts are whole and not negative; changes may be
// negative and amounts may have decimals. Each bad cell is one finding; a table
// without any is one passing finding.
func (c checker) ranges(t *extract.Table) []extract.Finding {
	var out []extract.Finding
	for i := range t.Cells {
		cell := &t.Cells[i]
		row, column := c.find(cell.Key)
		if column == nil || cell.Value == nil {
			continue
		}
		fault := outOfRange(column.Type, *cell.Value)
		if fault == "" {
			continue
		}
		f := extract.Finding{Rule: "values.range", Status: extract.Fail, Severity: extract.Error,
			Cells: []string{cell.Key}, Actual: cell.Value, Page: cell.Page,
			Message: fmt.Sprintf("“%s”一行“%s”栏写的是 %s，%s。", rowName(row, column), clean(column.Label), decimal(*cell.Value), fault)}
		if cell.Status != extract.CellOK {
			f.Status = extract.Unknown
			f.Message = fmt.Sprintf("“%s”一行“%s”栏读作 %s，%s，但可能是读错。", rowName(row, column), clean(column.Label), decimal(*cell.Value), fault)
		}
		out = append(out, f)
	}
	if out == nil {
		out = []extract.Finding{{Rule: "values.range", Status: extract.Pass, Severity: extract.Error, Cells: []string{},
			Page: firstPage(t), Message: fmt.Sprintf("“%s”表中的数字都在允许范围内。", c.table.Title)}}
	}
	return out
}

func outOfRange(kind form.Type, v float64) string {
	switch {
	case math.IsNaN(v) || math.IsInf(v, 0):
		return "不是数字"
	case kind != form.Amount && v != math.Trunc(v):
		return "件数应当是整数"
	case kind == form.Count && v < 0:
		return "件数不应当是负数"
	case kind == form.Amount && v < 0:
		return "金额不应当是负数"
	}
	return ""
}

func rowName(row *form.Row, column *form.Column) string {
	if row.Label == "" {
		return column.Group
	}
	return clean(row.Label)
}

func firstPage(t *extract.Table) int {
	if len(t.Pages) > 0 {
		return t.Pages[0]
	}
	return 0
}
