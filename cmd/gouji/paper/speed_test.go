package paper

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/gouji/gouji/internal/printer"
)

// peers is how many processes the tesseract command is run in at a time: as
// many as gouji has workers on the machine that the aims were set for.
const peers = 2

// BenchmarkPages reads the scan of one report and tells how many of its pages
// gouji reads a minute beside the tesseract command, in two processes of one
// thread each, and beside ocrmypdf, on the same pages in the same run: ratios
// above 1 mean that gouji is faster. The time of gouji includes its start.
func BenchmarkPages(b *testing.B) {
	press := newPress(b)
	r, err := press.Print(b.Context(), printer.Options{Seed: 400, Paragraphs: 6})
	if err != nil {
		b.Fatal(err)
	}
	for _, name := range []string{"clean300", "office200"} {
		d, _ := printer.FindDamage(name)
		b.Run(name, func(b *testing.B) {
			scan, err := r.Scan(b.Context(), d, 400)
			if err != nil {
				b.Fatal(err)
			}
			pdf, err := scan.PDF()
			if err != nil {
				b.Fatal(err)
			}
			read(b, scan.Name, pdf) // compiles what is compiled once
			var gouji, tesseract, ocrmypdf time.Duration
			for b.Loop() {
				gouji += timed(b, func() error { read(b, scan.Name, pdf); return nil })
				tesseract += timed(b, func() error { return withTesseract(b, scan) })
				ocrmypdf += timed(b, func() error { return withOCRmyPDF(b, pdf) })
			}
			pages := float64(b.N * len(scan.Pages))
			b.ReportMetric(pages/gouji.Minutes(), "pages/min")
			b.ReportMetric(float64(tesseract)/float64(gouji), "x-tesseract")
			b.ReportMetric(float64(ocrmypdf)/float64(gouji), "x-ocrmypdf")
			b.ReportMetric(0, "ns/op")
		})
	}
}

func timed(b *testing.B, work func() error) time.Duration {
	b.Helper()
	began := time.Now()
	if err := work(); err != nil {
		b.Fatal(err)
	}
	return time.Since(began)
}

func withTesseract(b *testing.B, scan printer.Scan) error {
	dir := b.TempDir()
	g, ctx := errgroup.WithContext(context.Background())
	g.SetLimit(peers)
	for i, p := range scan.Pages {
		file := filepath.Join(dir, strconv.Itoa(i)+"."+p.Format)
		if err := os.WriteFile(file, p.Bytes, 0o600); err != nil {
			return err
		}
		g.Go(func() error {
			cmd := exec.CommandContext(ctx, "tesseract", file, file, "-l", "chi_sim", "--psm", "3", "--dpi", strconv.Itoa(int(scan.DPI)))
			cmd.Env = append(os.Environ(), "OMP_THREAD_LIMIT=1")
			return cmd.Run()
		})
	}
	return g.Wait()
}

func withOCRmyPDF(b *testing.B, pdf []byte) error {
	file := filepath.Join(b.TempDir(), "scan.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		return err
	}
	return exec.CommandContext(context.Background(), "ocrmypdf", "-l", "chi_sim", "--jobs", strconv.Itoa(peers), file, file+".out").Run()
}
