package review_test

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/index/web/review"
	"github.com/gouji/gouji/index/web/site"
)

// TestEnglish looks for Chinese that is not marked as such: on the list, and on
// the case of each item of a document before and after a decision.
func TestEnglish(t *testing.T) {
	first, second := doubted(t), violated(t)
	second.Tables[0].Cells[0].Raw = "无"
	o := open(t, site.Options{}, first, second)
	o.desk.refusals = []review.Refusal{{ID: "f00d", Name: "坏.pdf", Status: "refused", Reason: "文件已损坏。"}}
	addresses := []string{"/review?lang=en", "/review?show=decided", "/review?kind=page", caseAddress(first.ID, "page:1")}
	decided := []struct {
		doc  *extract.Document
		form url.Values
	}{
		{first, fields(t, first, doubtful, "kind", "corrected", "value", "12345", "note", "看过原件")},
		{first, fields(t, first, missing, "kind", "confirmed", "value", "")},
		{first, url.Values{"item": {"page:2"}, "by": {"王小明"}, "kind": {"confirmed"}, "before": {seen(t, extract.Reading{Raw: first.Pages[1].Failure})}}},
	}
	for n := range second.Findings {
		if f := &second.Findings[n]; f.Open() {
			form := url.Values{"item": {"f:" + extract.FindingID(f)}, "by": {"王小明"}, "kind": {"document-wrong"}, "before": {seen(t, extract.Reading{Raw: f.Message})}}
			decided = append(decided, struct {
				doc  *extract.Document
				form url.Values
			}{second, form})
		}
	}
	for _, d := range decided {
		addresses = append(addresses, caseAddress(d.doc.ID, d.form.Get("item")))
	}
	passed := second.Findings[slices.IndexFunc(second.Findings, func(f extract.Finding) bool { return f.Status == extract.Pass })]
	english(t, o, append(addresses, caseAddress(second.ID, "f:"+extract.FindingID(&passed))))
	for _, d := range decided {
		status, body, location := o.decide(d.doc.ID, d.form)
		if status != http.StatusSeeOther {
			t.Fatalf("%v: status %d: %s", d.form, status, text(body))
		}
		addresses = append(addresses, location)
	}
	english(t, o, addresses)

	// What a decision is refused for.
	_, body, _ := o.decide(first.ID, fields(t, first, missing, "kind", "corrected", "value", "5"))
	chinese(t, "refused", parsed(t, body))
	if !strings.Contains(body, "这一格已经被别人改过") {
		t.Error("the page does not say why")
	}
}

// english gets pages and looks through them.
func english(t *testing.T, o *office, addresses []string) {
	t.Helper()
	for _, address := range addresses {
		status, body := o.get(address)
		if status != http.StatusOK {
			t.Fatalf("%s: status %d: %s", address, status, text(body))
		}
		chinese(t, address, parsed(t, body))
	}
}

func parsed(t *testing.T, body string) *html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

var han = regexp.MustCompile(`\p{Han}`)

// chinese fails where an element says or announces something Chinese without
// being marked so. What people enter, and addresses, are as they are.
func chinese(t *testing.T, where string, n *html.Node) {
	t.Helper()
	for _, a := range n.Attr {
		switch {
		case a.Key == "lang" && a.Val == "zh-CN":
			return
		case a.Key == "href", a.Key == "value", a.Key == "data-fill":
		case han.MatchString(a.Val):
			t.Errorf("%s: not English: %s=%q", where, a.Key, a.Val)
		}
	}
	if n.Type == html.TextNode && han.MatchString(n.Data) {
		t.Errorf("%s: not English: %q", where, n.Data)
	}
	for c := range n.ChildNodes() {
		chinese(t, where, c)
	}
}
