package paper

import (
	"regexp"

	"github.com/gouji/gouji/extract"
)

// What a clerk reads about figures in a table without rules.
const (
	doubtGap    = "表格没有框线，无法确定此格是否为空，请查看原件。"
	doubtColumn = "表格没有框线，数字可能分错列，请查看原件。"
)

var digit = regexp.MustCompile(`\p{Nd}`)

// several is more than one figure in a field.
var several = regexp.MustCompile(`^[^\p{L}]*\d\s+[^\p{L}\s]*\d[^\p{L}]*$`)

// scruple doubts what the white between the columns of a table without rules
// cannot tell. Its rows are no true grid: an empty field may be a figure that
// was put into the next column, and where a field holds two figures the
// columns themselves are wrong.
func scruple(rows []printed) {
	glued := false
	for _, r := range rows {
		for _, f := range r.Fields {
			glued = glued || several.MatchString(f.Text)
		}
	}
	for i := range rows {
		r := &rows[i]
		r.Grid = false
		if !hasFigures(r.Fields) {
			continue
		}
		for j := range r.Fields {
			switch f := &r.Fields[j]; {
			case f.Doubt != "":
			case f.Text == "":
				f.Doubt = doubtGap
			case glued && !hasWords(f.Text):
				f.Doubt = doubtColumn
			}
		}
	}
}

func hasFigures(fields []extract.Field) bool {
	for _, f := range fields {
		if digit.MatchString(f.Text) && !hasWords(f.Text) {
			return true
		}
	}
	return false
}
