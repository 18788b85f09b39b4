package export_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/index/web/export"
	"github.com/gouji/gouji/ingest"
)

// get asks the exports over a real connection.
func get(t *testing.T, source export.Source, path string) (answer, error) {
	t.Helper()
	server := httptest.NewServer(newHandler(t, source))
	defer server.Close()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := server.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	return answer{response.StatusCode, response.Header, body}, err
}

// answer is what came of a request, if only in part.
type answer struct {
	status int
	header http.Header
	body   []byte
}

func mustGet(t *testing.T, path string) []byte {
	t.Helper()
	a, err := get(t, client, path)
	if err != nil || a.status != http.StatusOK {
		t.Fatalf("%s: status %d, %v", path, a.status, err)
	}
	return a.body
}

// records returns the records of all figures, by id.
func records(t *testing.T) map[string]map[string]any {
	t.Helper()
	all, err := figures()
	if err != nil || len(all) < 5000 {
		t.Fatalf("%d figures, %v", len(all), err)
	}
	return all
}

var figures = sync.OnceValues(func() (map[string]map[string]any, error) {
	all := map[string]map[string]any{}
	for _, doc := range shelf {
		for _, c := range index.Build(doc, index.File{}, time.Now()).Cells {
			b, err := json.Marshal(c)
			if err != nil {
				return nil, err
			}
			var record map[string]any
			if err := json.Unmarshal(b, &record); err != nil {
				return nil, err
			}
			all[c.ID] = record
		}
	}
	return all, nil
})

// readCSV returns the rows of a file by the heads of their columns.
func readCSV(t *testing.T, body []byte) []map[string]string {
	t.Helper()
	text, marked := strings.CutPrefix(string(body), "\uFEFF")
	if !marked {
		t.Fatal("no byte order mark")
	}
	all, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return byHead(all)
}

func byHead(all [][]string) []map[string]string {
	var rows []map[string]string
	for _, line := range all[1:] {
		row := map[string]string{}
		for i, field := range line {
			row[all[0][i]] = field
		}
		rows = append(rows, row)
	}
	return rows
}

// TestEveryFormat opens an export of all figures again and compares it with the
// records.
func TestEveryFormat(t *testing.T) {
	want := records(t)
	check := func(t *testing.T, rows []map[string]string) {
		t.Helper()
		if len(rows) != len(want) {
			t.Fatalf("%d rows, want %d", len(rows), len(want))
		}
		left := maps.Clone(want)
		byKey := map[[2]string]string{}
		for id, r := range want {
			byKey[[2]string{r["doc_id"].(string), r["key"].(string)}] = id
		}
		for _, row := range rows {
			id := byKey[[2]string{row["文件编号"], row["指标代码"]}]
			r := left[id]
			if r == nil {
				t.Fatalf("row of %s %s comes twice or from nowhere", row["文件编号"], row["指标代码"])
			}
			delete(left, id)
			value := ""
			if v, ok := r["value"].(float64); ok {
				value = plainNumber(v)
			}
			status := map[string]string{"ok": "正常", "suspect": "存疑", "missing": "缺失"}[r["status"].(string)]
			if row["数值"] != value || row["状态"] != status || row["年份"] != plainNumber(r["year"].(float64)) {
				t.Fatalf("row %v, record %v", row, r)
			}
		}
	}
	t.Run("csv", func(t *testing.T) {
		body := mustGet(t, "/export?format=csv&index=cells")
		if bytes.Count(body, []byte("\r\n")) < len(want) {
			t.Error("lines do not end in CRLF")
		}
		check(t, readCSV(t, body))
	})
	t.Run("xlsx", func(t *testing.T) {
		check(t, readXLSX(t, mustGet(t, "/export?format=xlsx&index=cells")))
	})
	t.Run("jsonl", func(t *testing.T) {
		left := maps.Clone(want)
		for _, record := range readLines(t, mustGet(t, "/export?format=jsonl&index=cells")) {
			id, _ := record["id"].(string)
			w := left[id]
			delete(left, id)
			for attribute, v := range record {
				if strings.HasPrefix(attribute, "search_") {
					t.Fatalf("record holds %s", attribute)
				}
				if a, _ := json.Marshal(v); attribute != "rev" {
					if b, _ := json.Marshal(w[attribute]); !bytes.Equal(a, b) {
						t.Fatalf("%s of %s: %s, want %s", attribute, id, a, b)
					}
				}
			}
		}
		if len(left) > 0 {
			t.Errorf("%d records are missing", len(left))
		}
	})
}

func readXLSX(t *testing.T, body []byte) []map[string]string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := f.GetRows(f.GetSheetName(0))
	if err != nil {
		t.Fatal(err)
	}
	return byHead(rows)
}

func readLines(t *testing.T, body []byte) []map[string]any {
	t.Helper()
	var all []map[string]any
	s := bufio.NewScanner(bytes.NewReader(body))
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		var v map[string]any
		if err := json.Unmarshal(s.Bytes(), &v); err != nil {
			t.Fatalf("line %q: %v", s.Text(), err)
		}
		all = append(all, v)
	}
	return all
}

// TestWide has a row for each document and a column for each figure.
func TestWide(t *testing.T) {
	want := records(t)
	check := func(t *testing.T, rows []map[string]string) {
		t.Helper()
		if len(rows) != reports/2 {
			t.Fatalf("%d rows, want %d", len(rows), reports/2)
		}
		heads := map[string]int{}
		for _, row := range rows {
			for _, r := range want {
				if r["doc_id"] != row["文件编号"] {
					continue
				}
				head := strings.Join([]string{r["table_title"].(string), r["row_label"].(string), r["column_label"].(string)}, " › ")
				head = strings.ReplaceAll(head, " ›  › ", " › ") // the litigation table has no heads of rows
				value := ""
				if v, ok := r["value"].(float64); ok {
					value = plainNumber(v)
				}
				got, there := row[head]
				if heads[head]++; got != value || !there {
					t.Fatalf("%s: %q, want %q", head, got, value)
				}
				if r["status"] != "ok" && !strings.Contains(row["存疑的项"], head) {
					t.Fatalf("%s is not named as doubtful", head)
				}
			}
		}
		if len(heads) < 200 {
			t.Errorf("only %d columns compared", len(heads))
		}
	}
	t.Run("csv", func(t *testing.T) {
		check(t, readCSV(t, mustGet(t, "/export?format=csv&index=cells&layout=wide&form=2021")))
	})
	t.Run("xlsx", func(t *testing.T) {
		check(t, readXLSX(t, mustGet(t, "/export?format=xlsx&index=cells&layout=wide&form=2021")))
	})
	t.Run("jsonl", func(t *testing.T) {
		n := 0
		all := readLines(t, mustGet(t, "/export?format=jsonl&index=cells&layout=wide"))
		for _, d := range all {
			n += len(d["figures"].(map[string]any))
		}
		if len(all) != len(shelf) || n != len(want) {
			t.Errorf("%d documents with %d figures, want %d with %d", len(all), n, len(shelf), len(want))
		}
	})
	t.Run("some figures", func(t *testing.T) {
		rows := readCSV(t, mustGet(t, "/export?format=csv&index=cells&layout=wide&key=applications/received/total"))
		if len(rows) != reports || len(rows[0]) != 7 {
			t.Errorf("%d rows of %d columns", len(rows), len(rows[0]))
		}
	})
}

// TestHostileValues holds that no text becomes a formula and that none is lost.
func TestHostileValues(t *testing.T) {
	const id = "00000000000000000000000000abcdef"
	for _, path := range []string{"/export?format=csv&index=cells&doc_id=" + id, "/documents/" + id + "/export?format=csv"} {
		rows := readCSV(t, mustGet(t, path))
		if len(rows) != len(hostileTexts) {
			t.Fatalf("%s: %d rows", path, len(rows))
		}
		var got []string
		for _, row := range rows {
			got = append(got, row["行"])
			for head, field := range row {
				if number, err := strconv.ParseFloat(field, 64); err == nil && number <= 0 {
					continue
				}
				if strings.ContainsAny(field[:min(1, len(field))], "=+@\t\r") || strings.HasPrefix(field, "＝") || strings.HasPrefix(field, "-") && field != "-" {
					t.Errorf("%s: %q would run", head, field)
				}
			}
		}
		for _, text := range hostileTexts {
			text = strings.TrimPrefix(text, "\r") // a return is part of a line's end here
			if !slices.Contains(got, text) && !slices.Contains(got, "'"+text) {
				t.Errorf("%s: %q is lost: %q", path, text, got)
			}
		}
	}
	f, err := excelize.OpenReader(bytes.NewReader(mustGet(t, "/export?format=xlsx&index=cells&doc_id="+id)))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	sheet := f.GetSheetName(0)
	rows, err := f.GetRows(sheet)
	if err != nil || len(rows) != len(hostileTexts)+1 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for r, row := range rows {
		for c := range row {
			at, _ := excelize.CoordinatesToCellName(c+1, r+1)
			if formula, _ := f.GetCellFormula(sheet, at); formula != "" {
				t.Errorf("%s is the formula %s", at, formula)
			}
		}
	}
	if kind, _ := f.GetCellType(sheet, "I2"); kind != excelize.CellTypeUnset && kind != excelize.CellTypeNumber {
		t.Errorf("the value is no number but %v", kind)
	}
	panes, err := f.GetPanes(sheet)
	if err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("head is not frozen: %+v, %v", panes, err)
	}
}

// TestEnglish has English heads.
func TestEnglish(t *testing.T) {
	rows := readCSV(t, mustGet(t, "/export?format=csv&index=docs&lang=en&year=2031"))
	if len(rows) != 1 || rows[0]["Issuer"] != "'@红石县人民政府" || rows[0]["Status"] != "to review" {
		t.Errorf("rows %v", rows)
	}
}

// breaking is the real source until it has yielded a number of records.
type breaking struct {
	export.Source
	after int
}

func (b breaking) All(ctx context.Context, q index.Query) iter.Seq2[map[string]any, error] {
	return func(yield func(map[string]any, error) bool) {
		n := 0
		for record, err := range b.Source.All(ctx, q) {
			if n++; n > b.after {
				yield(nil, &ingest.Error{Kind: ingest.Retry, Reason: "搜索服务暂时不可用。", Err: errors.New("broken")})
				return
			}
			if !yield(record, err) {
				return
			}
		}
	}
}

// TestFailureHalfWay holds that no broken export looks complete.
func TestFailureHalfWay(t *testing.T) {
	for _, format := range []string{"csv", "jsonl"} {
		a, err := get(t, breaking{client, 1500}, "/export?index=cells&format="+format)
		if err == nil {
			t.Errorf("%s: the connection ended as if all were well", format)
		}
		all := bytes.Split(bytes.TrimSpace(a.body), []byte("\n"))
		if last := string(all[len(all)-1]); !strings.Contains(last, "文件不完整") {
			t.Errorf("%s: last line %q", format, last)
		}
		if len(all) < 1500 {
			t.Errorf("%s: %d lines", format, len(all))
		}
	}
	for _, path := range []string{"/export?index=cells&format=xlsx", "/export?index=cells&format=csv&layout=wide"} {
		a, err := get(t, breaking{client, 1500}, path)
		if err != nil || a.status != http.StatusServiceUnavailable || a.header.Get("Content-Disposition") != "" {
			t.Errorf("%s: %d, %v, %v", path, a.status, a.header, err)
		}
		if !strings.Contains(string(a.body), "搜索服务暂时不可用") {
			t.Errorf("%s does not say why", path)
		}
	}
}

// TestVisitorLeaves has the records end when nobody reads them any more.
func TestVisitorLeaves(t *testing.T) {
	ended := make(chan int, 1)
	server := httptest.NewServer(newHandler(t, endless{client, ended}))
	defer server.Close()
	ctx, cancel := context.WithCancel(t.Context())
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+"/export?index=cells&format=csv", nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := server.Client().Do(request)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(response.Body, make([]byte, 1<<20)); err != nil {
		t.Fatal(err)
	}
	cancel()
	_ = response.Body.Close()
	<-ended
}

// endless yields its records again and again.
type endless struct {
	export.Source
	ended chan int
}

func (e endless) All(ctx context.Context, q index.Query) iter.Seq2[map[string]any, error] {
	return func(yield func(map[string]any, error) bool) {
		defer func() { e.ended <- 1 }()
		for {
			for record, err := range e.Source.All(ctx, q) {
				if !yield(record, err) || err != nil {
					return
				}
			}
		}
	}
}

// TestRefusals answers what cannot be asked with a page that says so.
func TestRefusals(t *testing.T) {
	for path, want := range map[string]int{
		"/export?format=doc":                                 http.StatusBadRequest,
		"/export?index=secrets":                              http.StatusBadRequest,
		"/export?index=docs&layout=wide":                     http.StatusBadRequest,
		"/export?index=cells&password=x":                     http.StatusBadRequest,
		"/documents/ffffffffffffffffffffffffffffffff/export": http.StatusNotFound,
		"/documents/..%2f..%2fetc/export":                    http.StatusNotFound,
		"/export/progress?job=nobody":                        http.StatusNoContent,
	} {
		a, err := get(t, client, path)
		if err != nil || a.status != want || a.header.Get("Content-Disposition") != "" {
			t.Errorf("%s: %d, want %d (%v)", path, a.status, want, err)
		}
	}
}

// TestOffer shows the page of an export and its progress.
func TestOffer(t *testing.T) {
	page := string(mustGet(t, "/export/new?index=cells&q=%3Cb%3E&year=2031&page=3"))
	for _, want := range []string{`name="year" value="2031"`, `name="layout" value="wide"`, "&lt;b&gt;", "hx-get=\"/export/progress?job="} {
		if !strings.Contains(page, want) && !strings.Contains(page, "没有可导出的内容") {
			t.Errorf("page lacks %q", want)
		}
	}
	handler := newHandler(t, client)
	ask := func(path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
		return w
	}
	file := ask("/export?format=csv&index=cells&year=2031&job=mine&lang=zh")
	if got := file.Header().Get("X-Total-Count"); got != strconv.Itoa(len(hostileTexts)) {
		t.Errorf("total %q", got)
	}
	if got := file.Header().Get("Content-Disposition"); !strings.HasPrefix(got, `attachment; filename="gouji-`) || !strings.Contains(got, "filename*=UTF-8''2031-") {
		t.Errorf("name %q", got)
	}
	state := ask("/export/progress?job=mine")
	if state.Code != 286 || !strings.Contains(state.Body.String(), "导出完成，共 15 条") {
		t.Errorf("progress %d %s", state.Code, state.Body)
	}
}

func plainNumber(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
