package search_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

func TestPage(t *testing.T) {
	tests := map[string]struct {
		parameters []string
		status     int
		has, lacks []string
	}{
		"start":   {nil, 200, []string{`lang="zh-CN"`, "共 3 条", "白石县", "最近收到的文件", `form="search" type="checkbox" name="year" value="2020"`, "/documents/doc0"}, []string{`class="chip"`}},
		"English": {[]string{"lang=en", "index=cells", "q=予以公开"}, 200, []string{`lang="en"`, "3 found", "<mark>予以公开</mark>", "doubtful"}, []string{"共 3 条"}},
		"escaped": {[]string{`q="><script>`}, 200, []string{"&#34;&gt;&lt;script&gt;"}, nil},
		"a figure": {[]string{"index=cells", "q=白石县 予以公开"}, 200, []string{
			`/documents/doc0#cell-applications-granted-total`, "= 3（存疑）", `badge suspect`, "各列之和与总计不符", "/compare?issuer="}, nil},
		"a page":             {[]string{"index=pages", "q=2083"}, 200, []string{"<mark>2083</mark>", "&lt;script&gt;", "/documents/doc0?page=1#page-1"}, nil},
		"a document":         {[]string{"q=青溪县"}, 200, []string{"各列之和与总计不符", "2 个数据", "1 处存疑", "1 项不符"}, nil},
		"tabs count":         {[]string{"q=白石县"}, 200, []string{`正文 <span class="count">1</span>`, `数据 <span class="count">2</span>`}, nil},
		"tabs keep the year": {[]string{"year=2020", "check_status=fail"}, 200, []string{`href="/?index=cells&amp;year=2020"`}, nil},
		"chosen":             {[]string{"year=2020"}, 200, []string{`id="year-2020" checked`, `id="year-2019"`, `class="chip"`, `href="/"`}, nil},
		"a place":            {[]string{"region=福建省 > 云岭市"}, 200, []string{"全部地区", "青溪县", `aria-current="true">云岭市`, `type="hidden" name="region"`}, nil},
		"a facet looked in":  {[]string{"facet_issuer=青溪縣"}, 200, []string{"青溪县人民政府</span>"}, []string{"白石县人民政府</span>"}},
		"a place looked for": {[]string{"facet_region=青溪"}, 200, []string{"<small>福建省 &gt; 云岭市</small>"}, nil},
		"kept":               {[]string{"doc_id=doc0", "index=cells"}, 200, []string{`type="hidden" name="doc_id" value="doc0"`, `type="hidden" name="index" value="cells"`}, nil},
		"range":              {[]string{"index=cells", "value_min=5"}, 200, []string{`name="value_min" value="5"`, "≥ 5"}, nil},
		"exports":            {[]string{"index=cells", "year=2020", "page=1"}, 200, []string{"/export?format=xlsx&amp;index=cells&amp;year=2020"}, nil},
		"nothing":            {[]string{"index=pages", "q=航天飞机"}, 200, []string{"没有找到", "更少或更短的词"}, nil},
		"elsewhere":          {[]string{"index=pages", "q=航天飞机", "facet_issuer=x", "year=2020"}, 200, []string{"清除全部筛选"}, nil},
		"bad":                {[]string{"index=pages", "sort=nothing", "year=2020"}, 400, []string{`role="alert"`, `type="hidden" name="year" value="2020"`}, nil},
		"paging":             {[]string{"index=cells", "per_page=2", "page=2"}, 200, []string{`rel="prev"`, `rel="next"`, "第 2 / 3 页"}, nil},
		"beyond the end":     {[]string{"page=9"}, 200, []string{`rel="prev"`}, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			status, body := get(t, pages, "/?"+parameters(tt.parameters...))
			if status != tt.status || strings.Contains(body, "<script>") || strings.Contains(body, "<b>红") {
				t.Errorf("%d: %s", status, body)
			}
			for _, s := range tt.has {
				if !strings.Contains(body, s) {
					t.Errorf("no %q in %s", s, body)
				}
			}
			for _, s := range tt.lacks {
				if strings.Contains(body, s) {
					t.Errorf("%q in %s", s, body)
				}
			}
			unique(t, body)
		})
	}
}

var ids = regexp.MustCompile(`\sid="([^"]*)"`)

// unique checks that every id names one element.
func unique(t *testing.T, body string) {
	t.Helper()
	seen := map[string]bool{}
	for _, m := range ids.FindAllStringSubmatch(body, -1) {
		if seen[m[1]] || strings.ContainsAny(m[1], " \t\n") {
			t.Errorf("id %q", m[1])
		}
		seen[m[1]] = true
	}
}

func TestPageOfAnEmptyLibrary(t *testing.T) {
	status, body := get(t, empty, "/")
	if status != http.StatusOK || !strings.Contains(body, "还没有文件") || !strings.Contains(body, `href="/status"`) {
		t.Errorf("%d %s", status, body)
	}
}

func TestPageWithoutTheSearchServer(t *testing.T) {
	status, body := get(t, dead, "/?lang=en&q=2083&year=2020")
	if status != http.StatusServiceUnavailable || !strings.Contains(body, `role="alert"`) || !strings.Contains(body, "Try again") || !strings.Contains(body, `name="year" value="2020"`) {
		t.Errorf("%d %s", status, body)
	}
}

func TestNewestDocumentsComeFirst(t *testing.T) {
	_, body := get(t, pages, "/")
	last, first := strings.Index(body, "/documents/doc0"), strings.Index(body, "/documents/doc2")
	if first < 0 || last < first {
		t.Errorf("doc2 at %d, doc0 at %d", first, last)
	}
}
