package text

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/extract"
)

// show prints blocks: a paragraph as "¶ text", a row as its fields between
// bars, "~" for a weak empty field.
func show(blocks []extract.Block) []string {
	var out []string
	for _, b := range blocks {
		if b.Rows == nil {
			out = append(out, "¶ "+b.Text)
		}
		for _, r := range b.Rows {
			var fields []string
			for _, f := range r.Fields {
				if f.Weak {
					f.Text = "~"
				}
				fields = append(fields, f.Text)
			}
			out = append(out, strings.Join(fields, "|"))
		}
	}
	return out
}

func TestParse(t *testing.T) {
	for name, tc := range map[string]struct {
		text string
		want []string
	}{
		"prose":                    {"甲县报告\n\n今年公开12条。\n", []string{"¶ 甲县报告", "¶ 今年公开12条。"}},
		"tabs":                     {"标签\t1\t2\n\t甲\t\t4\n", []string{"标签|1|2", "|甲||4"}},
		"blank row of tabs":        {"标签\t1\t2\n规章\t\t\n", []string{"标签|1|2", "规章||"}},
		"pipes without frame":      {"甲 | 0 | 0 | |\n乙 | 1 | 2 | 3 |\n", []string{"甲|0|0|", "乙|1|2|3"}},
		"Markdown":                 {"| 甲 | 数 |\n|---|:-:|\n| **乙** | 5 |\n", []string{"甲|数", "乙|5"}},
		"comma separated values":   {"规章,1,,3\n\"其他,事项\",\"1,234\",5,6\n", []string{"规章|1||3", "其他,事项|1,234|5|6"}},
		"amounts are no columns":   {"金额1,234,567\n", []string{"¶ 金额1,234,567"}},
		"quoted mail":              {"> 甲\t1\t2\n> 乙\t3\t4\n", []string{"甲|1|2", "乙|3|4"}},
		"empty fields at the ends": {" | 甲 | 1 | \n乙 | 丙 | 2 | 3\n", []string{"|甲|1|", "乙|丙|2|3"}},
		"indented frame":           {"  | 甲 | 1 |\n  | 乙 | 2 |\n", []string{"甲|1", "乙|2"}},
		"full-width bars":          {"甲｜1｜2\n乙│3│4\n", []string{"甲|1|2", "乙|3|4"}},
		"runs of blanks":           {"行政 许可   5   -2   7\n规章        0   0   0\n", []string{"行政 许可|5|-2|7", "规章|0|0|0"}},
		"single blanks":            {"本年新收申请 8 0 0 8\n", []string{"本年新收申请|8|0|0|8"}},
		"touching columns":         {"甲 8 0 0   1   2\n乙   1   1   1   1   1\n", []string{"甲|8|0|0|1|2", "乙|1|1|1|1|1"}},
		"two numbers are prose":    {"电话 8322 1234\n", []string{"¶ 电话 8322 1234"}},
		"page number":              {"甲\t1\t2\n- 4 -\n乙\t3\t4\n", []string{"甲|1|2", "乙|3|4"}},
		"gap inside a table":       {"甲\t1\t2\n\n认或重新\n乙\t3\t4\n", []string{"甲|1|2", "认或重新", "乙|3|4"}},
		"stray tags":               {"甲</span>\t1<br>\t2\n", []string{"甲|1|2"}},
		"headings":                 {"## 二、主动公开\n", []string{"¶ 二、主动公开"}},
		"one cell a line":          {"规章\n1\n2\n3\n文件\n4\n5\n6\n", []string{"规章|1|2|3", "文件|4|5|6"}},
		"cells with tabs":          {"\t规章\n\t1\n\t2\n\t3\n\n\t文件\n\t4\n\t\n\t6\n", []string{"规章|1|2|3", "文件|4||6"}},
		"cell torn over lines":     {"\t本年新\n制作数量\n\n\t规章\n\t1\n\t2\n\t3万元\n\n\t文件\n\t4\n\t5\n\t6\n", []string{"本年新制作数量", "规章|1|2|3万元", "文件|4|5|6"}},
		"row without a label":      {"\t维持\n\t纠正\n\n\t1\n\t2\n\t3\n\t4\n\t5\n", []string{"维持|纠正", "1|2|3|4|5"}},
		"empty line, empty cell":   {"规章\n1\n\n3\n文件\n4\n5\n6\n", []string{"规章|1|~|3", "文件|4|5|6"}},
		"a lone figure, no table":  {"合计\n5\n完\n", []string{"¶ 合计", "¶ 5", "¶ 完"}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, show(Parse(Pages(StripTags(tc.text))))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestPages(t *testing.T) {
	for name, tc := range map[string]struct {
		text string
		want []string
	}{
		"one":                         {"甲\n乙", []string{"甲\n乙"}},
		"two":                         {"甲\n\f乙\n", []string{"甲\n", "乙\n"}},
		"form feed before a figure":   {"甲\n\f5\n", []string{"甲\n5\n"}},
		"form feed at the very start": {"\f甲", []string{"甲"}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, Pages(tc.text)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"", "甲\t1\t2", "| a | b |\n|---|", "规章\n1\n2\n3\n文件\n4\n5\n6\n", "\t甲\n乙\n\t\n1", "a  b  c\n", "\f\f\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		pages := Pages(s)
		for _, b := range Parse(pages) {
			if b.Page < 1 || b.Page > len(pages) {
				t.Errorf("page %d of %d", b.Page, len(pages))
			}
			for _, r := range b.Rows {
				if len(r.Fields) == 0 {
					t.Error("a row without fields")
				}
			}
		}
	})
}

func BenchmarkParse(b *testing.B) {
	pages := Pages(strings.Repeat("一段说明文字，不是表格。\n\n标签\t1\t2\t3\n另一行 | 4 | 5 |\n第三行   6   7   8\n", 100))
	b.SetBytes(int64(len(pages[0])))
	for b.Loop() {
		Parse(pages)
	}
}
