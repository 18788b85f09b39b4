package specimen

import (
	"bytes"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/extract/form"
)

func TestMakeIsDeterministic(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for range 200 {
		o := Random(rng)
		first, again := Make(o), Make(o)
		if !reflect.DeepEqual(first, again) {
			t.Fatalf("%+v: two runs differ:\n%s", o, cmp.Diff(first, again))
		}
	}
}

func TestFiguresObeyTheForm(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	broken := 0
	for range 500 {
		o := Random(rng)
		o.Differ = false
		s := Make(o)
		if !o.Violate && len(s.Truth.Violations) > 0 {
			t.Fatalf("%+v: violations %v", o, s.Truth.Violations)
		}
		if len(s.Truth.Violations) > 0 {
			broken++
		}
		keys := 0
		for _, id := range tableOrder {
			eachCell(officialForms().Table(s.Truth.Forms[id], id), func(key string, _ form.Column) {
				keys++
				if _, ok := s.Truth.Cells[key]; !ok {
					t.Fatalf("%+v: no truth for %s", o, key)
				}
			})
		}
		if keys != len(s.Truth.Cells) {
			t.Fatalf("%+v: %d keys in the forms, %d in the truth", o, keys, len(s.Truth.Cells))
		}
	}
	if broken == 0 {
		t.Error("no report broke a sum")
	}
}

func TestViolatedReportsBreakSums(t *testing.T) {
	broken := 0
	for seed := range uint64(50) {
		s := Make(Options{Seed: seed, Violate: true})
		if len(s.Truth.Violations) > 0 {
			broken++
		}
	}
	if broken < 45 { // two changes may cancel out, rarely
		t.Errorf("%d of 50 reports break a sum", broken)
	}
}

// TestEveryFigureIsPrinted reads tab-separated reports naively: the figures of
// a row stand on its line, in order.
func TestEveryFigureIsPrinted(t *testing.T) {
	for seed := range uint64(60) {
		for _, edition := range []string{"2019", "2021"} {
			s := Make(Options{Seed: seed, Form: edition, Figures: Large})
			var lines []string
			for line := range strings.Lines(string(s.Bytes)) {
				var fields []string
				for f := range strings.SplitSeq(strings.TrimRight(line, "\n"), "\t") {
					if f != "" {
						fields = append(fields, f)
					}
				}
				lines = append(lines, strings.Join(fields, "\t")+"\t")
			}
			text := strings.Join(lines, "\n")
			for _, id := range tableOrder {
				for _, b := range officialForms().Table(edition, id).Blocks {
					for _, r := range b.Rows {
						want := ""
						for _, c := range b.Columns {
							want += s.Truth.Raw[form.Key(id, r.Key, c.Key)] + "\t"
						}
						if !strings.Contains(text, want) {
							t.Fatalf("seed %d: %s/%s: no line holds %q in\n%s", seed, id, r.Key, want, s.Bytes)
						}
					}
				}
			}
		}
	}
}

func TestEveryDamageTakesEffect(t *testing.T) {
	for _, layout := range Layouts() {
		for _, d := range Damages() {
			if !d.Fits(layout) {
				continue
			}
			t.Run(layout.Name+"/"+d.Name, func(t *testing.T) {
				took, lossy := 0, false
				for seed := range uint64(16) {
					if seed >= 3 && took > 0 && lossy == d.Lossy {
						break
					}
					o := Options{Seed: seed, Layout: layout.Name, Damages: []string{d.Name}, Figures: Large}
					s := Make(o)
					if slices.Contains(s.Damages, d.Name) {
						took++
					}
					lossy = lossy || len(s.Truth.Lost) > 0
					if len(s.Bytes) < 2000 {
						t.Fatalf("seed %d: only %d bytes", seed, len(s.Bytes))
					}
				}
				// What suits only some layouts of the stub, or only text that
				// an encoding can hold, still has to happen now and then.
				if took == 0 && d.Name != "big5" {
					t.Error("never took effect")
				}
				if lossy != d.Lossy {
					t.Errorf("loses cells: %v, declared: %v", lossy, d.Lossy)
				}
			})
		}
	}
}

func TestTextStaysValid(t *testing.T) {
	encodings := map[string]bool{}
	for _, d := range encodingDamages() {
		encodings[d.Name] = true
	}
	rng := rand.New(rand.NewPCG(3, 3))
	for range 300 {
		o := Random(rng)
		o.Damages = slices.DeleteFunc(o.Damages, func(d string) bool { return encodings[d] })
		if s := Make(o); !utf8.Valid(s.Bytes) {
			t.Errorf("%+v: not UTF-8", o)
		}
	}
}

func TestEncodings(t *testing.T) {
	plainText := Make(Options{Seed: 4}).Bytes
	for _, name := range []string{"gb18030", "gbk", "utf-16le", "utf-16be-bom", "mojibake-latin1", "mixed-lines"} {
		if b := Make(Options{Seed: 4, Damages: []string{name}}).Bytes; bytes.Equal(b, plainText) {
			t.Errorf("%s: bytes are unchanged", name)
		}
	}
	b := Make(Options{Seed: 4, Damages: []string{"traditional", "big5"}})
	if !slices.Contains(b.Damages, "big5") {
		t.Error("a traditional report did not fit into Big5")
	}
}

func TestGluedRowsHaveOneReadingOrAreAmbiguous(t *testing.T) {
	sure, ambiguous := 0, 0
	for seed := range uint64(30) {
		s := Make(Options{Seed: seed, Layout: "glued"})
		ambiguous += len(s.Truth.Ambiguous)
		sure += len(s.Truth.Cells) - len(s.Truth.Ambiguous)
	}
	if sure == 0 || ambiguous == 0 || ambiguous > sure {
		t.Errorf("%d sure and %d ambiguous keys", sure, ambiguous)
	}
}

func TestCuts(t *testing.T) {
	applications := officialForms().Table("2021", "applications")
	columns := applications.Blocks[0].Columns
	for glued, want := range map[string]int{
		"0000000":   1,
		"5000005":   1,
		"710000071": 1, // 71 0 0 0 0 0 71
		"101000011": 2, // 10 1 0 0 0 0 11 and 1 0 10 0 0 0 11
		"123":       0,
	} {
		got := cuts(glued, columns, applications.Identities)
		if len(got) != want {
			t.Errorf("%s: %d readings %v, want %d", glued, len(got), got, want)
		}
	}
}

func TestJudge(t *testing.T) {
	value := func(v float64) *float64 { return &v }
	truth := Truth{
		Cells:     map[string]*float64{"t/r/a": value(1), "t/r/b": nil, "t/r/c": value(3), "t/r/d": value(4), "t/r/e": value(5), "t/r/f": value(6)},
		Ambiguous: map[string]bool{"t/r/e": true},
		Lost:      map[string]bool{"t/r/f": true},
		Violations: []Violation{
			{Rule: "sum", Cells: []string{"t/r/a", "t/r/b"}},
			{Rule: "sum", Cells: []string{"t/r/c"}}, // c is doubted: may stay unknown
			{Rule: "sum", Cells: []string{"t/r/b"}},
		},
	}
	doc := &extract.Document{
		Tables: []extract.Table{{Cells: []extract.Cell{
			{Key: "t/r/a", Value: value(1), Status: extract.CellOK},
			{Key: "t/r/b", Value: value(0), Status: extract.CellOK},
			{Key: "t/r/c", Value: value(9), Status: extract.Suspect},
			{Key: "t/r/e", Value: value(9), Status: extract.CellOK},
			{Key: "t/r/f", Status: extract.Missing},
			{Key: "t/r/x", Value: value(1), Status: extract.CellOK},
		}}},
		Findings: []extract.Finding{
			{Rule: "sum", Status: extract.Fail, Cells: []string{"t/r/a"}},
			{Rule: "other", Status: extract.Fail, Cells: []string{"t/r/a"}},
		},
	}
	s := Judge(truth, doc)
	got := []int{s.Right, len(s.Silent), len(s.Flagged), len(s.Missing), s.Excused, len(s.Extra), len(s.MissedFails), len(s.FalseFails)}
	if diff := cmp.Diff([]int{1, 1, 1, 1, 1, 1, 1, 1}, got); diff != "" {
		t.Errorf("right, silent, flagged, missing, excused, extra, missed and false fails:\n%s%+v", diff, s)
	}
}

func BenchmarkMake(b *testing.B) {
	rng := rand.New(rand.NewPCG(5, 5))
	for b.Loop() {
		Make(Random(rng))
	}
}
