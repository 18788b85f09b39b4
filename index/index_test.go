package index_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/ocr"
)

func ptr[T any](v T) *T { return &v }

// report returns a small invented report.
func report() *extract.Document {
	return &extract.Document{
		ID:     "00112233445566778899aabbccddeeff",
		Source: extract.Source{Name: "白石县2020年报.txt", MediaType: "text/plain", Pages: 1},
		Kind:   extract.AnnualReport, Status: extract.Review,
		Meta: extract.Meta{
			Title: ptr("白石县2020年政府信息公开工作年度报告"), Issuer: ptr("白石县人民政府"), Year: ptr(2020), Phone: ptr("0591-87654321"),
			Region: &extract.Region{Code: "359999", Province: ptr("福建省"), City: ptr("云岭市"), County: ptr("白石县")},
		},
		Sections: []extract.Section{{Number: "一", Title: "总体情况", Page: 1, Text: strings.Repeat("公开", 400)}},
		Pages:    []extract.Page{{Number: 1, Origin: ocr.Text, Confidence: 1, Text: "全年受理申请2083件", Original: "全年受理申請2083件"}},
		Tables: []extract.Table{{
			ID: "applications", Form: "2019", Title: "三、收到和处理政府信息公开申请情况",
			Cells: []extract.Cell{
				{Key: "applications/granted/natural_person", RowLabel: "（一）予以公开", ColumnLabel: "自然人", Raw: "5", Value: ptr(5.0), Page: 1, Origin: ocr.Text, Status: extract.CellOK},
				{Key: "applications/refused.state_secret/total", RowLabel: "1.属于国家秘密", ColumnLabel: "总计", Raw: "—", Page: 1, Origin: ocr.Text, Status: extract.CellOK},
				{Key: "applications/granted/total", RowLabel: "（一）予以公开", ColumnLabel: "总计", Raw: "7", Value: ptr(7.0), Page: 1, Origin: ocr.Text, Status: extract.Suspect},
			},
		}, {ID: "table-1", Grid: [][]string{{"甲", "乙"}, {"1", "2"}}}},
		Findings: []extract.Finding{
			{Rule: "applications.row_total", Status: extract.Fail, Severity: extract.Error, Cells: []string{"applications/granted/total"}, Message: "“予以公开”一行各列之和为 5，与总计 7 不符。"},
			{Rule: "applications.balance", Status: extract.Pass},
		},
	}
}

func TestNorm(t *testing.T) {
	tests := map[string]struct{ in, want string }{
		"traditional":     {"政府信息公開申請", "政府信息公开申请"},
		"pinyin notes":    {"政府信息公開(kāi)工作", "政府信息公开工作"},
		"digits and Han":  {"全文2083条", "全文 2083 条"},
		"full width":      {"ＡＢＣ１２３，（一）", "abc123,(一)"},
		"dashes":          {"2019—2020 ‐ 3－4 −5", "2019-2020 - 3-4 -5"},
		"run of dashes":   {"公开——申请", "公开-申请"},
		"white space":     {"\u3000公开 \t\n 申请\u00a0", "公开 申请"},
		"zero width, BOM": {"\ufeff公\u200b开\u200d", "公开"},
		"control, marks":  {"公\x00开" + index.MarkStart + "申请" + index.MarkEnd, "公开申请"},
		"Latin":           {"PDF文件 A4纸", "pdf 文件 a4 纸"},
		"Kangxi radical":  {"⽂件", "文件"},
		"empty":           {"", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := index.Norm(tt.in); got != tt.want {
				t.Errorf("Norm(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestNormIsIdempotent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		once := index.Norm(s)
		if twice := index.Norm(once); twice != once {
			t.Fatalf("Norm(%q) = %q, and again %q", s, once, twice)
		}
	})
}

func TestNormQuery(t *testing.T) {
	tests := map[string]struct{ in, want string }{
		"a pasted page number": {"— 4 —", "4"},
		"leading dash":         {"-公开", "公开"},
		"negative number":      {"变化 -5", "变化 5"},
		"not":                  {"公开 -申请", "公开 -申请"},
		"not with a space":     {"公开 -申请2020", `公开 -"申请 2020"`},
		"em dash is no not":    {"公开 —申请", "公开 申请"},
		"phrase":               {`"信息公开"`, `"信息公开"`},
		"only dashes":          {"--- —", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := index.NormQuery(tt.in); got != tt.want {
				t.Errorf("NormQuery(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func FuzzNorm(f *testing.F) {
	f.Add("公開(kāi) 2083条 —５")
	f.Add("-\xff\x00公")
	f.Fuzz(func(t *testing.T, s string) {
		for _, got := range []string{index.Norm(s), index.NormQuery(s)} {
			if !utf8.ValidString(got) || strings.TrimSpace(got) != got || strings.Contains(got, "  ") {
				t.Errorf("%q became %q", s, got)
			}
		}
	})
}

func TestBuild(t *testing.T) {
	now := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	r := index.Build(report(), index.File{Paths: []string{"/in/b.txt", "/in/a\xff.txt", "/in/b.txt"}}, now)

	if r.Doc.Region3 != "福建省 > 云岭市 > 白石县" || r.Doc.Region2 != "福建省 > 云岭市" || r.Doc.Region1 != "福建省" || r.Doc.Region4 != "" {
		t.Errorf("region facets: %q %q %q %q", r.Doc.Region1, r.Doc.Region2, r.Doc.Region3, r.Doc.Region4)
	}
	if r.Doc.Cells != 3 || r.Doc.Suspect != 1 || r.Doc.Failed != 1 || r.Doc.CheckStatus != "fail" || len(r.Doc.Findings) != 1 {
		t.Errorf("counts: %+v", r.Doc)
	}
	if len(r.Doc.Paths) != 2 || !utf8.ValidString(strings.Join(r.Doc.Paths, "")) {
		t.Errorf("paths: %q", r.Doc.Paths)
	}
	if n := utf8.RuneCountInString(r.Doc.Sections[0].Text); n > 301 {
		t.Errorf("a section text of %d characters", n)
	}
	if r.Doc.Tables[0].Grid != nil || len(r.Doc.Tables[1].Grid) != 2 {
		t.Errorf("grids: %+v", r.Doc.Tables)
	}
	if p := r.Pages[0]; p.Text != "全年受理申請2083件" || p.SearchText != "全年受理申请 2083 件" || p.Issuer == "" || *p.Year != 2020 {
		t.Errorf("page: %+v", p)
	}

	want := []struct{ id, sentence, status string }{
		{"00112233445566778899aabbccddeeff-applications-granted-natural_person", "白石县 2020 · 收到和处理政府信息公开申请 · 予以公开 · 自然人 = 5", "pass"},
		{"00112233445566778899aabbccddeeff-applications-refused_state_secret-total", "白石县 2020 · 收到和处理政府信息公开申请 · 属于国家秘密 · 总计 = —", "pass"},
		{"00112233445566778899aabbccddeeff-applications-granted-total", "白石县 2020 · 收到和处理政府信息公开申请 · 予以公开 · 总计 = 7（存疑）", "fail"},
	}
	for i, w := range want {
		c := r.Cells[i]
		if c.ID != w.id || c.Sentence != w.sentence || c.CheckStatus != w.status {
			t.Errorf("cell %d: %q %q %q, want %+v", i, c.ID, c.Sentence, c.CheckStatus, w)
		}
	}
	if c := r.Cells[2]; c.Table != "applications" || c.Row != "granted" || c.Column != "total" || len(c.Findings) != 1 {
		t.Errorf("cell: %+v", c)
	}
}

func TestRecordsAreFlat(t *testing.T) {
	r := index.Build(report(), index.File{}, time.Now())
	line, err := json.Marshal(r.Cells[0])
	if err != nil {
		t.Fatal(err)
	}
	var fields map[string]any
	if err := json.Unmarshal(line, &fields); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"doc_id", "title", "region_2", "form", "value"} {
		if fields[name] == nil {
			t.Errorf("a cell record has no %s: %s", name, line)
		}
	}
	if fields["form"] != "2019" {
		t.Errorf("form of a cell is %v", fields["form"])
	}
}

func TestBuildOfAnEmptyDocument(t *testing.T) {
	r := index.Build(&extract.Document{ID: "ab", Source: extract.Source{Name: "空.txt"}}, index.File{}, time.Now())
	if r.Doc.Title != "空" || r.Doc.CheckStatus != "none" || len(r.Pages) != 0 {
		t.Errorf("%+v", r)
	}
}

func TestLongPagesAreDivided(t *testing.T) {
	doc := report()
	doc.Pages[0].Text = strings.Repeat(strings.Repeat("公开1", 30)+"\n", 1200)
	pages := index.Build(doc, index.File{}, time.Now()).Pages
	if len(pages) < 2 {
		t.Fatalf("%d records", len(pages))
	}
	all, valid := "", regexp.MustCompile(`^[A-Za-z0-9_-]+$`)
	seen := map[string]bool{}
	for _, p := range pages {
		if n := utf8.RuneCountInString(p.SearchText); n >= 60000 {
			t.Errorf("%s has %d characters", p.ID, n)
		}
		if seen[p.ID] || !valid.MatchString(p.ID) || p.Page != 1 {
			t.Errorf("id %q page %d", p.ID, p.Page)
		}
		seen[p.ID] = true
		all += p.Text
	}
	if all != doc.Pages[0].Text {
		t.Error("the parts are not the whole")
	}
}

func TestQueryValidate(t *testing.T) {
	tests := map[string]struct {
		query index.Query
		ok    bool
	}{
		"empty question":  {index.Query{Index: index.Cells}, true},
		"full question":   {index.Query{Index: index.Cells, Filters: []index.Filter{{Attribute: "row"}}, Ranges: []index.Range{{Attribute: "value", Min: ptr(1.0)}}, Facets: []string{"year"}, Sort: []index.Sort{{Attribute: "value"}}}, true},
		"unknown index":   {index.Query{Index: "keys"}, false},
		"unknown filter":  {index.Query{Index: index.Docs, Filters: []index.Filter{{Attribute: "sha256"}}}, false},
		"unknown range":   {index.Query{Index: index.Docs, Ranges: []index.Range{{Attribute: "issuer"}}}, false},
		"unknown facet":   {index.Query{Index: index.Docs, Facets: []string{"*"}}, false},
		"unknown sort":    {index.Query{Index: index.Docs, Sort: []index.Sort{{Attribute: "year:desc"}}}, false},
		"too many a page": {index.Query{Index: index.Docs, PerPage: 1000}, false},
		"too long":        {index.Query{Index: index.Docs, Text: strings.Repeat("长", 501)}, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if err := tt.query.Validate(); (err == nil) != tt.ok {
				t.Errorf("Validate() = %v", err)
			}
		})
	}
}

func TestMergeMarks(t *testing.T) {
	s := index.MarkStart + "信" + index.MarkEnd + index.MarkStart + "息" + index.MarkEnd + "公开"
	if got := index.MergeMarks(s); got != index.MarkStart+"信息"+index.MarkEnd+"公开" {
		t.Errorf("%q", got)
	}
	if got := index.StripMarks(s); got != "信息公开" {
		t.Errorf("%q", got)
	}
}
