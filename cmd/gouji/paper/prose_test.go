package paper

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/gouji/gouji/internal/printer"
)

// BenchmarkProse reads the pages of prose of two reports and reports the
// character error rate in per cent, beside that of the tesseract command on
// the same pictures (chi_sim, page segmentation 3). Every font style of body
// text occurs in some seed; GOUJI_SCANS sets how many reports are read.
func BenchmarkProse(b *testing.B) {
	press := newPress(b)
	seed := uint64(number(b, "GOUJI_SEED", 200))
	var reports []printer.Report
	for i := range number(b, "GOUJI_SCANS", 2) {
		r, err := press.Print(b.Context(), printer.Options{Seed: seed + uint64(i), Paragraphs: 12})
		if err != nil {
			b.Fatal(err)
		}
		reports = append(reports, r)
	}
	for _, name := range []string{"clean300", "office200"} {
		d, _ := printer.FindDamage(name)
		b.Run(name, func(b *testing.B) {
			var scans []printer.Scan
			for _, r := range reports {
				s, err := r.Scan(b.Context(), d, seed)
				if err != nil {
					b.Fatal(err)
				}
				scans = append(scans, s)
			}
			for b.Loop() {
				measureProse(b, scans)
			}
		})
	}
}

func measureProse(b *testing.B, scans []printer.Scan) {
	var ours, theirs, characters int
	for _, s := range scans {
		pdf, err := s.PDF()
		if err != nil {
			b.Fatal(err)
		}
		doc := read(b, s.Name, pdf)
		for i, plain := range s.Report.Plain {
			if !plain {
				continue
			}
			text := doc.Pages[i].Text
			if doc.Pages[i].Original != "" {
				text = doc.Pages[i].Original
			}
			wrong, n := printer.Errors(text, s.Report.Lines[i])
			ours, characters = ours+wrong, characters+n
			wrong, _ = printer.Errors(tesseract(b, s.Pages[i], s.DPI), s.Report.Lines[i])
			theirs += wrong
		}
	}
	if characters == 0 {
		b.Fatal("no page without a table")
	}
	b.ReportMetric(100*float64(ours)/float64(characters), "cer-%")
	b.ReportMetric(100*float64(theirs)/float64(characters), "tesseract-cer-%")
	b.ReportMetric(float64(characters), "characters")
}

// tesseract is what its command reads on a page.
func tesseract(b *testing.B, p printer.Picture, dpi float64) string {
	b.Helper()
	file := filepath.Join(b.TempDir(), "page."+p.Format)
	if err := os.WriteFile(file, p.Bytes, 0o600); err != nil {
		b.Fatal(err)
	}
	var said bytes.Buffer
	cmd := exec.CommandContext(context.Background(), "tesseract", file, "-", "-l", "chi_sim", "--psm", "3", "--dpi", strconv.Itoa(int(dpi)))
	cmd.Env = append(os.Environ(), "OMP_THREAD_LIMIT=1")
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		b.Fatalf("tesseract: %v: %s (run: apt-get install tesseract-ocr tesseract-ocr-chi-sim)", err, strings.TrimSpace(said.String()))
	}
	return string(out)
}
