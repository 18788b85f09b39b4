package browser

import (
	"net"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// The records read well in Meilisearch's own search page, and a record of a page
// shows the picture of the page.
func TestMeilisearchDashboard(t *testing.T) {
	port := freePort(t)
	d := own(t, "--meilisearch.dashboard", "--meilisearch.listen", "127.0.0.1:"+port, "--server.listen", "127.0.0.1:"+freePort(t))
	born, _, err := printed()
	if err != nil {
		t.Fatal(err)
	}
	if err := d.drop("born.pdf", born); err != nil {
		t.Fatal(err)
	}
	if err := d.awaitDone(1); err != nil {
		t.Fatal(err)
	}
	key, err := os.ReadFile(d.path("data", "meilisearch", "master.key"))
	if err != nil {
		t.Fatal(err)
	}
	b := openTab(t, "http://127.0.0.1:"+port)
	b.do(chromedp.Navigate(b.base))
	b.await(`document.querySelector("input")`)
	evaluate[any](b, `localStorage.setItem("apiKey", JSON.stringify(`+quoted(strings.TrimSpace(string(key)))+`))`)
	b.do(chromedp.Reload())
	const menu = `[...document.querySelectorAll("button")].find(b => /^\s*(cells|docs|pages)/.test(b.innerText))`
	for _, name := range []string{"docs", "cells", "pages"} {
		b.await(menu)
		b.click(menu)
		b.await(option(name))
		b.click(option(name))
		b.await(`/^\s*` + name + `/.test(` + menu + `.innerText) && document.body.innerText.includes("title")`)
		b.picture(name)
	}
	b.await(`[...document.images].some(i => i.src.includes("/documents/") && i.naturalWidth > 300)`)
	b.picture("picture")
}

// option is the entry of an index in the dashboard's menu.
func option(name string) string {
	return `[...document.querySelectorAll("[role=menuitem], [role=option]")].find(o => o.innerText.trim().startsWith("` + name + `"))`
}

// freePort is a port that nobody listens on, for a server that must be told one.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}
