package wording_test

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/gouji/gouji/configs"
	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/extract/form"
	"github.com/gouji/gouji/extract/reader"
	"github.com/gouji/gouji/index/web/wording"
	"github.com/gouji/gouji/internal/specimen"
)

// theReader is shared: it takes a second to open.
var theReader = sync.OnceValues(func() (*reader.Reader, error) {
	forms, err := form.Load(configs.Forms)
	if err != nil {
		return nil, err
	}
	return reader.New(forms, 0)
})

func report(t *testing.T, o specimen.Options) *extract.Document {
	t.Helper()
	r, err := theReader()
	if err != nil {
		t.Fatal(err)
	}
	s := specimen.Make(o)
	doc, err := r.Read(t.Context(), s.Name, s.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func said(phrases []wording.Phrase) string {
	var b strings.Builder
	for _, p := range phrases {
		b.WriteString(p.Text)
	}
	return b.String()
}

var han = regexp.MustCompile(`\p{Han}`)

// Every check of any report is said in English words of our own, whatever its
// outcome; in Chinese it keeps its message.
func TestFindingsOfReports(t *testing.T) {
	rules := map[string]bool{}
	for _, edition := range []string{"2019", "2021"} {
		for seed := range uint64(6) {
			doc := report(t, specimen.Options{Seed: seed, Form: edition, Violate: seed%2 == 0, Differ: seed%3 == 0, Figures: specimen.AllFigures()[seed%uint64(len(specimen.AllFigures()))]})
			zh, en := wording.New(doc, "zh-CN"), wording.New(doc, "en")
			for i := range doc.Findings {
				f := &doc.Findings[i]
				rules[f.Rule] = true
				if got := zh.Finding(f); !slices.Equal(got, []wording.Phrase{{Text: f.Message, Chinese: true}}) {
					t.Errorf("in Chinese %q, want %q", said(got), f.Message)
				}
				for _, p := range en.Finding(f) {
					if !p.Chinese && han.MatchString(p.Text) || p.Chinese && p.Text == f.Message {
						t.Errorf("%s in English: %q", f.Rule, p.Text)
					}
				}
			}
		}
	}
	if len(rules) < 10 {
		t.Errorf("only %d rules were tried", len(rules))
	}
}

func TestFinding(t *testing.T) {
	v := func(v float64) *float64 { return &v }
	doc := &extract.Document{Tables: []extract.Table{{Cells: []extract.Cell{
		{Key: "t/r/total", RowLabel: "申请", ColumnLabel: "总计"}, {Key: "t/r/a", RowLabel: "申请", ColumnLabel: "自然人"},
		{Key: "t/r/b", RowLabel: "申请", ColumnLabel: "法人"}, {Key: "t/s/total", RowLabel: "结转", ColumnLabel: "总计"},
	}}}}
	for _, tt := range []struct {
		f    extract.Finding
		want string
	}{
		{
			extract.Finding{Rule: "applications.row_total", Status: extract.Fail, Cells: []string{"t/r/total", "t/r/a", "t/r/b"}, Expected: v(3), Actual: v(4)},
			"In the row “申请”: “自然人” and “法人” add up to 3; “总计” says 4. They do not agree.",
		},
		{
			extract.Finding{Rule: "applications.column", Status: extract.Unknown, Cells: []string{"t/r/total", "t/s/total"}, Expected: v(3), Actual: v(4)},
			"In the column “总计”: “结转” add up to 3; “申请” says 4. They do not agree, but a figure among them may be misread.",
		},
		{
			extract.Finding{Rule: "applications.row_total", Status: extract.Unknown, Cells: []string{"t/r/total", "t/r/a"}},
			"In the row “申请”: a figure is blank or could not be read, so that “总计” cannot be checked.",
		},
		{
			extract.Finding{Rule: "values.negative", Status: extract.Fail, Cells: []string{"t/r/a"}, Actual: v(-2)},
			"Row “申请”, column “自然人” says -2, which cannot be: it must not be negative.",
		},
		{extract.Finding{Rule: "prose.received", Status: extract.Fail, Expected: v(3), Actual: v(1e21)}, "The text states 1000000000000000000000 applications received, the table 3. They differ."},
		{extract.Finding{Rule: "new.rule", Message: "新的检查"}, "The check new.rule: 新的检查"},
	} {
		if got := said(wording.New(doc, "en").Finding(&tt.f)); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.f.Rule, got, tt.want)
		}
	}
}

func TestNames(t *testing.T) {
	title, year := "白石县年度报告", 2020
	named := &extract.Document{Kind: extract.AnnualReport, Meta: extract.Meta{Title: &title, Year: &year}}
	bare := &extract.Document{Kind: extract.Other, Source: extract.Source{Name: "a.txt"}}
	for _, tt := range []struct {
		doc              *extract.Document
		language         string
		title, tab, page string
	}{
		{named, "zh-CN", title, title, "第 2 页"},
		{named, "en", title, "Annual report 2020", "page 2"},
		{bare, "zh-CN", "a.txt", "a.txt", "第 2 页"},
		{bare, "en", "a.txt", "Document", "page 2"},
	} {
		w := wording.New(tt.doc, tt.language)
		if got := [3]string{w.Title(), w.Tab(), said(w.Page(2))}; got != [3]string{tt.title, tt.tab, tt.page} {
			t.Errorf("%s: %q", tt.language, got)
		}
	}
	for want, c := range map[string]extract.Cell{
		"行 · 列": {RowLabel: "行", ColumnLabel: "列"}, "行": {Key: "k", RowLabel: "行"}, "列": {ColumnLabel: "列"}, "a/b/c": {Key: "a/b/c"},
	} {
		if got := wording.Figure(&c); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
