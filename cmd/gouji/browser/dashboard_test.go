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
	for _, name := range []string{"docs", "cells", "pages"} {
		b.await(choose(name))
		b.await(`document.body.innerText.includes("title")`)
		b.picture(name)
	}
	b.await(`[...document.images].some(i => i.src.includes("/documents/") && i.naturalWidth > 300)`)
	b.picture("picture")
}

// choose makes one step towards the records of an index, and is true when they
// are shown: the dashboard goes back to its first index by itself when it has
// counted the records, and may forget a click.
func choose(name string) string {
	return `(() => {
		const menu = [...document.querySelectorAll("button")].find(b => /^\s*(cells|docs|pages)/.test(b.innerText));
		if (menu && /^\s*` + name + `/.test(menu.innerText)) return true;
		const option = [...document.querySelectorAll("[role=menuitem], [role=option]")].find(o => o.innerText.trim().startsWith("` + name + `"));
		(option || menu)?.click();
		return false;
	})()`
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
