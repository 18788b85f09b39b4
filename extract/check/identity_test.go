package check

import (
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/extract/form"
)

func TestIdentities(t *testing.T) {
	forms := loadForms(t)
	tests := []struct {
		name    string
		edition string
		values  map[string]any
		spoil   func(*extract.Document)
		fail    []string
		unknown []string
		says    string // part of a message that is neither pass
	}{
		{name: "all zero", edition: "2019"},
		{name: "all zero, new form", edition: "2021"},
		{
			name: "consistent", edition: "2021",
			values: map[string]any{
				"applications/received/natural_person": 5, "applications/received/total": 5,
				"applications/carried_in/business": 2, "applications/carried_in/total": 2,
				"applications/granted/natural_person": 4, "applications/granted/total": 4,
				"applications/other.misc/business": 2, "applications/other.misc/total": 2,
				"applications/total/natural_person": 4, "applications/total/business": 2, "applications/total/total": 6,
				"applications/carried_out/natural_person": 1, "applications/carried_out/total": 1,
				"litigation/cases/after.pending": 3, "litigation/cases/after.total": 3,
			},
		},
		{
			name: "a row total of zero", edition: "2019",
			values: map[string]any{"applications/granted/natural_person": 10, "applications/granted/business": 1},
			fail: []string{
				"applications.row_total applications/granted/total",
				"applications.results_total applications/total/natural_person", "applications.results_total applications/total/business",
			},
			says: "“予以公开”一行：“自然人”至“其他” 6 栏合计为 11，“总计”栏写的是 0，不符。",
		},
		{
			name: "blanks are nothing", edition: "2019",
			values: map[string]any{
				"applications/received/natural_person": 3, "applications/received/research": nil, "applications/received/total": 4,
				"applications/granted/natural_person": 3, "applications/granted/total": 3,
				"applications/total/natural_person": 3, "applications/total/total": 3,
				"applications/carried_out/total": 1,
			},
			fail: []string{"applications.row_total applications/received/total", "applications.row_total applications/carried_out/total"},
			says: "（1 个空白未计入）",
		},
		{
			name: "nothing to compare", edition: "2019",
			values: map[string]any{"applications/granted/total": nil},
			unknown: []string{
				"applications.row_total applications/granted/total",
			},
			says: "“总计”栏为空白，无法核对",
		},
		{
			name: "all summands blank", edition: "2021",
			values: map[string]any{
				"litigation/cases/direct.upheld": nil, "litigation/cases/direct.corrected": nil,
				"litigation/cases/direct.other": nil, "litigation/cases/direct.pending": nil, "litigation/cases/direct.total": 2,
			},
			unknown: []string{"litigation.total litigation/cases/direct.total"},
			says:    "全部空白",
		},
		{
			name: "a suspect operand", edition: "2021",
			values:  map[string]any{"litigation/cases/direct.total": 2},
			spoil:   func(d *extract.Document) { cell(d, "litigation/cases/direct.upheld").Status = extract.Suspect },
			unknown: []string{"litigation.total litigation/cases/direct.total"},
			says:    "可能读错",
		},
		{
			name: "a missing operand", edition: "2021",
			spoil: func(d *extract.Document) {
				c := cell(d, "applications/refused.inquiry/other")
				c.Value, c.Status = nil, extract.Missing
			},
			unknown: []string{"applications.row_total applications/refused.inquiry/total", "applications.results_total applications/total/other"},
			says:    "有 1 个单元格没有读到",
		},
		{
			name: "balance", edition: "2021",
			values: map[string]any{"applications/received/legal_service": 7, "applications/received/total": 7},
			fail:   []string{"applications.balance applications/total/legal_service", "applications.balance applications/total/total"},
			says:   "“法律服务机构”一列：“本年新收政府信息公开申请数量”与“上年结转政府信息公开申请数量”两行合计为 7，“总计”与“结转下年度继续办理”两行合计为 0，不符。",
		},
		{
			name: "ranges", edition: "2021",
			values: map[string]any{
				"article20/rules/made": -1, "article20/licensing/decisions": 2.5, "article20/fees/amount": 24252.311082, "article20/penalty/decisions": 12,
			},
			fail: []string{"values.range article20/rules/made", "values.range article20/licensing/decisions"},
			says: "“规章”一行“本年制发件数”栏写的是 -1，件数不应当是负数。",
		},
		{
			name: "signed values", edition: "2019",
			values: map[string]any{"article20/licensing/change": -649, "article20/procurement/amount": 86960.6},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc := specimen(t, forms, tt.edition, tt.values)
			if tt.spoil != nil {
				tt.spoil(doc)
			}
			found := Run(doc, forms)
			wantSet(t, "fail", withStatus(found, extract.Fail), tt.fail)
			wantSet(t, "unknown", withStatus(found, extract.Unknown), tt.unknown)
			all := ""
			for _, f := range found {
				if f.Status != extract.Pass {
					all += f.Message + "\n"
				}
			}
			if !strings.Contains(all, tt.says) {
				t.Errorf("no message says %q:\n%s", tt.says, all)
			}
		})
	}
}

func wantSet(t *testing.T, what string, got, want []string) {
	t.Helper()
	slices.Sort(got)
	want = slices.Sorted(slices.Values(want))
	if !slices.Equal(got, want) {
		t.Errorf("%s = %q, want %q", what, got, want)
	}
}

func TestFindingNamesTheTotalFirst(t *testing.T) {
	forms := loadForms(t)
	doc := specimen(t, forms, "2021", map[string]any{"litigation/cases/after.upheld": 2, "litigation/cases/after.total": 3})
	f := byRule(Run(doc, forms), "litigation.total")[2]
	if f.Cells[0] != "litigation/cases/after.total" || len(f.Cells) != 5 || *f.Expected != 2 || *f.Actual != 3 || f.Page != 1 {
		t.Errorf("finding = %+v", f)
	}
}

// TestDecimalSums adds amounts that binary fractions cannot hold.
func TestDecimalSums(t *testing.T) {
	if got := add([]float64{0.1, 0.2}); got != 0.3 {
		t.Errorf("add = %v", got)
	}
	sums := &form.Set{Forms: []*form.Form{{ID: "x", Tables: []form.Table{{ID: "budget",
		Blocks: []form.Block{{
			Columns: []form.Column{{Key: "a", Label: "甲", Type: form.Amount}, {Key: "b", Label: "乙", Type: form.Amount}, {Key: "sum", Label: "合计", Type: form.Amount}},
			Rows:    []form.Row{{Key: "r", Label: "支出"}},
		}},
		Identities: []form.Identity{{Rule: "budget.sum", Over: form.EachRow, Sum: []string{"a", "b"}, Equals: []string{"sum"}}},
	}}}}}
	doc := specimen(t, sums, "x", map[string]any{"budget/r/a": 0.1, "budget/r/b": 0.7, "budget/r/sum": 0.8})
	if got := byRule(Run(doc, sums), "budget.sum"); len(got) != 1 || got[0].Status != extract.Pass {
		t.Errorf("findings = %+v", got)
	}
}

func TestOtherDocuments(t *testing.T) {
	doc := &extract.Document{Kind: extract.Other, Tables: []extract.Table{{ID: "table-1", Grid: [][]string{{"1"}}}}}
	if got := Run(doc, loadForms(t)); got == nil || len(got) != 0 {
		t.Errorf("Run = %v, want an empty list", got)
	}
}
