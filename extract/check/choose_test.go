package check

import (
	"slices"
	"strconv"
	"testing"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/ocr"
	"pgregory.net/rapid"
)

// misread makes a figure of a table one that was read as something else, with
// its own value among the alternatives.
func misread(c *extract.Cell, as float64, alternatives ...float64) {
	c.Raw, c.Value = decimal(as), &as
	c.Status, c.Origin, c.Note = extract.Suspect, ocr.Recognised, "多次识别结果不一致"
	for _, a := range alternatives {
		c.Alternatives = append(c.Alternatives, decimal(a))
	}
}

// TestSumsChoose misreads figures of tables whose sums are right: what is chosen
// is what was printed, the rest stays as it was seen.
func TestSumsChoose(t *testing.T) {
	forms := loadForms(t)
	chosen := 0
	rapid.Check(t, func(rt *rapid.T) {
		edition := rapid.SampledFrom([]string{"2019", "2021"}).Draw(rt, "edition")
		doc := specimen(t, forms, edition, consistent(rt, forms.Form(edition)))
		cells := doc.Tables[rapid.IntRange(1, 2).Draw(rt, "table")].Cells
		printed, seen := map[int]float64{}, map[int]float64{}
		for range rapid.IntRange(1, 4).Draw(rt, "misread") {
			i := rapid.IntRange(0, len(cells)-1).Draw(rt, "cell")
			if _, twice := printed[i]; twice {
				continue
			}
			printed[i] = *cells[i].Value
			seen[i] = printed[i] + float64(rapid.IntRange(1, 90).Draw(rt, "error"))
			misread(&cells[i], seen[i], printed[i]+float64(rapid.IntRange(91, 99).Draw(rt, "other")), printed[i])
		}
		Choose(doc, forms)
		for i, want := range printed {
			c := cells[i]
			switch {
			case c.Status != extract.Suspect || c.Raw != decimal(seen[i]):
				rt.Fatalf("%s is %+v", c.Key, c)
			case *c.Value == seen[i]:
			case *c.Value != want || c.Origin != ocr.Inferred || !slices.Contains(c.Alternatives, c.Raw):
				rt.Fatalf("%s: %g became %g, printed is %g: %+v", c.Key, seen[i], *c.Value, want, c)
			default:
				chosen++
			}
		}
	})
	if chosen == 0 {
		t.Error("nothing was ever chosen")
	}
}

func TestOneSumDoesNotChoose(t *testing.T) {
	forms := loadForms(t)
	rapid.Check(t, func(rt *rapid.T) {
		doc := specimen(t, forms, "2021", consistent(rt, forms.Form("2021")))
		for name, key := range map[string]string{"a sum of its own": "litigation/cases/direct.upheld", "no sum": "article20/licensing/decisions"} {
			c := cellOf(t, doc, key)
			was := *c.Value
			misread(c, was+1, was)
			Choose(doc, forms)
			if *c.Value != was+1 {
				rt.Fatalf("%s: %+v", name, c)
			}
		}
	})
}

// A report that is wrong itself stays as it is printed, whatever was doubted
// about other figures of the sum.
func TestSumsOfAWrongReportChooseNothing(t *testing.T) {
	forms := loadForms(t)
	rapid.Check(t, func(rt *rapid.T) {
		doc := specimen(t, forms, "2021", consistent(rt, forms.Form("2021")))
		wrong, doubted := cellOf(t, doc, "applications/granted/total"), cellOf(t, doc, "applications/granted/business")
		*wrong.Value += 7
		wrong.Raw = strconv.Itoa(int(*wrong.Value))
		was := *doubted.Value
		misread(doubted, was, was+7, was+1)
		Choose(doc, forms)
		if *doubted.Value != was || doubted.Origin != ocr.Recognised {
			rt.Fatalf("%+v", doubted)
		}
	})
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
	t.Fatalf("no %s", key)
	return nil
}
