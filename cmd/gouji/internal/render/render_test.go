package render

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"github.com/gouji/gouji/extract"
)

func sample() *extract.Document {
	title, issuer, city, year, value := "岚溪县2020年报告", "岚溪县人民政府", "岚溪市", 2020, 4268300.5
	return &extract.Document{
		ID: "0123", Source: extract.Source{Name: "a|b.txt"}, Kind: extract.AnnualReport, Status: extract.Review,
		Meta: extract.Meta{
			Title: &title, Issuer: &issuer, Year: &year,
			Region: &extract.Region{Code: "990000", Province: &issuer, City: &city},
		},
		Sections: []extract.Section{{Number: "一", Title: "总体情况", Text: "新收20件 <b>"}},
		Tables: []extract.Table{
			{ID: "article20", Form: "2019", Title: "主动公开", Cells: []extract.Cell{
				{Key: "article20/procurement/amount", RowLabel: "采购|集中", ColumnLabel: "金额", Raw: "4,268,300.50", Value: &value, Status: extract.CellOK, Confidence: 1},
				{Key: "article20/procurement/items", RowLabel: "采购", ColumnLabel: "项目", Raw: "—", Status: extract.Suspect, Note: "模糊"},
			}},
			{ID: "table-1", Title: "附表", Grid: [][]string{{"甲", "乙"}, {"1"}}},
		},
		Findings: []extract.Finding{
			{Rule: "applications.row_total", Status: extract.Fail, Message: "合计不符。"},
			{Rule: "applications.balance", Status: extract.Pass, Message: "相符。"},
		},
	}
}

func TestJSONIsAnObjectOrAnArray(t *testing.T) {
	for _, c := range []struct {
		docs    []*extract.Document
		several bool
		first   string
	}{
		{[]*extract.Document{sample()}, false, "{"},
		{[]*extract.Document{sample()}, true, "["},
		{[]*extract.Document{sample(), sample()}, true, "["},
		{nil, true, "["},
		{nil, false, ""},
	} {
		var out bytes.Buffer
		if err := JSON(&out, c.docs, c.several); err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(out.String(), c.first) || c.first == "" && out.Len() > 0 {
			t.Errorf("%d documents, several %v: got %.20q", len(c.docs), c.several, out.String())
		}
		if c.first != "" && !json.Valid(out.Bytes()) {
			t.Errorf("not JSON: %s", out.String())
		}
		if strings.Contains(out.String(), `\u003c`) {
			t.Error("markup is escaped")
		}
	}
}

func TestCSV(t *testing.T) {
	var out bytes.Buffer
	if err := CSV(&out, []*extract.Document{sample()}); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil || len(rows) != 3 {
		t.Fatalf("got %v, %v", rows, err)
	}
	at := map[string]int{}
	for i, name := range rows[0] {
		at[name] = i
	}
	for name, want := range map[string]string{
		"file": "a|b.txt", "key": "article20/procurement/amount", "value": "4268300.5", "raw": "4,268,300.50",
		"issuer": "岚溪县人民政府", "year": "2020", "region": "990000", "status": "ok",
	} {
		if got := rows[1][at[name]]; got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	if rows[2][at["value"]] != "" || rows[2][at["raw"]] != "—" || rows[2][at["status"]] != "suspect" {
		t.Errorf("a null value: got %v", rows[2])
	}
}

func TestMarkdown(t *testing.T) {
	var out bytes.Buffer
	if err := Markdown(&out, []*extract.Document{sample(), sample()}); err != nil {
		t.Fatal(err)
	}
	text := out.String()
	for _, part := range []string{
		"# 岚溪县2020年报告", "- 状态：需要核对", "- 地区：岚溪县人民政府 > 岚溪市", "勾稽关系不符：1 处", "- 合计不符。",
		`| 采购\|集中 | 金额 | 4,268,300.50 | 4268300.5 |`, "| 模糊 |", "主动公开 （2019 年版）",
		"| 甲 | 乙 |\n| --- | --- |\n| 1 |  |", "## 一、总体情况", "\n---\n",
	} {
		if !strings.Contains(text, part) {
			t.Errorf("output does not have %q:\n%s", part, text)
		}
	}
	if strings.Contains(text, "相符。（applications.balance）") {
		t.Error("a check that passed is listed")
	}
}
