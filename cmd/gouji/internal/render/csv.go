package render

import (
	"encoding/csv"
	"io"
	"strconv"

	"github.com/gouji/gouji/extract"
)

var header = []string{
	"file", "document", "issuer", "year", "region", "form", "key", "row_label", "column_label",
	"raw", "value", "page", "origin", "confidence", "status", "note",
}

// CSV prints one line a cell, UTF-8 without a byte order mark. A value that
// is null is an empty field.
func CSV(w io.Writer, docs []*extract.Document) error {
	out := csv.NewWriter(w)
	if err := out.Write(header); err != nil {
		return err
	}
	for _, d := range docs {
		for _, t := range d.Tables {
			for _, c := range t.Cells {
				if err := out.Write(line(d, t, c)); err != nil {
					return err
				}
			}
		}
	}
	out.Flush()
	return out.Error()
}

func line(d *extract.Document, t extract.Table, c extract.Cell) []string {
	year, region := "", ""
	if d.Meta.Year != nil {
		year = strconv.Itoa(*d.Meta.Year)
	}
	if d.Meta.Region != nil {
		region = d.Meta.Region.Code
	}
	return []string{
		d.Source.Name, d.ID, text(d.Meta.Issuer), year, region, t.Form, c.Key, c.RowLabel, c.ColumnLabel,
		c.Raw, number(c.Value), strconv.Itoa(c.Page), string(c.Origin),
		strconv.FormatFloat(c.Confidence, 'f', -1, 64), string(c.Status), c.Note,
	}
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func number(v *float64) string {
	if v == nil {
		return ""
	}
	return strconv.FormatFloat(*v, 'f', -1, 64)
}
