package browser

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/gouji/gouji/cmd/gouji/internal/api"
	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/internal/specimen"
)

// A report that contradicts itself is in the list. A person corrects a figure
// and marks the rest as the document's own error; who and what before is kept,
// and stands after the index was built anew.
func TestReview(t *testing.T) {
	d := own(t)
	s := specimen.Make(specimen.Options{Seed: 12, Form: "2019", Violate: true})
	if err := d.drop(s.Name, s.Bytes); err != nil {
		t.Fatal(err)
	}
	if err := d.awaitDone(1); err != nil {
		t.Fatal(err)
	}
	b := newTab(t, d.url)
	b.visit("/review")
	b.picture("list")
	open := b.count("main li a[href^='/review/'], main p a[href^='/review/']")
	if open == 0 {
		t.Fatal("nothing to review")
	}
	b.click(one("main li a[href^='/review/']"))
	b.await(one("#case"))
	b.do(chromedp.KeyEvent("j"))
	b.await(`location.search.includes("item=")`)
	b.picture("check")

	// Correct a figure of the failed check.
	b.click(one("#case td a[href*='item='], #case th a[href*='item=']"))
	b.await(one("#figure"))
	before := b.text("#reading")
	key := evaluate[string](b, one("#decide input[name=item]")+`.value`)
	evaluate[any](b, one("#figure")+`.value = ""`)
	b.do(chromedp.SendKeys("#figure", "４321"), chromedp.SendKeys("#by", "王核"))
	b.picture("figure")
	b.click(one("#correct"))
	b.await(one("#done"))
	b.picture("corrected")

	figure := d.awaitFigure(t, key, 4321)
	if figure["origin"] != "corrected" || figure["status"] != "ok" {
		t.Errorf("the figure is found as %v %v", figure["origin"], figure["status"])
	}
	logged := decisions(t, d)
	if len(logged) != 1 || logged[0].By != "王核" || logged[0].Cell != key || logged[0].Before.Raw != strings.TrimSpace(before) {
		t.Errorf("the log says %+v, the figure was %q", logged, before)
	}

	// The rest is the document's own error.
	for b.visit("/review"); b.count("main li a[href^='/review/']") > 0; b.visit("/review") {
		b.click(one("main li a[href^='/review/']"))
		b.await(one("#wrong"))
		b.click(one("#wrong"))
		b.await(one("#done"))
		n := len(logged)
		if err := await(func() error {
			if logged = decisions(t, d); len(logged) == n {
				return fmt.Errorf("still %d decisions", n)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if err := d.awaitDone(1); err != nil {
			t.Fatal(err)
		}
	}
	b.picture("nothing left")

	if err := api.NewClient(d.url).Reindex(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := await(func() error {
		report, err := d.status()
		if err == nil && report.Reindex.Running {
			err = fmt.Errorf("reindex runs")
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if figure := d.awaitFigure(t, key, 4321); figure["origin"] != "corrected" {
		t.Errorf("after reindex the figure is found as %v", figure["origin"])
	}
	b.visit("/documents/" + text(figure, "doc_id"))
	b.picture("document")
	if b.count("td.figure.corrected") != 1 {
		t.Errorf("%d figures are shown as corrected", b.count("td.figure.corrected"))
	}
}

// awaitFigure waits until a figure is found with a value.
func (d *daemon) awaitFigure(t *testing.T, key string, value float64) map[string]any {
	t.Helper()
	var figure map[string]any
	if err := await(func() error {
		figure = d.find(t, "cells", url.Values{"key": {key}}.Encode())
		if figure["value"] != value {
			return fmt.Errorf("%s is %v, not %v", key, figure["value"], value)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return figure
}

// decisions reads the log.
func decisions(t *testing.T, d *daemon) []extract.Decision {
	t.Helper()
	b, err := os.ReadFile(d.path("data", "review.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	var all []extract.Decision
	for line := range strings.Lines(string(b)) {
		var one extract.Decision
		if err := json.Unmarshal([]byte(line), &one); err != nil {
			t.Fatal(err)
		}
		all = append(all, one)
	}
	return all
}
