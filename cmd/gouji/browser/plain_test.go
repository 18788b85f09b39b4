package browser

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// Without scripts every page works by links and forms.
func TestWithoutScripts(t *testing.T) {
	d := sharedDaemon(t)
	scan := d.find(t, "cells", "origin=ocr&row=received&column=total")
	b := newTab(t, d.url)
	b.withoutScripts()
	b.visit("/")
	b.do(chromedp.SendKeys("#search input[name=q]", "年度报告\r"))
	b.awaitText("#results", "报告")
	b.picture("search")
	b.do(chromedp.Click("#tabs a:nth-of-type(3)"))
	b.awaitText("#results", "=")
	b.visit("/documents/" + text(scan, "doc_id"))
	b.do(chromedp.Click("#cell-applications-received-total a"))
	b.awaitText("#chosen", "本年新收")
	b.picture("document")
	b.visit("/review")
	b.do(chromedp.Click("main a.button"))
	b.awaitText("#case", "")
	b.picture("review")
	b.visit("/status")
	b.awaitText("#status-finished", "报告")
}
