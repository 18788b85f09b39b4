package export

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/gouji/gouji/index"
)

// perGroup is how many documents are gathered at a time.
const perGroup = 20

// documentRow is a document with its figures, as it waits in a temporary file
// until all columns are known.
type documentRow struct {
	DocID    string         `json:"doc_id"`
	Title    string         `json:"title"`
	Issuer   string         `json:"issuer,omitempty"`
	Year     *float64       `json:"year,omitempty"`
	Region   string         `json:"region,omitempty"`
	Figures  map[string]any `json:"figures"` // by key; null for a blank
	Doubtful []string       `json:"doubtful,omitempty"`
}

// figureColumns are the columns of a wide table, in the order of the documents:
// one that an earlier document lacks stands behind its neighbour.
type figureColumns struct {
	keys   []string
	labels map[string]string
}

// writeWide writes a row for each document and a column for each figure.
func (p *Pages) writeWide(ctx context.Context, out *stream, q request, kept *progress) error {
	waiting, err := os.CreateTemp("", "gouji-export-*.jsonl")
	if err != nil {
		return err
	}
	defer func() {
		if err := errors.Join(waiting.Close(), os.Remove(waiting.Name())); err != nil {
			p.site.Log().WarnContext(ctx, "temporary file of an export remains", "err", err)
		}
	}()
	columns, err := p.gather(ctx, waiting, q.query, kept)
	if err != nil {
		return err
	}
	if _, err := waiting.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if q.format == jsonlFormat {
		_, err := io.Copy(out, waiting)
		return err
	}
	return p.table(out, q, func(table rows) error { return fillWide(table, waiting, columns, q) })
}

// gather writes the documents of all figures that a query finds, one a line.
func (p *Pages) gather(ctx context.Context, to io.Writer, q index.Query, kept *progress) (*figureColumns, error) {
	columns := &figureColumns{labels: map[string]string{}}
	encoder := lines(to)
	var group []string
	pass := func() error {
		documents, err := p.group(ctx, q, group, columns, kept)
		for _, id := range group {
			if d := documents[id]; d != nil && err == nil {
				err = encoder.Encode(d)
			}
		}
		group = group[:0]
		return err
	}
	for id, err := range p.source.Documents(ctx, q) {
		if err != nil {
			return nil, err
		}
		if group = append(group, id); len(group) == perGroup {
			if err := pass(); err != nil {
				return nil, err
			}
		}
	}
	if len(group) == 0 {
		return columns, nil
	}
	return columns, pass()
}

// group gathers the figures of a few documents.
func (p *Pages) group(ctx context.Context, q index.Query, ids []string, columns *figureColumns, kept *progress) (map[string]*documentRow, error) {
	q.Filters = append(slices.Clip(q.Filters), index.Filter{Attribute: "doc_id", Values: ids})
	q.Sort = nil
	documents := map[string]*documentRow{}
	last := map[string]string{}
	for record, err := range p.source.All(ctx, q) {
		if err != nil {
			return nil, err
		}
		id, key := text(record, "doc_id"), text(record, "key")
		d := documents[id]
		if d == nil {
			d = &documentRow{
				DocID: id, Title: text(record, "title"), Issuer: text(record, "issuer"), Region: text(record, "region"),
				Figures: map[string]any{},
			}
			if year, ok := record["year"].(float64); ok {
				d.Year = &year
			}
			documents[id] = d
		}
		d.Figures[key] = record["value"]
		if doubtful(record) {
			d.Doubtful = append(d.Doubtful, key)
		}
		columns.add(key, last[id], record)
		last[id] = key
		kept.done.Add(1)
	}
	return documents, nil
}

// add makes sure that a figure has a column.
func (f *figureColumns) add(key, after string, record map[string]any) {
	if _, known := f.labels[key]; known {
		return
	}
	var labels []string
	for _, attribute := range []string{"table_title", "row_label", "column_label"} {
		if label := text(record, attribute); label != "" {
			labels = append(labels, label)
		}
	}
	f.labels[key] = strings.Join(labels, " › ")
	f.keys = slices.Insert(f.keys, slices.Index(f.keys, after)+1, key)
}

var wideHeads = []string{"title", "issuer", "year", "region", "doubtful"}

// fillWide makes the table of the documents that wait.
func fillWide(table rows, waiting io.Reader, figures *figureColumns, q request) error {
	columns, err := columnsOf(wideHeads, q.words)
	if err != nil {
		return err
	}
	for _, key := range figures.keys {
		columns = append(columns, column{head: figures.labels[key], width: 14})
	}
	ends, err := columnsOf([]string{"doc_id"}, q.words)
	if err != nil {
		return err
	}
	if err := table.head(append(columns, ends...)); err != nil {
		return err
	}
	decoder := json.NewDecoder(waiting)
	for {
		var d documentRow
		if err := decoder.Decode(&d); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("temporary file of an export: %w", err)
		}
		if err := table.row(figures.row(&d)); err != nil {
			return err
		}
	}
}

func (f *figureColumns) row(d *documentRow) []cell {
	var doubts []string
	for _, key := range d.Doubtful {
		doubts = append(doubts, f.labels[key])
	}
	row := []cell{{value: d.Title}, {value: d.Issuer}, {}, {value: d.Region}, {value: strings.Join(doubts, "\n")}}
	if d.Year != nil {
		row[2].value = *d.Year
	}
	for _, key := range f.keys {
		row = append(row, cell{value: plain(d.Figures[key]), doubtful: slices.Contains(d.Doubtful, key)})
	}
	return append(row, cell{value: d.DocID})
}

// text is a text of a record; empty where it has none.
func text(record map[string]any, attribute string) string {
	s, _ := record[attribute].(string)
	return s
}
