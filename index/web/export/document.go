package export

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/index/web/site"
)

// getDocument exports one document. It is small: the file is made first, so that
// an error is an answer of its own.
func (p *Pages) getDocument(w http.ResponseWriter, r *http.Request) {
	f, err := parseFormat(r.URL.Query().Get(formatName))
	if err != nil {
		p.site.ShowFault(w, r, err)
		return
	}
	doc, err := p.library.Document(r.Context(), r.PathValue("id"))
	if err != nil {
		p.site.ShowFault(w, r, err)
		return
	}
	var file bytes.Buffer
	if err := writeDocument(&file, doc, f, p.view.Phrases(r)); err != nil {
		p.site.ShowFault(w, r, err)
		return
	}
	f.announce(w.Header(), nameOf(doc))
	if _, err := w.Write(file.Bytes()); err != nil {
		p.site.Log().DebugContext(r.Context(), "visitor went away", "err", err)
	}
}

func writeDocument(out io.Writer, doc *extract.Document, f format, words site.Phrases) error {
	if f == xlsxFormat {
		return writeBook(out, doc, words)
	}
	records, err := figuresOf(doc)
	if err != nil {
		return err
	}
	if f == jsonlFormat {
		encoder := lines(out)
		for _, record := range records {
			if err := encoder.Encode(record); err != nil {
				return err
			}
		}
		return nil
	}
	attributes := attributesOf(index.Cells)
	columns, err := columnsOf(attributes, words)
	if err != nil {
		return err
	}
	table := newCSV(out)
	if err := table.head(columns); err != nil {
		return err
	}
	for _, record := range records {
		if err := table.row(cellsOf(record, attributes, words)); err != nil {
			return err
		}
	}
	return table.end()
}

// figuresOf returns the figures of a document as a search would find them.
func figuresOf(doc *extract.Document) ([]map[string]any, error) {
	cells := index.Build(doc, index.File{}, time.Now()).Cells
	records := make([]map[string]any, len(cells))
	for i := range cells {
		b, err := json.Marshal(&cells[i])
		if err != nil {
			return nil, fmt.Errorf("figure %s: %w", cells[i].Key, err)
		}
		if err := json.Unmarshal(b, &records[i]); err != nil {
			return nil, fmt.Errorf("figure %s: %w", cells[i].Key, err)
		}
		for attribute := range records[i] {
			if strings.HasPrefix(attribute, "search_") || attribute == "rev" {
				delete(records[i], attribute)
			}
		}
	}
	return records, nil
}

// nameOf is what a document is called.
func nameOf(doc *extract.Document) string {
	if doc.Meta.Title != nil {
		return *doc.Meta.Title
	}
	return doc.Source.Name
}
