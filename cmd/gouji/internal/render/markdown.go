package render

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/gouji/gouji/extract"
)

// Markdown prints a document for a person: what it says about itself, what
// is wrong with its figures, its tables and its text.
func Markdown(w io.Writer, docs []*extract.Document) error {
	var b strings.Builder
	for i, d := range docs {
		if i > 0 {
			b.WriteString("\n---\n\n")
		}
		document(&b, d)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func document(b *strings.Builder, d *extract.Document) {
	title := text(d.Meta.Title)
	if title == "" {
		title = d.Source.Name
	}
	fmt.Fprintf(b, "# %s\n\n", title)
	meta(b, d)
	findings(b, d.Findings)
	for _, t := range d.Tables {
		table(b, t)
	}
	for _, s := range d.Sections {
		fmt.Fprintf(b, "## %s、%s\n\n%s\n\n", s.Number, s.Title, strings.TrimSpace(s.Text))
	}
	if len(d.Sections) == 0 {
		for _, p := range d.Pages {
			fmt.Fprintf(b, "%s\n\n", strings.TrimSpace(p.Text))
		}
	}
}

func meta(b *strings.Builder, d *extract.Document) {
	item := func(label, value string) {
		if value != "" {
			fmt.Fprintf(b, "- %s：%s\n", label, value)
		}
	}
	m := d.Meta
	item("文件", d.Source.Name)
	item("状态", map[extract.Status]string{extract.OK: "正常", extract.Review: "需要核对", extract.Unreadable: "无法读取"}[d.Status])
	item("发布机关", text(m.Issuer))
	if m.Year != nil {
		item("年度", strconv.Itoa(*m.Year))
	}
	item("地区", place(m.Region))
	item("文号", text(m.DocNumber))
	item("发布日期", text(m.PublishedOn))
	item("电话", text(m.Phone))
	item("传真", text(m.Fax))
	item("电子邮箱", text(m.Email))
	item("邮编", text(m.Postcode))
	item("地址", text(m.Address))
	b.WriteString("\n")
}

func place(r *extract.Region) string {
	if r == nil {
		return ""
	}
	var names []string
	for _, level := range []*string{r.Province, r.City, r.County, r.Town} {
		if level != nil {
			names = append(names, *level)
		}
	}
	return strings.Join(names, " > ")
}

func findings(b *strings.Builder, all []extract.Finding) {
	var failed []string
	for _, f := range all {
		if f.Status == extract.Fail {
			failed = append(failed, fmt.Sprintf("- %s（%s）\n", f.Message, f.Rule))
		}
	}
	if len(failed) == 0 {
		return
	}
	fmt.Fprintf(b, "## 勾稽关系不符：%d 处\n\n%s\n", len(failed), strings.Join(failed, ""))
}

// table prints the canonical cells, or the grid of a table of no known form.
func table(b *strings.Builder, t extract.Table) {
	fmt.Fprintf(b, "## %s\n\n", strings.TrimSpace(t.Title+" "+formName(t.Form)))
	if len(t.Cells) == 0 {
		grid(b, t.Grid)
		return
	}
	rows := [][]string{{"行", "列", "原文", "数值", "说明"}}
	for _, c := range t.Cells {
		note := c.Note
		if c.Status != extract.CellOK && note == "" {
			note = string(c.Status)
		}
		rows = append(rows, []string{c.RowLabel, c.ColumnLabel, c.Raw, number(c.Value), note})
	}
	grid(b, rows)
}

func formName(form string) string {
	if form == "" {
		return ""
	}
	return "（" + form + " 年版）"
}

var escape = strings.NewReplacer("|", `\|`, "\n", " ", "\r", " ")

// grid prints ragged rows as a Markdown table; the first row is its head.
func grid(b *strings.Builder, rows [][]string) {
	width := 0
	for _, r := range rows {
		width = max(width, len(r))
	}
	for i, r := range rows {
		for c := range width {
			cell := ""
			if c < len(r) {
				cell = escape.Replace(r[c])
			}
			fmt.Fprintf(b, "| %s ", cell)
		}
		b.WriteString("|\n")
		if i == 0 {
			b.WriteString(strings.Repeat("| --- ", width) + "|\n")
		}
	}
	b.WriteString("\n")
}
