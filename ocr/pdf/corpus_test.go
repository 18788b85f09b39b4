package pdf

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gouji/gouji/ocr"
)

// corpus returns real reports, which are not part of the project.
func corpus(t testing.TB) map[string][]byte {
	t.Helper()
	names, err := filepath.Glob("../../../shared/corpus/reports/hzq2024*.pdf")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, name := range names {
		if files[name], err = os.ReadFile(name); err != nil {
			t.Fatal(err)
		}
	}
	if len(files) == 0 {
		t.Skip("../shared/corpus is absent")
	}
	return files
}

func TestCorpus(t *testing.T) {
	for name, b := range corpus(t) {
		d := open(t, b)
		witness, err := Witness(t.Context(), b)
		if err != nil || len(witness) != d.Pages() {
			t.Fatalf("%s: second reader: %d pages, %v", name, len(witness), err)
		}
		var text strings.Builder
		rules := 0
		for n := 1; n <= d.Pages(); n++ {
			l, err := d.Layer(t.Context(), n)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			checkLayer(t, l)
			if l.Class != ocr.Layer {
				t.Errorf("%s: page %d is a %s", name, n, l.Class)
			}
			if agreement := Agreement(textOf(l), witness[n-1]); agreement < 0.95 {
				t.Errorf("%s: page %d: readers agree on %g", name, n, agreement)
			}
			text.WriteString(textOf(l))
			rules += len(l.Rules)
		}
		for _, heading := range []string{"总体情况", "主动公开政府信息情况", "收到和处理政府信息公开申请情况", "行政复议"} {
			if !strings.Contains(text.String(), heading) {
				t.Errorf("%s: no %q", name, heading)
			}
		}
		if rules <= 50 {
			t.Errorf("%s: %d rules", name, rules)
		}
	}
}

// benchFile is a dense page in a ruled table; a real report where there is one.
func benchFile(b *testing.B) []byte {
	names, _ := filepath.Glob("../../../shared/corpus/reports/hzq2024*.pdf")
	if len(names) > 0 {
		if file, err := os.ReadFile(names[0]); err == nil {
			return file
		}
	}
	return onePage(strings.Repeat(han(sentence, 72, 700)+"72 690 400 30 re S\n", 40))
}

func perPage(b *testing.B, read func(d *Document, n int) error) {
	d := open(b, benchFile(b))
	pages := 0
	for b.Loop() {
		for n := 1; n <= d.Pages(); n++ {
			if err := read(d, n); err != nil {
				b.Fatal(err)
			}
			pages++
		}
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(pages), "ms/page")
}

func BenchmarkLayer(b *testing.B) {
	perPage(b, func(d *Document, n int) error { _, err := d.Layer(b.Context(), n); return err })
}

func BenchmarkRender200(b *testing.B) {
	d := library(b)
	d.options.MaxPixels = DefaultMaxPixels
	defer func() { d.options.MaxPixels = testMaxPixels }()
	perPage(b, func(d *Document, n int) error { _, err := d.Render(b.Context(), n, 200, 0); return err })
}

func BenchmarkWitness(b *testing.B) {
	file := benchFile(b)
	for b.Loop() {
		if _, err := Witness(b.Context(), file); err != nil {
			b.Fatal(err)
		}
	}
}
