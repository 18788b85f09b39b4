package check

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/extract/form"
	"pgregory.net/rapid"
)

// TestConsistentTablesPass builds tables whose sums are right and then breaks
// one cell: exactly the identities that hold the cell fail.
func TestConsistentTablesPass(t *testing.T) {
	forms := loadForms(t)
	rapid.Check(t, func(rt *rapid.T) {
		edition := rapid.SampledFrom([]string{"2019", "2021"}).Draw(rt, "edition")
		doc := specimen(t, forms, edition, consistent(rt, forms.Form(edition)))
		if bad := append(withStatus(Run(doc, forms), extract.Fail), withStatus(Run(doc, forms), extract.Unknown)...); len(bad) > 0 {
			rt.Fatalf("a consistent table does not pass: %q", bad)
		}
		table := &doc.Tables[rapid.IntRange(1, 2).Draw(rt, "table")]
		broken := &table.Cells[rapid.IntRange(0, len(table.Cells)-1).Draw(rt, "cell")]
		*broken.Value += float64(rapid.IntRange(1, 50).Draw(rt, "error"))
		found := Run(doc, forms)
		for _, f := range found {
			if holds := slices.Contains(f.Cells, broken.Key) && f.Rule != "values.range"; holds != (f.Status == extract.Fail) {
				rt.Fatalf("%s broken: %s %s is %s: %s", broken.Key, f.Rule, f.Cells, f.Status, f.Message)
			}
		}
		broken.Status = extract.Suspect
		if fails := withStatus(Run(doc, forms), extract.Fail); len(fails) > 0 {
			rt.Fatalf("a suspect cell made %q fail", fails)
		}
	})
}

var applicants = []string{"natural_person", "business", "research", "nonprofit", "legal_service", "other"}

// consistent draws the figures of 三 and 四 so that all their sums are right.
func consistent(rt *rapid.T, f *form.Form) map[string]any {
	values := map[string]any{}
	draw := func(name string) int { return rapid.IntRange(0, 9999).Draw(rt, name) }
	results := []string{}
	for _, row := range f.Tables[1].Blocks[0].Rows {
		if !slices.Contains([]string{"received", "carried_in", "total", "carried_out"}, row.Key) {
			results = append(results, row.Key)
		}
	}
	sums := map[string]int{}
	for _, a := range applicants {
		set := func(row string, n int) {
			values[form.Key("applications", row, a)] = n
			sums[row] += n
		}
		answered := 0
		for _, row := range results {
			n := draw(row)
			set(row, n)
			answered += n
		}
		left := draw("carried_out")
		before := rapid.IntRange(0, answered+left).Draw(rt, "carried_in")
		set("total", answered)
		set("carried_out", left)
		set("carried_in", before)
		set("received", answered+left-before)
	}
	for row, n := range sums {
		values[form.Key("applications", row, "total")] = n
	}
	for _, group := range []string{"reconsideration", "direct", "after"} {
		total := 0
		for _, result := range []string{"upheld", "corrected", "other", "pending"} {
			n := draw(group)
			values[fmt.Sprintf("litigation/cases/%s.%s", group, result)] = n
			total += n
		}
		values[fmt.Sprintf("litigation/cases/%s.total", group)] = total
	}
	return values
}

// FuzzProse reads any sentence without harm, and never finds a figure that the
// sentence does not hold.
func FuzzProse(f *testing.F) {
	forms := loadForms(f)
	f.Add("全年受理3259件，答复3278件（含上年结转77，顺延58）。", 2020)
	f.Add("共收到政府信息公开申请19件，其中11件已办结，8件撤销。", 2021)
	f.Add("未收到政府信息公开申请，未发生行政复议、行政诉讼。", 0)
	f.Add("（（（1件结转下年度", 2019)
	f.Fuzz(func(t *testing.T, s string, year int) {
		for _, st := range statements(compact(s), true, year) {
			if st.value < 0 {
				t.Errorf("negative figure %+v", st)
			}
		}
		doc := &extract.Document{Kind: extract.AnnualReport, Sections: []extract.Section{{Number: "一", Title: "总体情况", Text: s}}}
		doc.Meta.Title = &s
		doc.Pages = []extract.Page{{Number: 1, Text: s}}
		for _, finding := range Run(doc, forms) {
			if strings.TrimSpace(finding.Message) == "" || finding.Cells == nil {
				t.Errorf("finding without a message or cells: %+v", finding)
			}
		}
	})
}
