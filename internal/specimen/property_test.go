package specimen_test

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/gouji/gouji/configs"
	"github.com/gouji/gouji/extract/form"
	"github.com/gouji/gouji/extract/reader"
	"github.com/gouji/gouji/internal/specimen"
)

func newReader(t testing.TB) *reader.Reader {
	t.Helper()
	forms, err := form.Load(configs.Forms)
	if err != nil {
		t.Fatal(err)
	}
	r, err := reader.New(forms, 0)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// board adds up scores under names.
type board struct {
	mu   sync.Mutex
	rows map[string]*row
}

type row struct {
	files int
	specimen.Score
	silentFrom []specimen.Options
}

func (b *board) add(name string, o specimen.Options, s specimen.Score) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.rows == nil {
		b.rows = map[string]*row{}
	}
	r := b.rows[name]
	if r == nil {
		r = &row{}
		b.rows[name] = r
	}
	r.files++
	r.Add(s)
	if len(s.Silent) > 0 {
		r.silentFrom = append(r.silentFrom, o)
	}
}

func (b *board) String() string {
	var out strings.Builder
	fmt.Fprintf(&out, "%-24s %6s %8s %8s %8s %7s %8s %7s %6s %7s %6s %6s\n", "", "files", "right", "doubted", "flagged", "silent", "missing", "excused", "extra", "missedF", "falseF", "meta")
	for _, name := range slices.Sorted(maps.Keys(b.rows)) {
		r := b.rows[name]
		fmt.Fprintf(&out, "%-24s %6d %8d %8d %8d %7d %8d %7d %6d %7d %6d %6d\n", name, r.files, r.Right, r.Doubted,
			len(r.Flagged), len(r.Silent), len(r.Missing), r.Excused, len(r.Extra), len(r.MissedFails), len(r.FalseFails), len(r.WrongMeta))
	}
	return out.String()
}

// faults are what must never happen, by name.
var faults = []struct {
	name string
	of   func(specimen.Score) []string
}{
	{"silent", func(s specimen.Score) []string { return s.Silent }},
	{"unknown keys", func(s specimen.Score) []string { return s.Extra }},
	{"failed checks that hold", func(s specimen.Score) []string { return s.FalseFails }},
	{"broken sums not found", func(s specimen.Score) []string {
		var found []string
		for _, v := range s.MissedFails {
			found = append(found, v.Rule+" "+strings.Join(v.Cells[:min(1, len(v.Cells))], ""))
		}
		return found
	}},
}

// missing is no fault by itself, but worth knowing.
func missing(s specimen.Score) []string { return s.Missing }

// judge reads one specimen and reports its faults, each with the simplest
// options that still show it.
func judge(t *testing.T, r *reader.Reader, o specimen.Options) specimen.Score {
	t.Helper()
	score, err := read(t.Context(), r, o)
	if err != nil {
		t.Errorf("%s: %v", describe(o), err)
		return score
	}
	for _, fault := range faults {
		if len(fault.of(score)) > 0 {
			t.Error(example(t.Context(), r, o, fault.name, fault.of))
		}
	}
	if len(score.Missing) > 0 {
		t.Log(example(t.Context(), r, o, "missing", missing))
	}
	return score
}

// example describes a fault by the simplest options that show it.
func example(ctx context.Context, r *reader.Reader, o specimen.Options, name string, of func(specimen.Score) []string) string {
	small := shrink(o, func(o specimen.Options) bool {
		s, err := read(ctx, r, o)
		return err == nil && len(of(s)) > 0
	})
	s, err := read(ctx, r, small)
	if err != nil {
		return fmt.Sprintf("%s: %v", describe(small), err)
	}
	found := of(s)
	return fmt.Sprintf("%s: %d %s: %s", describe(small), len(found), name, strings.Join(found[:min(3, len(found))], "; "))
}

func read(ctx context.Context, r *reader.Reader, o specimen.Options) (specimen.Score, error) {
	s := specimen.Make(o)
	doc, err := r.Read(ctx, s.Name, s.Bytes)
	if err != nil {
		return specimen.Score{}, err
	}
	return specimen.Judge(s.Truth, doc), nil
}

// shrink takes away whatever the fault does not need.
func shrink(o specimen.Options, faulty func(specimen.Options) bool) specimen.Options {
	try := func(change func(*specimen.Options)) {
		simpler := o
		simpler.Damages = slices.Clone(o.Damages)
		change(&simpler)
		if faulty(simpler) {
			o = simpler
		}
	}
	for _, d := range slices.Clone(o.Damages) {
		try(func(s *specimen.Options) {
			s.Damages = slices.DeleteFunc(s.Damages, func(x string) bool { return x == d })
		})
	}
	try(func(s *specimen.Options) { s.Tables = nil })
	try(func(s *specimen.Options) { s.Violate, s.Differ = false, false })
	try(func(s *specimen.Options) { s.Figures = "" })
	return o
}

// describe prints the options that matter, as a test would write them.
func describe(o specimen.Options) string {
	s := fmt.Sprintf("{Seed: %#x, Form: %q, Layout: %q", o.Seed, o.Form, o.Layout)
	if len(o.Damages) > 0 {
		s += fmt.Sprintf(", Damages: %q", o.Damages)
	}
	if o.Figures != "" {
		s += fmt.Sprintf(", Figures: %q", o.Figures)
	}
	if len(o.Tables) > 0 {
		s += fmt.Sprintf(", Tables: %v", o.Tables)
	}
	return s + fmt.Sprintf(", Violate: %v, Differ: %v}", o.Violate, o.Differ)
}

// TestEachLayoutAndDamage reads every damage in every layout that it befalls.
func TestEachLayoutAndDamage(t *testing.T) {
	r := newReader(t)
	var board board
	seeds := uint64(4)
	if underRace || testing.Short() {
		seeds = 1
	}
	t.Run("all", func(t *testing.T) {
		for _, layout := range specimen.Layouts() {
			t.Run(layout.Name, func(t *testing.T) {
				t.Parallel()
				for _, figures := range specimen.AllFigures() {
					for seed := range seeds {
						o := specimen.Options{Seed: seed, Form: []string{"2019", "2021"}[seed%2], Layout: layout.Name, Figures: figures}
						board.add(layout.Name, o, judge(t, r, o))
					}
				}
				for _, d := range specimen.Damages() {
					if !d.Fits(layout) {
						continue
					}
					for seed := range seeds {
						o := specimen.Options{Seed: seed, Form: []string{"2019", "2021"}[seed%2], Layout: layout.Name, Damages: []string{d.Name}}
						board.add(layout.Name+"/"+d.Name, o, judge(t, r, o))
					}
				}
			})
		}
	})
	t.Logf("\n%s", worst(&board))
}

// worst keeps the rows with faults, and the plain layouts.
func worst(b *board) *board {
	kept := &board{rows: map[string]*row{}}
	for name, r := range b.rows {
		if !strings.Contains(name, "/") || len(r.Silent)+len(r.Flagged)+len(r.Missing)+len(r.FalseFails)+len(r.MissedFails)+len(r.WrongMeta) > 0 {
			kept.rows[name] = r
		}
	}
	return kept
}

// TestRandomReports reads thousands of reports with any mixture of damages.
func TestRandomReports(t *testing.T) {
	r := newReader(t)
	var layouts, damages board
	const workers = 4
	each := 500
	if underRace || testing.Short() {
		each = 50
	}
	t.Run("all", func(t *testing.T) {
		for w := range uint64(workers) {
			t.Run(fmt.Sprint(w), func(t *testing.T) {
				t.Parallel()
				rng := rand.New(rand.NewPCG(w, 20260131))
				for range each {
					o := specimen.Random(rng)
					score := judge(t, r, o)
					layouts.add(o.Layout, o, score)
					for _, d := range o.Damages {
						damages.add(d, o, score)
					}
				}
			})
		}
	})
	t.Logf("by layout\n%s\nby damage\n%s", &layouts, &damages)
	for _, name := range slices.SortedFunc(maps.Keys(layouts.rows), cmp.Compare) {
		row := layouts.rows[name]
		judged := row.Right + len(row.Flagged) + len(row.Silent) + len(row.Missing)
		t.Logf("%-16s recall %.2f %%", name, 100*float64(row.Right)/float64(judged))
	}
}
