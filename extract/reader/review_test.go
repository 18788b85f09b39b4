package reader_test

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/extract/reader"
	"github.com/gouji/gouji/internal/specimen"
	"github.com/gouji/gouji/ocr"
)

// The sum that the tests below break, and its figures.
const (
	sumRule = "litigation.total"
	upheld  = "litigation/cases/reconsideration.upheld"
	other   = "litigation/cases/reconsideration.other"
)

var sumCells = []string{
	"litigation/cases/reconsideration.total", upheld, "litigation/cases/reconsideration.corrected", other,
	"litigation/cases/reconsideration.pending",
}

func cellOf(t *testing.T, doc *extract.Document, key string) *extract.Cell {
	t.Helper()
	for i := range doc.Tables {
		for j := range doc.Tables[i].Cells {
			if c := &doc.Tables[i].Cells[j]; c.Key == key {
				return c
			}
		}
	}
	t.Fatalf("no cell %s", key)
	return nil
}

// sumOf returns the check of the sum.
func sumOf(t *testing.T, doc *extract.Document) *extract.Finding {
	t.Helper()
	for i := range doc.Findings {
		if f := &doc.Findings[i]; f.Rule == sumRule && slices.Contains(f.Cells, upheld) {
			return f
		}
	}
	t.Fatal("no check of the sum")
	return nil
}

func doubted(doc *extract.Document) []string {
	keys := []string{}
	for _, table := range doc.Tables {
		for _, c := range table.Cells {
			if c.Status != extract.CellOK {
				keys = append(keys, c.Key)
			}
		}
	}
	return keys
}

// scan returns a recognised report all of whose sums add up, but for a misread
// figure if more is not zero.
func scan(t *testing.T, r *reader.Reader, more float64) *extract.Document {
	t.Helper()
	s := specimen.Make(specimen.Options{Seed: 11, Form: "2021", Layout: "tab", Figures: "small"})
	doc, err := r.Read(t.Context(), s.Name, s.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	recognised(doc)
	misread := *cellOf(t, doc, upheld).Value + more
	cellOf(t, doc, upheld).Value = &misread
	return r.Review(doc, nil)
}

// recognised makes figures that were decoded look as if a picture had shown them.
func recognised(doc *extract.Document) *extract.Document {
	for _, table := range doc.Tables {
		for i := range table.Cells {
			if c := &table.Cells[i]; c.Origin == ocr.Text {
				c.Origin = ocr.Recognised
			}
		}
	}
	return doc
}

func figure(v float64) *float64 { return &v }

func about(c *extract.Cell, kind extract.DecisionKind) extract.Decision {
	return extract.Decision{Kind: kind, Cell: c.Key, Before: c.Reading(), By: "甲", At: time.Unix(1_700_000_000, 0).UTC(), Note: "看过原件"}
}

func TestReview(t *testing.T) {
	r := newReader(t)
	good, bad := scan(t, r, 0), scan(t, r, 1)
	right := *cellOf(t, good, upheld).Value
	misread := cellOf(t, bad, upheld)

	correct := about(misread, extract.Corrected)
	correct.Value = &right
	confirm := about(misread, extract.Confirmed)
	agree := confirm
	agree.By, agree.Before = "乙", extract.Reading{Raw: misread.Raw, Value: &right, Status: extract.CellOK, Origin: "corrected"}
	outdated := confirm
	outdated.Before.Value = figure(right + 7)
	wrong := extract.Decision{Kind: extract.DocumentWrong, Finding: extract.FindingID(sumOf(t, bad)), By: "甲"}
	otherFigures := wrong
	otherFigures.Finding = strings.Replace(wrong.Finding, " ", " 9", 1)
	withdraw := about(misread, extract.Withdrawn)
	spoil := correct
	spoil.Value = figure(right + 5)
	unknown := correct
	unknown.Cell = "litigation/cases/none"
	var confirmAll []extract.Decision
	for _, key := range sumCells {
		confirmAll = append(confirmAll, about(cellOf(t, bad, key), extract.Confirmed))
	}
	others := slices.DeleteFunc(slices.Clone(sumCells), func(key string) bool { return key == upheld })

	for name, tt := range map[string]struct {
		doc       *extract.Document
		decisions []extract.Decision
		status    extract.Status
		sum       extract.FindingStatus
		doubted   []string
		by        string // of the verdict on the figure
	}{
		"as it was read":                   {doc: bad, status: extract.Review, sum: extract.Fail, doubted: sumCells},
		"a correction frees the sum":       {bad, []extract.Decision{correct}, extract.OK, extract.Pass, nil, "甲"},
		"a confirmation is for one figure": {bad, []extract.Decision{confirm}, extract.Review, extract.Fail, others, "甲"},
		"all figures confirmed":            {bad, confirmAll, extract.Review, extract.Fail, nil, "甲"},
		"and the document is wrong":        {bad, append(slices.Clone(confirmAll), wrong), extract.OK, extract.Fail, nil, "甲"},
		"the document is wrong":            {bad, []extract.Decision{wrong}, extract.OK, extract.Fail, nil, ""},
		"it was with other figures":        {bad, []extract.Decision{otherFigures}, extract.Review, extract.Fail, sumCells, ""},
		"a wrong correction":               {good, []extract.Decision{spoil}, extract.Review, extract.Fail, others, "甲"},
		"the latest counts":                {bad, []extract.Decision{spoil, confirm, correct}, extract.OK, extract.Pass, nil, "甲"},
		"somebody agrees":                  {bad, []extract.Decision{correct, agree}, extract.OK, extract.Pass, nil, "乙"},
		"withdrawn":                        {bad, []extract.Decision{correct, agree, withdraw}, extract.Review, extract.Fail, sumCells, ""},
		"decided anew":                     {bad, []extract.Decision{spoil, withdraw, correct}, extract.OK, extract.Pass, nil, "甲"},
		"something else was confirmed":     {good, []extract.Decision{outdated}, extract.Review, extract.Unknown, []string{upheld}, ""},
		"and then corrected":               {good, []extract.Decision{outdated, correct}, extract.OK, extract.Pass, nil, "甲"},
		"a figure that is not there":       {good, []extract.Decision{unknown}, extract.OK, extract.Pass, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			before := toJSON(t, tt.doc)
			got := r.Review(tt.doc, tt.decisions)
			if toJSON(t, tt.doc) != before {
				t.Fatal("the document that was read has changed")
			}
			slices.Sort(tt.doubted)
			found := doubted(got)
			slices.Sort(found)
			if sum := sumOf(t, got); got.Status != tt.status || sum.Status != tt.sum && tt.sum != extract.Unknown || !slices.Equal(found, tt.doubted) {
				t.Errorf("status %s, sum %s, doubted %q", got.Status, sum.Status, found)
			}
			c := cellOf(t, got, upheld)
			if c.Raw != misread.Raw {
				t.Errorf("raw %q, was %q", c.Raw, misread.Raw)
			}
			if tt.by == "" {
				if c.Review != nil || c.Origin != ocr.Recognised {
					t.Errorf("decided: %+v", c)
				}
				return
			}
			if c.Review == nil || c.Review.By != tt.by || c.Review.Note != "看过原件" || c.Confidence != 1 || c.Note != "" || c.DoubtedBySum {
				t.Fatalf("%+v, verdict %+v", c, c.Review)
			}
			if last := tt.decisions[len(tt.decisions)-1]; tt.by == "乙" && (c.Origin != ocr.Corrected || c.Review.Before != last.Before) {
				t.Errorf("origin %s, before %+v", c.Origin, c.Review.Before)
			}
		})
	}
	if c := cellOf(t, r.Review(bad, []extract.Decision{correct}), upheld); *c.Value != right || c.Origin != ocr.Corrected || *c.Review.Before.Value != right+1 {
		t.Errorf("corrected: %+v", c)
	}
	if f := sumOf(t, r.Review(bad, []extract.Decision{wrong})); f.Review == nil || f.Review.Kind != extract.DocumentWrong {
		t.Errorf("the document's own error: %+v", f)
	}
	if c := cellOf(t, r.Review(good, []extract.Decision{outdated}), upheld); !strings.Contains(c.Note, "甲") {
		t.Errorf("note %q", c.Note)
	}
}

func TestACellThatTheFileDoesNotShowCanBeConfirmed(t *testing.T) {
	r := newReader(t)
	doc := scan(t, r, 0)
	c := cellOf(t, doc, other)
	c.Status, c.Value, c.Raw, c.Confidence = extract.Missing, nil, "", 0
	got := r.Review(doc, []extract.Decision{about(c, extract.Confirmed)})
	if c := cellOf(t, got, other); c.Status != extract.CellOK || c.Value != nil {
		t.Errorf("%+v", c)
	}
}

// A page that a person has looked at keeps nobody waiting, as long as it cannot be
// read for the same reason.
func TestAPageThatCouldNotBeReadCanBeConfirmed(t *testing.T) {
	r := newReader(t)
	doc := scan(t, r, 0)
	const failure = "这一页的图像已损坏。"
	doc.Pages = append(doc.Pages, extract.Page{Number: 8, Failure: failure}, extract.Page{Number: 9, Failure: failure})
	seen := func(page int, by, raw string) extract.Decision {
		return extract.Decision{Kind: extract.Confirmed, Page: page, Before: extract.Reading{Raw: raw}, By: by, At: time.Unix(1_700_000_000, 0).UTC(), Note: "空白页"}
	}
	withdrawn := extract.Decision{Kind: extract.Withdrawn, Page: 8, By: "丙"}
	for name, tt := range map[string]struct {
		decisions []extract.Decision
		by        [2]string // of the verdicts on both pages
	}{
		"as it was read":      {},
		"one of two":          {[]extract.Decision{seen(8, "甲", failure)}, [2]string{"甲", ""}},
		"both":                {[]extract.Decision{seen(9, "甲", failure), seen(8, "乙", failure)}, [2]string{"乙", "甲"}},
		"the latest counts":   {[]extract.Decision{seen(8, "甲", failure), seen(8, "乙", failure)}, [2]string{"乙", ""}},
		"for another reason":  {[]extract.Decision{seen(8, "甲", "读取超时。"), seen(9, "甲", failure)}, [2]string{"", "甲"}},
		"withdrawn":           {[]extract.Decision{seen(8, "甲", failure), withdrawn}, [2]string{}},
		"of a page that went": {[]extract.Decision{seen(1, "甲", ""), seen(77, "甲", failure)}, [2]string{}},
	} {
		t.Run(name, func(t *testing.T) {
			before := toJSON(t, doc)
			got := r.Review(doc, tt.decisions)
			if toJSON(t, doc) != before {
				t.Fatal("the document that was read has changed")
			}
			want := extract.Review
			if tt.by[0] != "" && tt.by[1] != "" {
				want = extract.OK
			}
			if got.Status != want {
				t.Errorf("status %s, want %s", got.Status, want)
			}
			for i, p := range got.Pages {
				by := ""
				if n := i - (len(got.Pages) - 2); n >= 0 {
					by = tt.by[n]
				}
				v := p.Review
				if (v != nil) != (by != "") || v != nil && (v.By != by || v.Note != "空白页" || v.Before.Raw != failure) {
					t.Errorf("page %d: verdict %+v, want one by %q", p.Number, v, by)
				}
			}
		})
	}
}

func toJSON(t *testing.T, doc *extract.Document) string {
	t.Helper()
	b, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// Whatever a document is like: without decisions it stays as it is, also after
// it was stored; the order in which different figures were decided about makes
// no difference; and what is taken back leaves nothing behind.
func TestReviewOfAnyDocument(t *testing.T) {
	r := newReader(t)
	rng := rand.New(rand.NewPCG(4, 44))
	for range 15 {
		s := specimen.Make(specimen.Random(rng))
		doc, err := r.Read(t.Context(), s.Name, s.Bytes)
		if err != nil {
			t.Fatal(s.Name, err)
		}
		if rng.IntN(2) == 0 {
			doc = r.Review(recognised(doc), nil)
		}
		var stored extract.Document
		if err := json.Unmarshal([]byte(toJSON(t, doc)), &stored); err != nil {
			t.Fatal(err)
		}
		if got := r.Review(doc, nil); !reflect.DeepEqual(got, doc) {
			t.Errorf("%s: another document without decisions", s.Name)
		}
		if got := r.Review(&stored, nil); toJSON(t, got) != toJSON(t, doc) {
			t.Errorf("%s: another document after it was stored", s.Name)
		}
		decisions, withdrawals := randomDecisions(rng, doc)
		got := r.Review(doc, decisions)
		rng.Shuffle(len(decisions), func(i, j int) { decisions[i], decisions[j] = decisions[j], decisions[i] })
		if again := r.Review(&stored, decisions); toJSON(t, again) != toJSON(t, got) {
			t.Errorf("%s: the order of the figures makes a difference", s.Name)
		}
		if got := r.Review(doc, append(decisions, withdrawals...)); !reflect.DeepEqual(got, doc) {
			t.Errorf("%s: something is left of what was withdrawn", s.Name)
		}
	}
}

// randomDecisions decides about some figures and checks, once each.
func randomDecisions(rng *rand.Rand, doc *extract.Document) (decisions, withdrawals []extract.Decision) {
	kinds := []extract.DecisionKind{extract.Confirmed, extract.Corrected}
	seen := map[string]bool{}
	for _, table := range doc.Tables {
		for _, c := range table.Cells {
			if rng.IntN(5) > 0 || seen[c.Key] {
				continue
			}
			seen[c.Key] = true
			d := about(&c, kinds[rng.IntN(2)])
			if d.Kind == extract.Corrected {
				d.Value = figure(float64(rng.IntN(50)))
			}
			decisions = append(decisions, d)
		}
	}
	for i := range doc.Findings {
		id := extract.FindingID(&doc.Findings[i])
		if doc.Findings[i].Status == extract.Fail && !seen[id] {
			seen[id] = true
			decisions = append(decisions, extract.Decision{Kind: extract.DocumentWrong, Finding: id, By: "乙"})
		}
	}
	for _, d := range decisions {
		withdrawals = append(withdrawals, extract.Decision{Kind: extract.Withdrawn, Cell: d.Cell, Finding: d.Finding, By: "丙"})
	}
	return decisions, withdrawals
}
