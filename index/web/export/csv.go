package export

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
)

const byteOrderMark = "\uFEFF" // tells Excel that it is UTF-8

// csvRows writes CSV.
type csvRows struct {
	out io.Writer
	csv *csv.Writer
}

func newCSV(out io.Writer) *csvRows {
	w := csv.NewWriter(out)
	w.UseCRLF = true
	return &csvRows{out, w}
}

func (c *csvRows) head(columns []column) error {
	if _, err := io.WriteString(c.out, byteOrderMark); err != nil {
		return err
	}
	heads := make([]string, len(columns))
	for i, column := range columns {
		heads[i] = guarded(column.head)
	}
	if err := c.csv.Write(heads); err != nil {
		return err
	}
	c.csv.Flush()
	return c.csv.Error()
}

func (c *csvRows) row(cells []cell) error {
	fields := make([]string, len(cells))
	for i, cell := range cells {
		switch v := cell.value.(type) {
		case string:
			fields[i] = guarded(v)
		case float64:
			fields[i] = number(v)
		}
	}
	return c.csv.Write(fields)
}

func (c *csvRows) end() error {
	c.csv.Flush()
	return c.csv.Error()
}

func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// formulaStarts begin what spreadsheets run as a formula; the wide forms do so
// where Chinese is typed.
const formulaStarts = "=+-@\t\r\n＝＋－＠"

// guarded keeps a text from being run as a formula. A number and the dash that
// stands for a blank are no formulas.
func guarded(s string) string {
	if !strings.ContainsAny(firstRune(s), formulaStarts) || s == "-" {
		return s
	}
	if _, err := strconv.ParseFloat(s, 64); err == nil {
		return s
	}
	return "'" + s
}

func firstRune(s string) string {
	for _, r := range s {
		return string(r)
	}
	return ""
}
