package daemon

import (
	"encoding/json"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gouji/gouji/configs"
	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/ingest"
	"github.com/gouji/gouji/internal/specimen"
)

// doubtful returns the settings of a daemon that has read a report one of whose
// sums does not add up, the document, and the check.
func doubtful(t *testing.T) (*configs.Loaded, *extract.Document, *extract.Finding) {
	t.Helper()
	settings := settingsOf(t)
	d := open(t, settings)
	s := specimen.Make(specimen.Options{Seed: 12, Form: "2019", Layout: "pipe-outer", Figures: "small", Violate: true})
	if err := os.WriteFile(filepath.Join(settings.Folders[0].Path, s.Name), s.Bytes, 0o600); err != nil {
		t.Fatal(err)
	}
	var doc *extract.Document
	runUntil(t, d, func() bool {
		if done(t, d) == 0 {
			return false
		}
		var err error
		if doc, err = d.library.Document(t.Context(), ids(t, d)[0]); err != nil {
			t.Fatal(err)
		}
		return true
	})
	for i := range doc.Findings {
		f := &doc.Findings[i]
		if f.Status == extract.Fail && strings.HasSuffix(f.Rule, "total") && *f.Expected != *f.Actual {
			return settings, doc, f
		}
	}
	t.Fatal("every sum adds up")
	return nil, nil, nil
}

// correction says that the total of a sum is what its figures add up to.
func correction(t *testing.T, doc *extract.Document, f *extract.Finding) extract.Decision {
	t.Helper()
	return extract.Decision{
		Document: doc.ID, Kind: extract.Corrected, Cell: f.Cells[0], Before: cellOf(doc, f.Cells[0]).Reading(),
		Value: f.Expected, By: " 林审计 ", Note: "原件第三页",
	}
}

// found returns a figure as search has it.
func found(t *testing.T, d *Daemon, key string) map[string]any {
	t.Helper()
	result, err := d.search.Search(t.Context(), index.Query{Index: index.Cells, Filters: []index.Filter{{Attribute: "key", Values: []string{key}}}})
	if err != nil || len(result.Hits) != 1 {
		t.Fatalf("%d figures %s, %v", len(result.Hits), key, err)
	}
	return result.Hits[0].Fields
}

// A decision is in search soon, and stays there whatever becomes of the index
// and of what was read.
func TestACorrectionStays(t *testing.T) {
	settings, doc, f := doubtful(t)
	key, was := f.Cells[0], *f.Actual
	corrected := func(d *Daemon) bool {
		got := found(t, d, key)
		return got["origin"] == "corrected" && got["value"] == *f.Expected && got["raw"] == cellOf(doc, key).Raw
	}

	d := open(t, settings)
	if got := found(t, d, key); got["value"] != was || got["origin"] == "corrected" {
		t.Fatalf("before the decision: %v", got)
	}
	if err := d.library.Decide(t.Context(), correction(t, doc, f)); err != nil {
		t.Fatal(err)
	}
	runUntil(t, d, func() bool { return corrected(d) && done(t, d) == 1 })

	d = open(t, settings)
	shown, err := d.library.Document(t.Context(), doc.ID)
	if err != nil {
		t.Fatal(err)
	}
	if c := cellOf(shown, key); *c.Value != *f.Expected || c.Review == nil || c.Review.By != "林审计" || *c.Review.Before.Value != was {
		t.Errorf("after a restart: %+v", c)
	}
	if rebuilt(t, d) != 1 || !corrected(d) {
		t.Errorf("after the rebuild: %v", found(t, d, key))
	}
	// As if its last file had gone and come back.
	if err := d.handler.Delete(t.Context(), doc.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := d.service.Retry(t.Context(), doc.ID); err != nil {
		t.Fatal(err)
	}
	runUntil(t, d, func() bool { return done(t, d) == 1 && corrected(d) })
	d = open(t, settings)

	withdrawal := extract.Decision{Document: doc.ID, Kind: extract.Withdrawn, Cell: key, Before: cellOf(shown, key).Reading(), By: "陈复核"}
	if err := d.library.Decide(t.Context(), withdrawal); err != nil {
		t.Fatal(err)
	}
	runUntil(t, d, func() bool { return !corrected(d) && done(t, d) == 1 })

	log, err := os.ReadFile(filepath.Join(settings.DataDir, "review.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	var kept []extract.Decision
	for line := range strings.Lines(string(log)) {
		var k extract.Decision
		if err := json.Unmarshal([]byte(line), &k); err != nil {
			t.Fatal(err)
		}
		kept = append(kept, k)
	}
	if len(kept) != 2 || kept[0].By != "林审计" || *kept[0].Before.Value != was || *kept[0].Value != *f.Expected ||
		kept[0].At.IsZero() || kept[1].By != "陈复核" || kept[1].Before.Origin != "corrected" || kept[1].At.Before(kept[0].At) {
		t.Errorf("kept: %+v", kept)
	}
	if all, err := d.library.Decisions(t.Context(), doc.ID); err != nil || len(all) != 2 {
		t.Errorf("%d decisions, %v", len(all), err)
	}
}

// The program may die between the journal and the queue.
func TestADecisionOfTheLastMomentComesIntoSearch(t *testing.T) {
	settings, doc, f := doubtful(t)
	c := correction(t, doc, f)
	c.At = time.Now().UTC()
	line, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	journal := "not a decision\n" + string(line) + "\n" + `{"document":"` + doc.ID // the one that was being written
	if err := os.WriteFile(filepath.Join(settings.DataDir, "review.jsonl"), []byte(journal), 0o600); err != nil {
		t.Fatal(err)
	}
	d := open(t, settings)
	runUntil(t, d, func() bool { return found(t, d, c.Cell)["origin"] == "corrected" && done(t, d) == 1 })
}

func TestDecisionsThatCannotBeMade(t *testing.T) {
	settings, doc, f := doubtful(t)
	d := open(t, settings)
	change := func(edit func(c *extract.Decision)) extract.Decision {
		c := correction(t, doc, f)
		edit(&c)
		return c
	}
	number := func(v float64) *float64 { return &v }
	wrong := func(c *extract.Decision) {
		c.Kind, c.Cell, c.Finding, c.Value = extract.DocumentWrong, "", extract.FindingID(f), nil
	}
	for name, decision := range map[string]extract.Decision{
		"nobody":                        change(func(c *extract.Decision) { c.By = " \t" }),
		"a long name":                   change(func(c *extract.Decision) { c.By = strings.Repeat("长", maxBy+1) }),
		"a long note":                   change(func(c *extract.Decision) { c.Note = strings.Repeat("长", maxNote+1) }),
		"no figure":                     change(func(c *extract.Decision) { c.Value = number(math.NaN()) }),
		"without end":                   change(func(c *extract.Decision) { c.Value = number(math.Inf(1)) }),
		"the same figure":               change(func(c *extract.Decision) { c.Value = c.Before.Value }),
		"another figure than was seen":  change(func(c *extract.Decision) { c.Before.Value = number(1e6) }),
		"another state than was seen":   change(func(c *extract.Decision) { c.Before.Status = extract.Suspect }),
		"a cell that is not there":      change(func(c *extract.Decision) { c.Cell = "none/none/none" }),
		"about nothing":                 change(func(c *extract.Decision) { c.Cell = "" }),
		"about two":                     change(func(c *extract.Decision) { c.Finding = extract.FindingID(f) }),
		"confirmed with another figure": change(func(c *extract.Decision) { c.Kind = extract.Confirmed }),
		"unknown kind":                  change(func(c *extract.Decision) { c.Kind = "perhaps" }),
		"wrong figure":                  change(func(c *extract.Decision) { c.Kind, c.Value = extract.DocumentWrong, nil }),
		"nothing to withdraw":           change(func(c *extract.Decision) { c.Kind, c.Value = extract.Withdrawn, nil }),
		"a check of other figures":      change(func(c *extract.Decision) { wrong(c); c.Finding += "0" }),
		"a check without a decision":    change(func(c *extract.Decision) { wrong(c); c.Kind = extract.Withdrawn }),
		"another document":              change(func(c *extract.Decision) { c.Document = strings.Repeat("0", 32) }),
	} {
		err := d.library.Decide(t.Context(), decision)
		if ingest.KindOf(err) != ingest.Refuse || !strings.HasSuffix(ingest.ReasonOf(err), "。") {
			t.Errorf("%s: %v", name, err)
		}
		if name == "another document" && !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("another document: %v", err)
		}
	}
	if all, err := d.library.Decisions(t.Context(), doc.ID); err != nil || len(all) != 0 {
		t.Errorf("kept: %v, %v", all, err)
	}
	if err := d.library.Decide(t.Context(), change(wrong)); err != nil {
		t.Error(err)
	}
	// Two people send the same page: the second has not seen what the first did.
	outcomes := make(chan error, 2)
	for range 2 {
		go func() { outcomes <- d.library.Decide(t.Context(), correction(t, doc, f)) }()
	}
	first, second := <-outcomes, <-outcomes
	if first != nil {
		first, second = second, first
	}
	if first != nil || ingest.KindOf(second) != ingest.Refuse {
		t.Errorf("decided at once: %v, %v", first, second)
	}
}
