package compare_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/index/meili"
	"github.com/gouji/gouji/index/web/compare"
	"github.com/gouji/gouji/index/web/site"
)

// pages are the comparisons over a real search server, for all tests.
var pages http.Handler

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "gouji-compare-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(dir) }()
	binary := filepath.Join("..", "..", "..", ".cache", "bin", "meilisearch")
	if _, err := os.Stat(binary); err != nil {
		binary = ""
	}
	ctx := context.Background()
	server, err := meili.StartServer(ctx, meili.ServerOptions{Dir: dir, Binary: binary})
	if err != nil {
		fmt.Fprintln(os.Stderr, err, "(run: make tools)")
		return 1
	}
	defer func() { _ = server.Close() }()
	client, err := meili.New(meili.Options{URL: server.URL(), Key: server.Key()})
	if err == nil {
		defer func() { _ = client.Close() }()
		err = open(ctx, client)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

func open(ctx context.Context, client *meili.Client) error {
	if err := client.EnsureSettings(ctx); err != nil {
		return err
	}
	for i, r := range invented {
		if err := client.Write(ctx, index.Build(r.document(i), index.File{}, time.Now())); err != nil {
			return err
		}
	}
	s, err := site.New(site.Options{})
	if err != nil {
		return err
	}
	p, err := compare.New(s, client)
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	p.Mount(mux)
	pages = mux
	return nil
}

// invention is an invented report.
type invention struct {
	county string
	year   int
	value  *float64
	raw    string
	status extract.CellStatus
}

func ptr[T any](v T) *T { return &v }

// invented has a year without a report, one with two, a blank and a doubt.
var invented = []invention{
	{"白石县", 2016, ptr(3.0), "3", extract.CellOK},
	{"白石县", 2017, ptr(0.0), "0", extract.CellOK},
	{"白石县", 2019, nil, "-", extract.CellOK},
	{"白石县", 2020, ptr(12.0), "12", extract.CellOK},
	{"白石县", 2020, ptr(13.0), "13", extract.Suspect},
	{"青溪县", 2020, ptr(7.5), "7.5", extract.CellOK},
	{"<i>红</i>县", 2020, ptr(1.0), "1", extract.CellOK},
	{"南塘县", 2020, nil, "", extract.Missing},
}

func (v invention) document(n int) *extract.Document {
	return &extract.Document{
		ID: fmt.Sprintf("%032x", n), Kind: extract.AnnualReport, Status: extract.OK,
		Meta: extract.Meta{
			Title: ptr(fmt.Sprintf("%s%d年年度报告", v.county, v.year)), Issuer: ptr(v.county + "人民政府"), Year: &v.year,
			Region: &extract.Region{Province: ptr("福建省"), City: ptr("云岭市"), County: &v.county},
		},
		Tables: []extract.Table{{ID: "applications", Form: "2021", Title: "收到和处理政府信息公开申请情况", Cells: []extract.Cell{
			{Key: "applications/granted/total", RowLabel: "（一）予以公开", ColumnLabel: "总计", Raw: v.raw, Value: v.value, Status: v.status, Page: 1, Origin: "text"},
			{Key: "applications/granted/business", RowLabel: "（一）予以公开", ColumnLabel: "商业企业", Raw: "0", Value: ptr(0.0), Status: extract.CellOK, Page: 1, Origin: "text"},
		}}},
	}
}

func get(t *testing.T, values url.Values) string {
	t.Helper()
	w := httptest.NewRecorder()
	pages.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/compare?"+values.Encode(), nil))
	if w.Code != http.StatusOK {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	return w.Body.String()
}

// rows returns the texts of the table, row by row.
func rows(t *testing.T, page string) [][]string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var all [][]string
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.Data == "tr" && n.Parent.Data == "tbody" {
			var row []string
			for cell := range n.ChildNodes() {
				if cell.Type == html.ElementNode {
					row = append(row, strings.TrimSpace(textOf(cell)))
				}
			}
			all = append(all, row)
		}
	}
	return all
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

func column(rows [][]string, n int) []string {
	var all []string
	for _, row := range rows {
		all = append(all, row[n])
	}
	return all
}

// TestYears compares the years of an issuer.
func TestYears(t *testing.T) {
	q := url.Values{"key": {"applications/granted/total"}, "issuer": {"白石县人民政府"}}
	page := get(t, q)
	table := rows(t, page)
	if got := column(table, 0); !slices.Equal(got, []string{"2016", "2017", "2019", "2020", "2020"}) {
		t.Errorf("years %v", got)
	}
	if got := column(table, 1); got[1] != "0" || got[2] != "空（原文“-”）" {
		t.Errorf("values %q: a blank is not zero", got)
	}
	for _, want := range []string{
		"<title>2018：没有报告</title>", "2019：空（原文“-”）", "<title>2020：13 · 存疑</title>", `class="bar doubt"`, `fill="url(#doubt)"`, `role="img"`,
		"没有相加", `href="/documents/00000000000000000000000000000003#cell-applications-granted-total"`, `aria-sort="ascending"`,
		"/export/new?index=cells&amp;issuer=", "收到和处理政府信息公开申请情况 › （一）予以公开 › 总计",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("page lacks %q", want)
		}
	}
	if n := strings.Count(page, `<rect class="bar`); n != 4 {
		t.Errorf("%d bars, want 4: two for 2020, none for a blank or a missing year", n)
	}
}

// TestIssuers compares the issuers of a region and sorts them.
func TestIssuers(t *testing.T) {
	q := url.Values{"key": {"applications/granted/total"}, "region": {"福建省 > 云岭市"}, "year": {"2020"}}
	for _, test := range []struct {
		sort, dir, aria string
		column          int
		want            []string
	}{
		{"", "", "descending", 1, []string{"13", "12", "7.5", "1", "空"}},
		{"value", "", "ascending", 1, []string{"1", "7.5", "12", "13", "空"}},
		{"issuer", "", "ascending", 0, []string{"<i>红</i>县人民政府", "南塘县人民政府", "白石县人民政府", "白石县人民政府", "青溪县人民政府"}},
	} {
		q.Set("sort", test.sort)
		q.Set("dir", test.dir)
		page := get(t, q)
		if got := column(rows(t, page), test.column); !slices.Equal(got, test.want) {
			t.Errorf("sorted by %q: %q, want %q", test.sort, got, test.want)
		}
		if !strings.Contains(page, `aria-sort="`+test.aria+`"`) {
			t.Errorf("sorted by %q: not said to be %s", test.sort, test.aria)
		}
		if strings.Contains(page, "<i>红") {
			t.Error("a name became an element")
		}
	}
}

// TestForm offers the figures and what they may be compared over, and explains
// what is missing.
func TestForm(t *testing.T) {
	page := get(t, nil)
	for _, want := range []string{
		`<optgroup label="收到和处理政府信息公开申请情况">`, `<option value="applications/granted/business">（一）予以公开 › 商业企业</option>`,
		`<option value="白石县人民政府">`, `<option value="福建省 &gt; 云岭市">`, "<option>2020</option>", "先选一项数字",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("page lacks %q", want)
		}
	}
	if regexp.MustCompile(`\sstyle="|<script>|\son\w+=`).MatchString(page) {
		t.Error("the page has what the policy forbids")
	}
	for want, q := range map[string]url.Values{
		"还差一步":             {"key": {"applications/granted/total"}, "region": {"福建省"}},
		"没有找到这项数字":         {"key": {"applications/granted/total"}, "issuer": {`"无名县 OR 1=1`}},
		"地区和年份没有使用":        {"key": {"applications/granted/total"}, "issuer": {"白石县人民政府"}, "year": {"2020"}},
		"Not complete yet": {"key": {"x"}, "lang": {"en"}},
	} {
		if page := get(t, q); !strings.Contains(page, want) {
			t.Errorf("%v: page lacks %q", q, want)
		}
	}
}
