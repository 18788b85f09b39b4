package export

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/index/web/site"
)

// cell is one cell of a table: a text, a number or nothing.
type cell struct {
	value    any // string, float64 or nil
	doubtful bool
}

// column is a column of a table.
type column struct {
	head  string
	width float64 // characters
}

// rows takes a table row by row.
type rows interface {
	head(columns []column) error
	row(cells []cell) error
	// end completes the file. Without it the file is not whole.
	end() error
}

// attributesOf are the attributes of a record that become columns.
func attributesOf(name string) []string {
	switch name {
	case index.Docs:
		return []string{
			"title", "issuer", "year", "region", "kind", "form", "status", "check_status", "cells", "suspect", "failed", "findings",
			"doc_number", "published_on", "phone", "fax", "email", "postcode", "address", "name", "paths", "media_type", "page_count",
			"bytes", "sha256", "id",
		}
	case index.Pages:
		return []string{"title", "issuer", "year", "region", "page", "part", "origin", "confidence", "text", "doc_id"}
	default:
		return []string{
			"title", "issuer", "year", "region", "form", "table_title", "row_label", "column_label", "value", "raw", "status",
			"check_status", "note", "findings", "origin", "confidence", "page", "sentence", "key", "doc_id",
		}
	}
}

// coded are the attributes whose values have names in both languages.
var coded = []string{"kind", "status", "check_status", "origin"}

// columnsOf returns the heads of the columns.
func columnsOf(attributes []string, p site.Phrases) ([]column, error) {
	columns := make([]column, len(attributes))
	for i, attribute := range attributes {
		head, err := p.Word("head." + attribute)
		if err != nil {
			return nil, err
		}
		columns[i] = column{head: head, width: widthOf(attribute)}
	}
	return columns, nil
}

func widthOf(attribute string) float64 {
	switch attribute {
	case "title", "sentence", "findings", "text":
		return 48
	case "issuer", "region", "row_label", "table_title", "key", "doc_id", "id", "note", "name", "paths", "address":
		return 28
	default:
		return 12
	}
}

// cellsOf returns the row of a record.
func cellsOf(record map[string]any, attributes []string, p site.Phrases) []cell {
	row := make([]cell, len(attributes))
	for i, attribute := range attributes {
		row[i].value = plain(record[attribute])
		if slices.Contains(coded, attribute) {
			row[i].value = p.Name(fmt.Sprint(record[attribute]))
		}
		row[i].doubtful = attribute == "value" && doubtful(record)
	}
	return row
}

// doubtful reports whether the figure of a record is not sure.
func doubtful(record map[string]any) bool {
	status, isText := record["status"].(string)
	return isText && status != string(extract.CellOK)
}

// plain makes a cell of what a record holds: a list becomes lines.
func plain(v any) any {
	switch v := v.(type) {
	case nil, string, float64:
		return v
	case []any:
		lines := make([]string, len(v))
		for i, item := range v {
			lines[i] = fmt.Sprint(item)
		}
		return strings.Join(lines, "\n")
	default:
		return fmt.Sprint(v)
	}
}
