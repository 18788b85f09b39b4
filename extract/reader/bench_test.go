package reader

import (
	"context"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gouji/gouji/configs"
	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/extract/charset"
	"github.com/gouji/gouji/extract/check"
	"github.com/gouji/gouji/extract/form"
	"github.com/gouji/gouji/extract/report"
	"github.com/gouji/gouji/internal/specimen"
)

// benchSpecimens is how many invented reports a benchmark reads in a round.
const benchSpecimens = 200

// source is one file to be read.
type source struct {
	name  string
	bytes []byte
}

// specimens are invented reports in every layout, half of them damaged; the
// same in every run.
func specimens() []source {
	rng := rand.New(rand.NewPCG(20, 26))
	var sources []source
	for range benchSpecimens {
		s := specimen.Make(specimen.Random(rng))
		sources = append(sources, source{s.Name, s.Bytes})
	}
	return sources
}

// seeds are the real text reports beside the checkout, if they are there.
func seeds(b *testing.B) []source {
	b.Helper()
	var sources []source
	root := filepath.Join("..", "..", "..", "shared", "corpus", "reports")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.Contains(".txt.md.html.htm", filepath.Ext(path)) {
			return err
		}
		content, err := os.ReadFile(path)
		sources = append(sources, source{path, content})
		return err
	})
	if err != nil || len(sources) == 0 {
		b.Skipf("the corpus is not beside the checkout: %v", err)
	}
	return sources
}

// rounds runs a stage over all the sources again and again on one goroutine
// and reports what one core does in a second: of processor time, the garbage
// collector's included, because others may use the machine at the same time.
func rounds[T any](b *testing.B, of []T, bytes int, stage func(T)) {
	b.Helper()
	b.ReportAllocs()
	began := processorTime(b)
	for b.Loop() {
		for _, s := range of {
			stage(s)
		}
	}
	seconds := (processorTime(b) - began).Seconds()
	b.ReportMetric(float64(b.N*len(of))/seconds, "reports/s/core")
	b.ReportMetric(float64(b.N*bytes)/1e6/seconds, "MB/s")
}

// processorTime is what this process has used of all processors.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func benchReader(b *testing.B) (*Reader, *form.Set) {
	b.Helper()
	forms, err := form.Load(configs.Forms)
	if err != nil {
		b.Fatal(err)
	}
	r, err := New(forms, 0)
	if err != nil {
		b.Fatal(err)
	}
	return r, forms
}

func size(of []source) (n int) {
	for _, s := range of {
		n += len(s.bytes)
	}
	return n
}

// BenchmarkRead reads reports from bytes to a checked document.
func BenchmarkRead(b *testing.B) {
	read := func(b *testing.B, of []source) {
		r, _ := benchReader(b)
		rounds(b, of, size(of), func(s source) {
			if _, err := r.Read(context.Background(), s.name, s.bytes); err != nil {
				b.Fatalf("%s: %v", s.name, err)
			}
		})
	}
	b.Run("specimens", func(b *testing.B) { read(b, specimens()) })
	b.Run("seeds", func(b *testing.B) { read(b, seeds(b)) })
}

// staged is a report with what each stage has made of it.
type staged struct {
	source
	media   string
	decoded charset.Text
	content content
	doc     *extract.Document
}

// BenchmarkStage shows where the time of BenchmarkRead/specimens goes.
func BenchmarkStage(b *testing.B) {
	r, forms := benchReader(b)
	sources := specimens()
	all := make([]*staged, len(sources))
	for i, s := range sources {
		all[i] = &staged{source: s}
	}
	stages := []struct {
		name string
		run  func(*staged) error
	}{
		{"charset", func(s *staged) (err error) {
			if s.media, err = Sniff(s.name, s.bytes); err != nil {
				return err
			}
			s.decoded, err = charset.Decode(s.bytes, charset.Options{Declared: declared(s.media, s.bytes), Markup: s.media == mediaHTML})
			return err
		}},
		{"blocks", func(s *staged) (err error) {
			if s.media == mediaHTML {
				s.content, err = readHTML(s.decoded)
				return err
			}
			s.content = readText(s.decoded)
			return nil
		}},
		{"form", func(s *staged) error {
			s.doc = &extract.Document{Pages: s.content.pages, Tables: forms.Align(s.content.blocks)}
			return nil
		}},
		{"report", func(s *staged) error {
			in := report.Input{Name: s.name, Title: s.content.title, Pages: s.content.pages}
			s.doc.Meta, s.doc.Sections = r.report.Meta(in), r.report.Sections(in)
			return nil
		}},
		{"check", func(s *staged) error {
			s.doc.Findings = check.Run(s.doc, forms)
			return nil
		}},
	}
	for _, stage := range stages {
		run := func(s *staged) {
			if err := stage.run(s); err != nil {
				b.Fatalf("%s: %v", s.name, err)
			}
		}
		for _, s := range all { // the next stage needs it also where -bench leaves this one out
			run(s)
		}
		b.Run(stage.name, func(b *testing.B) { rounds(b, all, size(sources), run) })
	}
}
