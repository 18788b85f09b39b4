package browser

import (
	"net/url"
	"testing"
)

// Every page is usable by everybody: on a phone, in both languages, by keyboard
// and by a screen reader.
func TestPagesAreAccessible(t *testing.T) {
	d := sharedDaemon(t)
	scan := d.find(t, "docs", "media_type=application/pdf&sort=added_at:desc")
	wrong := d.find(t, "docs", "check_status=fail")
	figure := d.find(t, "cells", "doc_id="+text(wrong, "id")+"&row=received&column=total")
	pages := map[string]string{
		"start":    "/",
		"figures":  "/?index=cells&q=" + url.QueryEscape("予以公开 总计") + "&year_min=2000&value_min=0",
		"nothing":  "/?q=" + url.QueryEscape("没有这样的词语"),
		"scan":     "/documents/" + text(scan, "id"),
		"failing":  "/documents/" + text(wrong, "id"),
		"compare":  "/compare?" + url.Values{"key": {text(figure, "key")}, "issuer": {text(figure, "issuer")}}.Encode(),
		"review":   "/review",
		"case":     "/review/" + text(wrong, "id"),
		"status":   "/status",
		"no page":  "/documents/0",
		"no words": "/?index=docs&sort=nothing",
	}
	b := newTab(t, d.url)
	for name, path := range pages {
		t.Run(name, func(t *testing.T) {
			b.t = t
			b.wide()
			b.visit(path)
			b.accessible()
			b.picture("zh")
			b.visit(withLanguage(path))
			b.picture("en")
			b.narrow()
			b.accessible()
			b.picture("phone")
			if evaluate[bool](b, `document.documentElement.scrollWidth > window.innerWidth + 1`) {
				t.Error("the page is wider than a phone")
			}
			b.visit("/?lang=zh-CN")
		})
	}
	b.t = t
}

func withLanguage(path string) string {
	u, err := url.Parse(path)
	if err != nil {
		return path
	}
	values := u.Query()
	values.Set("lang", "en")
	u.RawQuery = values.Encode()
	return u.String()
}

// The first page costs little to load.
func TestFirstLoad(t *testing.T) {
	b := newTab(t, sharedDaemon(t).url)
	b.visit("/")
	const most = 200_000
	bytes := evaluate[int](b, `[...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
		.reduce((sum, e) => sum + e.transferSize, 0)`)
	if bytes == 0 || bytes > most {
		t.Errorf("the first load transfers %d bytes, %d is the most", bytes, most)
	}
	t.Logf("%d bytes", bytes)
}
