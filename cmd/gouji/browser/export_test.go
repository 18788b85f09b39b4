package browser

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/gouji/gouji/extract"
)

// What is exported, opened again, says what the document says.
func TestExports(t *testing.T) {
	d := sharedDaemon(t)
	scan := d.find(t, "cells", "origin=ocr&row=received&column=total")
	id := text(scan, "doc_id")
	var doc extract.Document
	if err := json.Unmarshal(fetch(t, d.url+"/api/documents/"+id), &doc); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for _, table := range doc.Tables {
		for _, c := range table.Cells {
			want[c.Key] = ""
			if c.Value != nil {
				want[c.Key] = strconv.FormatFloat(*c.Value, 'f', -1, 64)
			}
		}
	}
	query := url.Values{"index": {"cells"}, "doc_id": {id}, "lang": {"en"}}

	t.Run("csv", func(t *testing.T) {
		body := fetch(t, d.url+"/export?format=csv&"+query.Encode())
		if !bytes.HasPrefix(body, []byte("\xef\xbb\xbf")) {
			t.Error("no byte order mark: Excel would take it for another encoding")
		}
		rows, err := csv.NewReader(bytes.NewReader(body[3:])).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		compare(t, rows, want)
	})
	t.Run("xlsx", func(t *testing.T) {
		f, err := excelize.OpenReader(bytes.NewReader(fetch(t, d.url+"/export?format=xlsx&"+query.Encode())))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := f.GetRows(f.GetSheetName(0))
		if err != nil {
			t.Fatal(err)
		}
		compare(t, rows, want)
	})
	t.Run("jsonl", func(t *testing.T) {
		var rows [][]string
		for line := range bytes.Lines(fetch(t, d.url+"/documents/"+id+"/export?format=jsonl")) {
			var record struct {
				Key   string   `json:"key"`
				Value *float64 `json:"value"`
			}
			if err := json.Unmarshal(line, &record); err != nil {
				t.Fatal(err)
			}
			value := ""
			if record.Value != nil {
				value = strconv.FormatFloat(*record.Value, 'f', -1, 64)
			}
			rows = append(rows, []string{record.Key, value})
		}
		compare(t, append([][]string{{"key", "value"}}, rows...), want)
	})
	t.Run("document as xlsx", func(t *testing.T) {
		f, err := excelize.OpenReader(bytes.NewReader(fetch(t, d.url+"/documents/"+id+"/export?format=xlsx")))
		if err != nil {
			t.Fatal(err)
		}
		if sheets := f.GetSheetList(); len(sheets) != len(doc.Tables)+1 {
			t.Errorf("sheets %q for %d tables", sheets, len(doc.Tables))
		}
	})
}

func fetch(t *testing.T, address string) []byte {
	t.Helper()
	answer, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s %v", address, answer.Status, err)
	}
	return body
}

// compare finds the columns of keys and values by their heads.
func compare(t *testing.T, rows [][]string, want map[string]string) {
	t.Helper()
	column := func(name string) int {
		return slices.IndexFunc(rows[0], func(head string) bool { return strings.EqualFold(head, name) })
	}
	key, value := column("key"), column("value")
	if key < 0 || value < 0 {
		t.Fatalf("heads %q", rows[0])
	}
	if len(rows)-1 != len(want) {
		t.Errorf("%d figures, want %d", len(rows)-1, len(want))
	}
	for _, row := range rows[1:] {
		got := ""
		if value < len(row) {
			got = row[value]
		}
		if expected, known := want[row[key]]; !known || got != expected {
			t.Errorf("%s = %q, want %q", row[key], got, expected)
		}
	}
}
