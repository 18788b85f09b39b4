package export

import (
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/index/web/site"
)

// book is the workbook of one document: a sheet for each of its tables and one
// for its checks.
type book struct {
	file   *excelize.File
	doc    *extract.Document
	words  site.Phrases
	styles styles
	names  map[string]bool // of sheets, in lower case as Excel compares them
}

// writeBook writes the workbook of a document.
func writeBook(out io.Writer, doc *extract.Document, words site.Phrases) (err error) {
	b := &book{file: excelize.NewFile(), doc: doc, words: words, names: map[string]bool{}}
	defer func() {
		if closed := b.file.Close(); err == nil {
			err = closed
		}
	}()
	if b.styles, err = newStyles(b.file); err != nil {
		return err
	}
	for i := range doc.Tables {
		if err := b.table(&doc.Tables[i]); err != nil {
			return fmt.Errorf("table %s: %w", doc.Tables[i].ID, err)
		}
	}
	if err := b.checks(); err != nil {
		return err
	}
	if err := b.file.DeleteSheet("Sheet1"); err != nil {
		return err
	}
	b.file.SetActiveSheet(0)
	return b.file.Write(out)
}

// maxSheetName is the length of a sheet's name that Excel takes.
const maxSheetName = 31

// sheet adds a sheet, named after a title as far as Excel takes it.
func (b *book) sheet(title string) (*sheet, error) {
	name := []rune(strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\'`, r) || r < ' ' {
			return -1
		}
		return r
	}, title), " "))
	name = name[:min(len(name), maxSheetName-4)] // room for a number
	unique := string(name)
	for n := 2; unique == "" || b.names[strings.ToLower(unique)] || strings.EqualFold(unique, "Sheet1"); n++ {
		unique = fmt.Sprintf("%s %d", string(name), n)
	}
	b.names[strings.ToLower(unique)] = true
	_, err := b.file.NewSheet(unique)
	return &sheet{file: b.file, name: unique, row: 1}, err
}

func (b *book) table(t *extract.Table) error {
	s, err := b.sheet(t.Title)
	if err != nil {
		return err
	}
	s.text(1, s.row, nameOf(b.doc), b.styles.title)
	s.text(1, s.row+1, t.Title, 0)
	s.row += 3
	switch {
	case len(t.Layout) > 0:
		b.official(s, t)
	case len(t.Cells) > 0:
		b.list(s, t)
	default:
		for _, line := range t.Grid {
			for i, field := range line {
				s.text(i+1, s.row, field, b.styles.wrapped)
			}
			s.row++
		}
	}
	return s.err
}

// list writes the figures of a table one below the other.
func (b *book) list(s *sheet, t *extract.Table) {
	s.width(1, 2, 36)
	for i := range t.Cells {
		s.text(1, s.row, t.Cells[i].RowLabel, b.styles.label)
		s.text(2, s.row, t.Cells[i].ColumnLabel, b.styles.label)
		b.figure(s, 3, s.row, &t.Cells[i])
		s.row++
	}
}

// figure writes a figure as a number, or a blank as it is printed. One that is
// not sure, or that a person has decided about, says so.
func (b *book) figure(s *sheet, column, row int, c *extract.Cell) {
	style, remark := b.styles.figure, c.Note
	switch {
	case c.Review != nil:
		style, remark = b.styles.decided, b.decision(c.Review)
	case c.Status == extract.Missing:
		style, remark = b.styles.missing, b.words.Name(string(c.Status))+" "+c.Note
	case c.Status != extract.CellOK:
		style, remark = b.styles.doubtful, b.words.Name(string(c.Status))+" "+c.Note
	}
	if c.Value != nil {
		s.set(column, row, *c.Value, style)
	} else {
		s.text(column, row, c.Raw, style)
	}
	s.remark(column, row, strings.TrimSpace(remark))
}

// decision puts into words what a person has decided.
func (b *book) decision(v *extract.Verdict) string {
	said, err := b.words.Word("decided by", b.words.Name(string(v.Kind)), v.By, v.At.Format("2006-01-02"))
	if err != nil {
		return string(v.Kind)
	}
	if v.Kind == extract.Corrected {
		if before, err := b.words.Word("read before", v.Before.Raw); err == nil {
			said += "\n" + before
		}
	}
	return strings.TrimSpace(said + "\n" + v.Note)
}

// checks writes the sheet of the checks that failed.
func (b *book) checks() error {
	title, err := b.words.Word("sheet.checks")
	if err != nil {
		return err
	}
	s, err := b.sheet(title)
	if err != nil {
		return err
	}
	counts := map[extract.FindingStatus]int{}
	for i := range b.doc.Findings {
		counts[b.doc.Findings[i].Status]++
	}
	summary, err := b.words.Word("checks summary", counts[extract.Pass], counts[extract.Fail], counts[extract.Unknown])
	if err != nil {
		return err
	}
	legend, err := b.words.Word("legend")
	if err != nil {
		return err
	}
	s.text(1, 1, summary, b.styles.title)
	s.text(1, 2, legend, 0)
	columns, err := columnsOf([]string{"rule", "severity", "message", "expected", "actual", "page", "decision"}, b.words)
	if err != nil {
		return err
	}
	for i, c := range columns {
		s.text(i+1, 4, c.head, b.styles.head)
	}
	s.width(1, 1, 26)
	s.width(3, 3, 70)
	s.width(7, 7, 40)
	s.row = 5
	for i := range b.doc.Findings {
		if f := &b.doc.Findings[i]; f.Status == extract.Fail {
			b.check(s, f)
		}
	}
	return s.err
}

func (b *book) check(s *sheet, f *extract.Finding) {
	s.text(1, s.row, f.Rule, b.styles.wrapped)
	s.text(2, s.row, b.words.Name(string(f.Severity)), b.styles.wrapped)
	s.text(3, s.row, f.Message, b.styles.wrapped)
	for i, n := range []*float64{f.Expected, f.Actual} {
		if n != nil {
			s.set(4+i, s.row, *n, b.styles.figure)
		}
	}
	s.set(6, s.row, f.Page, b.styles.figure)
	if f.Review != nil {
		s.text(7, s.row, b.decision(f.Review), b.styles.wrapped)
	}
	s.row++
}
