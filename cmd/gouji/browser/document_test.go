package browser

import (
	"net/url"
	"testing"
)

// A figure under the mouse is marked on the picture of its page, on the page that
// it stands on, and the box on the picture marks the figure.
func TestFigureAndPictureMarkEachOther(t *testing.T) {
	d := sharedDaemon(t)
	scan := d.find(t, "cells", "origin=ocr&row=received&column=total")
	b := newTab(t, d.url)
	b.visit("/documents/" + text(scan, "doc_id"))
	cell := "cell-applications-received-total"
	page := evaluate[string](b, one("#"+cell+" a")+`.dataset.page`)
	if page == "1" {
		t.Fatal("the figure stands on the first page, which is shown anyway")
	}
	b.hover(one("#" + cell + " a"))
	b.await(one(".picture") + `.dataset.page === ` + quoted(page))
	b.await(one(`#viewer a[data-cell="` + cell + `"] rect.marked`))
	b.await(one(".picture img") + `.naturalWidth > 300`)
	b.picture("marked-box")

	b.hover(`[...document.querySelectorAll("#viewer a[data-cell] rect")].at(-1)`)
	other := evaluate[string](b, `[...document.querySelectorAll("#viewer a[data-cell]")].at(-1).dataset.cell`)
	b.await(one("td#" + other + ".marked"))
	b.picture("marked-figure")

	b.click(one("#" + cell + " a"))
	b.await(one("td#"+cell+".pinned") + ` && ` + one("#chosen"))
	b.picture("pinned")
}

// What does not add up stands first, with links to its figures.
func TestFailingReport(t *testing.T) {
	d := sharedDaemon(t)
	wrong := d.find(t, "docs", "check_status=fail")
	b := newTab(t, d.url)
	b.visit("/documents/" + text(wrong, "id"))
	if b.count("td.figure.failing") == 0 {
		t.Error("no figure is marked as part of a failed check")
	}
	target := `[...document.querySelectorAll("main a[href*='#cell-']")][0]`
	b.click(target)
	b.await(`document.getElementById(decodeURIComponent(location.hash.slice(1)))?.matches("td.failing")`)
	b.picture("failing")
}

// The same figure of a report and its picture, compared.
func TestComparison(t *testing.T) {
	d := sharedDaemon(t)
	figure := d.find(t, "cells", "row=received&column=total")
	b := newTab(t, d.url)
	b.visit("/compare?" + url.Values{"key": {text(figure, "key")}, "issuer": {text(figure, "issuer")}}.Encode())
	if b.count("svg[role=img]") != 1 || b.count("main table tbody tr") != 1 {
		t.Errorf("%d charts and %d reports", b.count("svg[role=img]"), b.count("main table tbody tr"))
	}
	b.click(one("main table tbody a[href^='/documents/']"))
	b.await(`location.pathname.startsWith("/documents/")`)
}
