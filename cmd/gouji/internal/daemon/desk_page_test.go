package daemon

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/ingest"
)

// needs returns what of the only document needs a person, as search has it.
func needs(t *testing.T, d *Daemon) []string {
	t.Helper()
	result, err := d.search.Search(t.Context(), index.Query{Index: index.Docs})
	if err != nil || len(result.Hits) != 1 {
		t.Fatalf("%d documents, %v", len(result.Hits), err)
	}
	var kinds []string
	values, _ := result.Hits[0].Fields["review"].([]any)
	for _, v := range values {
		kinds = append(kinds, fmt.Sprint(v))
	}
	return kinds
}

// A page that could not be read waits until somebody has looked at it.
func TestAFailedPageIsLookedAt(t *testing.T) {
	const failure = "这一页的图像已损坏。"
	settings, doc, _ := doubtful(t)
	d := open(t, settings)
	doc.Pages = append(doc.Pages, extract.Page{Number: 2, Failure: failure})
	b, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.handler.documents.PutDocument(doc.ID, b); err != nil {
		t.Fatal(err)
	}
	seen := extract.Decision{
		Document: doc.ID, Kind: extract.Confirmed, Page: 2, Before: extract.Reading{Raw: failure}, By: "林审计", Note: "空白页",
	}
	change := func(edit func(d *extract.Decision)) extract.Decision {
		other := seen
		edit(&other)
		return other
	}
	for name, decision := range map[string]extract.Decision{
		"another reason than was seen": change(func(d *extract.Decision) { d.Before.Raw = "读取超时。" }),
		"a page that was read":         change(func(d *extract.Decision) { d.Page, d.Before.Raw = 1, "" }),
		"no such page":                 change(func(d *extract.Decision) { d.Page = 3 }),
		"before the first page":        change(func(d *extract.Decision) { d.Page = -1 }),
		"about a figure too":           change(func(d *extract.Decision) { d.Cell = doc.Tables[0].Cells[0].Key }),
		"a correction":                 change(func(d *extract.Decision) { d.Kind = extract.Corrected }),
		"the document's own error":     change(func(d *extract.Decision) { d.Kind = extract.DocumentWrong }),
		"with a figure":                change(func(d *extract.Decision) { d.Value = new(float64) }),
		"nothing to withdraw":          change(func(d *extract.Decision) { d.Kind = extract.Withdrawn }),
	} {
		if err := d.library.Decide(t.Context(), decision); ingest.KindOf(err) != ingest.Refuse {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := d.library.Decide(t.Context(), seen); err != nil {
		t.Fatal(err)
	}
	runUntil(t, d, func() bool { return slices.Contains(needs(t, d), "decided") && !slices.Contains(needs(t, d), "page") })

	d = open(t, settings)
	shown, err := d.library.Document(t.Context(), doc.ID)
	if err != nil {
		t.Fatal(err)
	}
	if v := shown.Pages[1].Review; v == nil || v.By != "林审计" || v.Note != "空白页" || v.Before.Raw != failure || shown.Pages[1].Open() {
		t.Errorf("after a restart: %+v", v)
	}
	seen.Kind = extract.Withdrawn
	if err := d.library.Decide(t.Context(), seen); err != nil {
		t.Fatal(err)
	}
	runUntil(t, d, func() bool { return slices.Contains(needs(t, d), "page") && !slices.Contains(needs(t, d), "decided") })
}
