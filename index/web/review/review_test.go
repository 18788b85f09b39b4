package review_test

import (
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/index/web/review"
	"github.com/gouji/gouji/index/web/site"
	"github.com/gouji/gouji/internal/specimen"
)

func caseAddress(id, item string) string {
	return "/review/" + id + "?" + url.Values{"item": {item}}.Encode()
}

// seen is what a form says the person saw.
func seen(t *testing.T, r extract.Reading) string {
	t.Helper()
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// fields is the form of a figure.
func fields(t *testing.T, doc *extract.Document, key string, more ...string) url.Values {
	t.Helper()
	v := url.Values{"item": {key}, "by": {"王小明"}, "before": {seen(t, cell(doc, key).Reading())}}
	for n := 0; n+1 < len(more); n += 2 {
		v.Set(more[n], more[n+1])
	}
	return v
}

func (o *office) decide(id string, form url.Values) (int, string, string) {
	o.t.Helper()
	return o.do(http.MethodPost, "/review/"+id, form)
}

func contains(t *testing.T, body string, wants ...string) {
	t.Helper()
	body = html.UnescapeString(body)
	for _, want := range wants {
		if !strings.Contains(body, want) && !strings.Contains(text(body), want) {
			t.Errorf("the page does not say %q:\n%s", want, text(body))
		}
	}
}

func TestListShowsWhatNeedsAPerson(t *testing.T) {
	first, second := doubted(t), violated(t)
	title := "<script>alert(1)</script>红山县年报"
	first.Meta.Title = &title
	o := open(t, site.Options{}, first, second)
	o.desk.refusals = []review.Refusal{{ID: "f00d", Name: "<script>坏.pdf", Status: "refused", Reason: "文件已损坏。"}}

	status, body := o.get("/review")
	if status != http.StatusOK {
		t.Fatalf("status %d: %s", status, text(body))
	}
	contains(t, body, "2 个文件待核对", "红山县年报", "数字模糊", "未读到", "这一页的图像已损坏", "文件已损坏", `action="/status/retry"`)
	if strings.Index(body, first.ID) > strings.Index(body, second.ID) {
		t.Error("the file that came in first does not stand first")
	}
	for kind, has := range map[string][2]bool{"fail": {false, true}, "suspect": {true, false}, "missing": {true, false}, "page": {true, false}} {
		_, body := o.get("/review?kind=" + kind)
		if got := [2]bool{strings.Contains(body, "d-"+first.ID), strings.Contains(body, "d-"+second.ID)}; got != has {
			t.Errorf("kind %s shows %v, want %v", kind, got, has)
		}
	}
	_, body = o.get("/review?issuer=" + url.QueryEscape("没有这个机关"))
	contains(t, body, "没有符合筛选条件的内容")
	_, body = o.get("/review?lang=en&year=1901")
	contains(t, body, "Nothing matches this filter")
}

func TestListGoesByPages(t *testing.T) {
	var docs []*extract.Document
	for seed := range uint64(12) {
		doc := report(t, specimen.Options{Seed: 100 + seed})
		doc.Pages, doc.Findings = nil, nil
		doc.Tables = []extract.Table{{Cells: []extract.Cell{*cell(doc, doubtful)}}}
		cell(doc, doubtful).Status = extract.Suspect
		docs = append(docs, doc)
	}
	o := open(t, site.Options{}, docs...)
	_, body := o.get("/review")
	contains(t, body, "第 1 页，共 2 页", "page=2")
	_, body = o.get("/review?page=2")
	if n := strings.Count(body, `class="to-review"`); n != 2 {
		t.Errorf("%d documents on the second page, want 2", n)
	}
	_, body = o.get("/review?doc=" + docs[11].ID)
	if n := strings.Count(body, `class="to-review"`); n != 1 {
		t.Errorf("%d documents, want the one asked for", n)
	}
}

func TestCaseOfAFigure(t *testing.T) {
	doc := doubted(t)
	o := open(t, site.Options{}, doc)
	status, body := o.get(caseAddress(doc.ID, doubtful))
	if status != http.StatusOK {
		t.Fatalf("status %d: %s", status, text(body))
	}
	contains(t, body, "/documents/"+doc.ID+"/crop?page=1&box=0.50000,0.25000,0.60000,0.30000", "数字模糊",
		`data-fill="17"`, "这个数字参与的勾稽", "本文件第 2 项，共 3 项待核对", site.Anchor(doubtful))
	_, body = o.get(caseAddress(doc.ID, doubtful) + "&fill=17")
	contains(t, body, `name="value" value="17"`)
	_, body = o.get(caseAddress(doc.ID, missing) + "&lang=en")
	contains(t, body, "not found", "The document has none", "The row in the file:")
}

func TestCaseOfAPage(t *testing.T) {
	doc := doubted(t)
	o := open(t, site.Options{}, doc)
	_, body := o.get(caseAddress(doc.ID, "page:2"))
	contains(t, body, "这一页的图像已损坏", "/documents/"+doc.ID+"/pages/2/picture", "缺失的数字（1）")
	contains(t, body, "已看过，无需再读", `id="confirm" name="kind" value="confirmed"`)

	form := url.Values{"item": {"page:2"}, "by": {"王小明"}, "note": {"空白页"}, "before": {seen(t, extract.Reading{Raw: doc.Pages[1].Failure})}}
	for _, kind := range []string{"withdrawn", "corrected", "document-wrong"} {
		form.Set("kind", kind)
		if status, body, _ := o.decide(doc.ID, form); status != http.StatusUnprocessableEntity {
			t.Errorf("%s before a decision: status %d: %s", kind, status, text(body))
		}
	}
	form.Set("kind", "confirmed")
	readable := url.Values{"item": {"page:1"}, "kind": {"confirmed"}, "by": {"王小明"}, "before": {"{}"}}
	if status, body, _ := o.decide(doc.ID, readable); status != http.StatusUnprocessableEntity {
		t.Errorf("a page that was read: status %d: %s", status, text(body))
	}
	status, body, location := o.decide(doc.ID, form)
	if status != http.StatusSeeOther || !strings.Contains(location, url.QueryEscape(missing)) {
		t.Fatalf("status %d to %q, want what was passed over: %s", status, location, text(body))
	}
	if d := o.desk.decisions[doc.ID][0]; d.Page != 2 || d.Cell+d.Finding != "" || d.Before.Raw != doc.Pages[1].Failure || d.Note != "空白页" {
		t.Errorf("kept %+v", d)
	}
	_, body = o.get(location)
	contains(t, body, "已确认：第 2 页", "本文件第 1 项，共 2 项待核对")
	_, body = o.get("/review?kind=page")
	contains(t, body, "没有符合筛选条件的内容")
	_, body = o.get(caseAddress(doc.ID, "page:2"))
	contains(t, body, `id="verdict"`, "王小明", "撤回：第 2 页", "空白页")

	form.Set("kind", "withdrawn")
	if status, body, _ := o.decide(doc.ID, form); status != http.StatusSeeOther {
		t.Fatalf("taken back: status %d: %s", status, text(body))
	}
	_, body = o.get("/review?kind=page")
	contains(t, body, "1 个文件待核对", "第 2 页")
}

// When nothing of a document waits any more, it is done.
func TestTheLastPageLeadsOn(t *testing.T) {
	doc := report(t, specimen.Options{Seed: 7})
	doc.Pages = append(doc.Pages, extract.Page{Number: 2, Failure: "这一页的图像已损坏。"})
	doc.Status = extract.Review
	o := open(t, site.Options{}, doc)
	status, body, location := o.decide(doc.ID, url.Values{
		"item": {"page:2"}, "kind": {"confirmed"}, "by": {"王小明"}, "before": {seen(t, extract.Reading{Raw: doc.Pages[1].Failure})},
	})
	if status != http.StatusSeeOther || !strings.HasPrefix(location, "/review?") {
		t.Errorf("status %d to %q, want the list: %s", status, location, text(body))
	}
	if now, err := o.desk.Document(t.Context(), doc.ID); err != nil || now.Status != extract.OK {
		t.Errorf("status %s (%v)", now.Status, err)
	}
}

func TestConfirm(t *testing.T) {
	doc := doubted(t)
	o := open(t, site.Options{}, doc)
	status, body, location := o.decide(doc.ID, fields(t, doc, doubtful, "kind", "confirmed", "note", "  清楚\n可见 "))
	if status != http.StatusSeeOther || !strings.Contains(location, "page%3A2") {
		t.Fatalf("status %d to %q, want the next item: %s", status, location, text(body))
	}
	d := o.desk.decisions[doc.ID][0]
	if d.Kind != extract.Confirmed || d.By != "王小明" || d.Note != "清楚 可见" || d.Cell != doubtful || d.At.IsZero() {
		t.Errorf("kept %+v", d)
	}
	_, body = o.get(location)
	contains(t, body, "已确认：", `value="withdrawn"`, `value="王小明"`, "核对记录")
	_, body = o.get("/review?show=decided")
	contains(t, body, "1 个文件有核对记录", "已确认", "清楚 可见")
}

func TestCorrect(t *testing.T) {
	doc := doubted(t)
	o := open(t, site.Options{}, doc)
	status, body, location := o.decide(doc.ID, fields(t, doc, doubtful, "kind", "corrected", "value", " １，２３４ "))
	if status != http.StatusSeeOther {
		t.Fatalf("status %d: %s", status, text(body))
	}
	now, err := o.desk.Document(t.Context(), doc.ID)
	if err != nil {
		t.Fatal(err)
	}
	if c := cell(now, doubtful); c.Value == nil || *c.Value != 1234 || c.Origin != "corrected" {
		t.Errorf("the figure is %+v", c)
	}
	_, body = o.get(location)
	contains(t, body, "已更正：", "→ 1234")

	// The sums of the figure do not hold any more: each is a case of its own.
	var failed *extract.Finding
	for n := range now.Findings {
		if broken(now.Findings[n]) && slices.Contains(now.Findings[n].Cells, doubtful) {
			failed = &now.Findings[n]
		}
	}
	if failed == nil {
		t.Fatal("no check fails on the corrected figure")
	}
	_, body = o.get(caseAddress(doc.ID, doubtful))
	contains(t, body, "人工更正", "文件原读数：", "原文有误……", url.QueryEscape(extract.FindingID(failed)))
}

func TestMissingFigures(t *testing.T) {
	doc := doubted(t)
	o := open(t, site.Options{}, doc)
	for _, form := range []url.Values{
		fields(t, doc, missing, "kind", "corrected", "value", "－"),
		fields(t, doc, missing, "kind", "confirmed", "value", ""),
	} {
		o.desk.decisions = map[string][]extract.Decision{}
		if status, body, _ := o.decide(doc.ID, form); status != http.StatusSeeOther {
			t.Errorf("%v: status %d: %s", form, status, text(body))
		}
		now, err := o.desk.Document(t.Context(), doc.ID)
		if err != nil || cell(now, missing).Open() {
			t.Errorf("%v: the figure is still open (%v)", form, err)
		}
	}
}

func TestRefusedDecisions(t *testing.T) {
	doc := doubted(t)
	stale := fields(t, doc, doubtful, "kind", "confirmed")
	stale.Set("before", `{"raw":"99","value":99,"status":"suspect","origin":"text"}`)
	o := open(t, site.Options{}, doc)
	for name, test := range map[string]struct {
		form   url.Values
		status int
		says   string
	}{
		"no number":             {fields(t, doc, doubtful, "kind", "corrected", "value", "<script>十二"), 422, "这不是一个数字"},
		"with a unit":           {fields(t, doc, doubtful, "kind", "corrected", "value", "12件"), 422, "这不是一个数字"},
		"misplaced separators":  {fields(t, doc, doubtful, "kind", "corrected", "value", "12,34"), 422, "千位分隔"},
		"too long":              {fields(t, doc, doubtful, "kind", "corrected", "value", strings.Repeat("9", 16)), 422, "数字太长"},
		"as it was read":        {fields(t, doc, doubtful, "kind", "corrected", "value", cell(doc, doubtful).Raw), 422, "所填与读数相同"},
		"confirmed another":     {fields(t, doc, doubtful, "kind", "confirmed", "value", "987"), 422, "所填与读数不同"},
		"no name":               {fields(t, doc, doubtful, "kind", "confirmed", "by", " \u200b "), 422, "请填写姓名"},
		"long name":             {fields(t, doc, doubtful, "kind", "confirmed", "by", strings.Repeat("王", 41)), 422, "姓名太长"},
		"long note":             {fields(t, doc, doubtful, "kind", "confirmed", "note", strings.Repeat("注", 501)), 422, "备注太长"},
		"nothing to withdraw":   {fields(t, doc, doubtful, "kind", "withdrawn"), 422, "没有可撤回的决定"},
		"kind of a check":       {fields(t, doc, doubtful, "kind", "document-wrong"), 422, "表单内容不完整"},
		"unknown kind":          {fields(t, doc, doubtful, "kind", "<script>"), 422, "表单内容不完整"},
		"no reading":            {fields(t, doc, doubtful, "kind", "confirmed", "before", "{"), 422, "表单内容不完整"},
		"changed by others":     {stale, 409, "这一格已经被别人改过"},
		"no such item":          {url.Values{"item": {"f:gone"}, "kind": {"document-wrong"}, "by": {"王小明"}, "before": {"{}"}}, 409, "这一项刚刚变了"},
		"no item":               {url.Values{"kind": {"confirmed"}, "by": {"王小明"}}, 422, "表单内容不完整"},
		"without the new value": {fields(t, doc, doubtful, "kind", "corrected"), 422, "表单内容不完整"},
	} {
		status, body, _ := o.decide(doc.ID, test.form)
		if status != test.status {
			t.Errorf("%s: status %d, want %d", name, status, test.status)
		}
		contains(t, body, test.says)
		if value := test.form.Get("value"); value != "" {
			contains(t, body, `name="value" value="`+value+`"`)
		}
	}
	if n := len(o.desk.decisions[doc.ID]); n > 0 {
		t.Errorf("%d decisions were kept", n)
	}
}

func TestUnknownCases(t *testing.T) {
	doc := doubted(t)
	o := open(t, site.Options{}, doc)
	for _, address := range []string{"/review/0000", "/review/..%2Fx", caseAddress(doc.ID, "no/such/cell"), caseAddress(doc.ID, "f:x"), caseAddress(doc.ID, "page:9"), "/review/0000?item=page:1"} {
		if status, body := o.get(address); status != http.StatusNotFound {
			t.Errorf("%s: status %d: %s", address, status, text(body))
		}
	}
	if status, _, _ := o.decide("0000", fields(t, doc, doubtful, "kind", "confirmed")); status != http.StatusNotFound {
		t.Errorf("a decision about no document: status %d", status)
	}
	if status, body := o.get(caseAddress(doc.ID, doubtful) + "&done=0000&about=x"); status != http.StatusOK || strings.Contains(body, `id="done"`) {
		t.Errorf("status %d, and a decision is claimed that nobody has made", status)
	}
}

func TestDocumentIsWrongAndWithdrawn(t *testing.T) {
	doc := violated(t)
	n := slices.IndexFunc(doc.Findings, broken)
	f := &doc.Findings[n]
	item := "f:" + extract.FindingID(f)
	o := open(t, site.Options{}, doc)
	_, body := o.get(caseAddress(doc.ID, item))
	contains(t, body, f.Message, "✗", "不符：右边合计", `value="document-wrong"`)
	if strings.Count(body, "/review/"+doc.ID+"?item="+url.QueryEscape(f.Cells[0])) == 0 {
		t.Error("no link to the case of the total")
	}

	form := url.Values{"item": {item}, "kind": {"document-wrong"}, "by": {"李小红"}, "before": {seen(t, extract.Reading{Raw: f.Message})}, "note": {"<script>"}}
	status, body, location := o.decide(doc.ID, form)
	if status != http.StatusSeeOther {
		t.Fatalf("status %d: %s", status, text(body))
	}
	if d := o.desk.decisions[doc.ID][0]; d.Finding != extract.FindingID(f) || d.Cell != "" || d.Before.Raw != f.Message {
		t.Errorf("kept %+v", d)
	}
	_, body = o.get(location)
	contains(t, body, "已注明原文有误：")
	_, body = o.get(caseAddress(doc.ID, item))
	contains(t, body, "李小红", "原文有误", "撤回")

	form.Set("kind", "withdrawn")
	status, body, location = o.decide(doc.ID, form)
	if status != http.StatusSeeOther || !strings.Contains(location, url.QueryEscape(item)) {
		t.Fatalf("status %d to %q, want the same case: %s", status, location, text(body))
	}
	_, body = o.get(location)
	contains(t, body, "已撤回：", `value="document-wrong"`)
	if strings.Contains(body, `id="verdict"`) {
		t.Error("the withdrawn decision is still shown as the one that counts")
	}
}

func TestWayThroughTheDocuments(t *testing.T) {
	first, second := doubted(t), violated(t)
	o := open(t, site.Options{}, first, second)
	_, body := o.get("/review/" + first.ID + "?kind=missing")
	contains(t, body, "本文件第 1 项，共 1 项待核对", "go=next")
	for address, want := range map[string]string{
		"/review/" + first.ID + "?go=next":                    "/review/" + second.ID,
		"/review/" + second.ID + "?go=previous":               "/review/" + first.ID,
		"/review/" + second.ID + "?go=next":                   "/review",
		"/review/" + first.ID + "?go=previous&kind=missing":   "/review?kind=missing",
		"/review/" + first.ID + "?go=next&kind=missing":       "/review?kind=missing",
		"/review/" + first.ID + "?go=next&kind=fail&page=7":   "/review/" + second.ID + "?kind=fail",
		"/review/" + first.ID + "?go=next&year=1901&doc=0123": "/review?doc=0123&year=1901",
	} {
		status, body, location := o.do(http.MethodGet, address, nil)
		if status != http.StatusSeeOther || location != want {
			t.Errorf("%s leads to %d %q, want %q: %s", address, status, location, want, text(body))
		}
	}

	// The last missing figure leads to the next document of the list, here none.
	_, _, location := o.do(http.MethodPost, "/review/"+first.ID+"?kind=missing", fields(t, first, missing, "kind", "confirmed"))
	if !strings.HasPrefix(location, "/review?") {
		t.Errorf("after the last item to %q, want the list", location)
	}
	_, body = o.get(location)
	contains(t, body, "已确认：", "没有符合筛选条件的内容")
}

func TestNames(t *testing.T) {
	doc := doubted(t)
	o := open(t, site.Options{}, doc)
	o.user = site.User{Name: "审计员甲"}
	_, body := o.get(caseAddress(doc.ID, doubtful))
	contains(t, body, "署名：审计员甲", `<input type="hidden" name="by" value="审计员甲">`)
	if status, body, _ := o.decide(doc.ID, fields(t, doc, doubtful, "kind", "confirmed", "by", "冒名者")); status != http.StatusSeeOther {
		t.Fatalf("status %d: %s", status, text(body))
	}
	if by := o.desk.decisions[doc.ID][0].By; by != "审计员甲" {
		t.Errorf("signed by %q, want the user that the proxy has named", by)
	}
	if len(o.cookies) > 0 {
		t.Error("the name of the proxy is kept in a cookie")
	}
	o.user = site.User{Name: "审计员乙", Login: true}
	_, body = o.get(caseAddress(doc.ID, missing))
	contains(t, body, `name="by" value="审计员乙" required`)
}

func TestReadOnly(t *testing.T) {
	doc := doubted(t)
	o := open(t, site.Options{ReadOnly: true}, doc)
	o.desk.decisions[doc.ID] = []extract.Decision{{Document: doc.ID, Kind: extract.Confirmed, Cell: doubtful, Before: cell(doc, doubtful).Reading(), By: "王小明"}}
	o.desk.index(doc.ID)
	for _, address := range []string{"/review", "/review?show=decided", caseAddress(doc.ID, doubtful), caseAddress(doc.ID, missing)} {
		_, body := o.get(address)
		if strings.Contains(body, `method="post"`) {
			t.Errorf("%s offers a form", address)
		}
	}
	if status, _, _ := o.decide(doc.ID, fields(t, doc, missing, "kind", "confirmed")); status != http.StatusConflict || len(o.desk.decisions[doc.ID]) != 1 {
		t.Errorf("status %d, %d decisions", status, len(o.desk.decisions[doc.ID]))
	}
}
