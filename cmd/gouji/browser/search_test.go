package browser

import (
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// Results come as one types, and everything that was chosen is in the address: a
// reader who opens it sees the same.
func TestSearchAsYouType(t *testing.T) {
	d := sharedDaemon(t)
	b := newTab(t, d.url)
	b.visit("/?index=cells")
	all := b.text("#total")
	b.do(chromedp.SendKeys("#search input[name=q]", "予以公开 总计"))
	b.await(`document.querySelector("#results mark")`)
	b.await(one("#total") + `.innerText !== ` + quoted(all))
	if focus := evaluate[string](b, `document.activeElement.name`); focus != "q" {
		t.Errorf("the focus went to %q while typing", focus)
	}
	b.click(one(`#facets input[name=year]`))
	b.await(`location.search.includes("year=") && document.querySelector("#results .chip")`)
	b.picture("typed")
	at, total, first := b.address(), b.text("#total"), b.text("#results li a")
	if !strings.Contains(at, "q="+url.QueryEscape("予以公开 总计")) {
		t.Errorf("the words are not in the address %s", at)
	}

	again := newTab(t, d.url)
	again.visit(at)
	if got := again.text("#total"); got != total || again.text("#results li a") != first {
		t.Errorf("%s shows %s %q, the page said %s %q", at, got, again.text("#results li a"), total, first)
	}
	again.click(one("#results .chip"))
	again.await(`!location.search.includes("year=")`)
	again.do(chromedp.NavigateBack())
	again.await(`location.search.includes("year=")`)
}

// A report in traditional characters is found by a query in simplified ones, and
// narrowed by the tabs and facets.
func TestTraditionalReportInSimplifiedWords(t *testing.T) {
	d := sharedDaemon(t)
	traditional := d.findFile(t, "d-")
	b := newTab(t, d.url)
	b.visit("/?" + url.Values{"q": {"公开 报告"}, "issuer": {text(traditional, "issuer")}}.Encode())
	if n := b.count("#results li article"); n != 1 {
		t.Errorf("%d reports of the issuer found", n)
	}
	if shown := b.text("#results li h2"); !strings.Contains(shown, "報告") {
		t.Errorf("the report is shown as %q, not as it is written", shown)
	}
	b.click(`[...document.querySelectorAll("#tabs a")][2]`)
	b.await(`location.search.includes("index=cells") && document.querySelectorAll("#results li").length > 1`)
	b.picture("figures")
	if at := b.address(); !strings.Contains(at, "issuer=") {
		t.Errorf("the filter got lost: %s", at)
	}
}

// A figure that was found leads to its place in the document, where it is marked.
func TestFigureLeadsToItsPlace(t *testing.T) {
	d := sharedDaemon(t)
	b := newTab(t, d.url)
	b.visit("/?" + url.Values{"index": {"cells"}, "q": {"本年新收 总计"}, "media_type": {}, "row": {"received"}, "column": {"total"}}.Encode())
	b.click(one("#results li h2 a"))
	b.await(`location.pathname.startsWith("/documents/") && document.getElementById(decodeURIComponent(location.hash.slice(1)))`)
	inView := `(e => { const r = e.getBoundingClientRect(); return r.bottom > 0 && r.top < innerHeight })(document.getElementById(decodeURIComponent(location.hash.slice(1))))`
	b.await(inView)
	b.picture("figure")
}
