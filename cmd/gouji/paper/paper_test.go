package paper

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/internal/printer"
	"github.com/gouji/gouji/internal/specimen"
)

// gouji is the built program. The tests run it instead of its packages: what
// reads pages runs in children of limited memory, in which the race detector
// has no place.
var gouji string

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "gouji-paper-")
	if err == nil {
		defer func() { _ = os.RemoveAll(dir) }()
		gouji = filepath.Join(dir, "gouji")
		var said []byte
		if said, err = exec.Command("go", "build", "-o", gouji, "github.com/gouji/gouji/cmd/gouji").CombinedOutput(); err != nil {
			err = fmt.Errorf("build gouji: %w: %s", err, said)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// paragraphs of prose that every report has besides the usual ones.
const paragraphs = 1

// firstScans are the damages of a short run; a longer one goes on with all the
// others.
var firstScans = []string{"office200", "stamp300", "fax200"}

// damages is the order in which reports are damaged.
func damages() []printer.Damage {
	var order []printer.Damage
	first := map[string]bool{}
	for _, name := range firstScans {
		d, _ := printer.FindDamage(name)
		order, first[name] = append(order, d), true
	}
	for _, d := range printer.Damages() {
		if !first[d.Name] {
			order = append(order, d)
		}
	}
	return order
}

// number is the whole number that a variable of the environment sets.
func number(tb testing.TB, variable string, otherwise int) int {
	tb.Helper()
	text, set := os.LookupEnv(variable)
	if !set {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		tb.Fatalf("%s=%s is not a number", variable, text)
	}
	return n
}

func newPress(tb testing.TB) *printer.Press {
	tb.Helper()
	p, err := printer.Start(context.Background())
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := p.Close(); err != nil {
			tb.Error(err)
		}
	})
	return p
}

// read has gouji read a PDF.
func read(tb testing.TB, name string, pdf []byte) *extract.Document {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), name+".pdf")
	if err := os.WriteFile(path, pdf, 0o600); err != nil {
		tb.Fatal(err)
	}
	cmd := exec.CommandContext(context.Background(), gouji, "extract", "--format", "json", path)
	// The variables that these tests know are no settings of the program's.
	cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "GOUJI_") })
	models, err := filepath.Abs("../../../.cache/tessdata")
	if err != nil {
		tb.Fatal(err)
	}
	cmd.Env = append(cmd.Env, "GOUJI_TESSDATA="+models)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		tb.Fatalf("gouji extract %s: %v: %s", name, err, said.String())
	}
	var doc extract.Document
	if err := json.Unmarshal(out, &doc); err != nil {
		tb.Fatal(err)
	}
	return &doc
}

// Whatever was printed and however it was scanned, no figure is silently
// wrong; born-digital files are read without fault, and where the damage is
// what offices do every day, 99.9 % of the figures are right.
func TestPrintedReports(t *testing.T) {
	press := newPress(t)
	seed := uint64(number(t, "GOUJI_SEED", 100))
	order := damages()
	var usual, cells, wrong int
	for i := range number(t, "GOUJI_SCANS", len(firstScans)) {
		d := order[i%len(order)]
		o := printer.Options{Seed: seed + uint64(i), Paragraphs: paragraphs}
		report, err := press.Print(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(report.Name+"-born", func(t *testing.T) {
			score := judge(t, report.Name, report.PDF, report.Truth)
			if bad := append(score.Flagged, score.Missing...); len(bad) > 0 {
				t.Errorf("not read: %s", some(bad))
			}
			for _, v := range score.MissedFails {
				t.Errorf("missed that %s does not hold for %v", v.Rule, v.Cells)
			}
			if len(score.FalseFails) > 0 {
				t.Errorf("held to be wrong: %q", score.FalseFails)
			}
		})
		t.Run(report.Name+"-"+d.Name, func(t *testing.T) {
			scan, err := report.Scan(t.Context(), d, o.Seed)
			if err != nil {
				t.Fatal(err)
			}
			pdf, err := scan.PDF()
			if err != nil {
				t.Fatal(err)
			}
			score := judge(t, scan.Name, pdf, report.Truth)
			if !d.Hard {
				usual++
				bad := append(score.Flagged, score.Missing...)
				cells, wrong = cells+score.Right+len(bad), wrong+len(bad)
				if len(bad) > 0 {
					t.Logf("not read: %s", some(bad))
				}
			}
		})
		if t.Failed() {
			t.Logf("to repeat: go run ./internal/printer/cmd -out DIR -seed %d -paragraphs %d -damage born,%s", o.Seed, paragraphs, d.Name)
		}
	}
	t.Logf("%d usual scans: %d of %d cells right", usual, cells-wrong, cells)
	if allowed := mostByChance(cells, 0.001); wrong > allowed {
		t.Errorf("%d of %d cells were not read in usual scans, %d is the most", wrong, cells, allowed)
	}
}

// mostByChance is how many of n fall out at most if each does with
// probability p: three standard deviations above the mean. Few scans would
// otherwise be held to more than 99.9 %.
func mostByChance(n int, p float64) int {
	mean := float64(n) * p
	return int(mean + 3*math.Sqrt(mean*(1-p)))
}

// some shows the first of many.
func some(of []string) string {
	return fmt.Sprintf("%d, %q", len(of), of[:min(len(of), 5)])
}

func judge(t *testing.T, name string, pdf []byte, truth specimen.Truth) specimen.Score {
	t.Helper()
	doc := read(t, name, pdf)
	var failed error
	for _, p := range doc.Pages {
		if p.Failure != "" {
			failed = errors.Join(failed, errors.New(p.Failure))
		}
	}
	score := specimen.Judge(truth, doc)
	if failed != nil || len(score.Silent) > 0 || len(score.Extra) > 0 {
		t.Errorf("silently wrong %q, invented %q, failed %v", score.Silent, score.Extra, failed)
	}
	t.Logf("right %d (doubted %d), flagged %d, missing %d, meta %q", score.Right, score.Doubted, len(score.Flagged), len(score.Missing), score.WrongMeta)
	return score
}
