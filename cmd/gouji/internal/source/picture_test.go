package source

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/png"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/cmd/gouji/internal/worker"
	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/ingest"
	"github.com/gouji/gouji/internal/printer"
	"github.com/gouji/gouji/ocr"
)

// draw has a page of a file drawn.
func draw(tb testing.TB, s *Source, path, media string, page extract.Page, width int) (worker.Picture, error) {
	tb.Helper()
	f, err := os.Open(path)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	return s.Picture(tb.Context(), f, media, page, width)
}

func decoded(tb testing.TB, p worker.Picture) image.Image {
	tb.Helper()
	img, format, err := image.Decode(bytes.NewReader(p.Body))
	if err != nil || "image/"+format != p.Media || img.Bounds().Dx() != p.Width || img.Bounds().Dy() != p.Height {
		tb.Fatalf("%s of %d x %d: %v", p.Media, p.Width, p.Height, err)
	}
	return img
}

// printed is a report on paper.
func printed(tb testing.TB) printer.Report {
	tb.Helper()
	press, err := printer.Start(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	report, err := press.Print(tb.Context(), printer.Options{Seed: 41, Form: "2021", Figures: "large"})
	if err := errors.Join(err, press.Close()); err != nil {
		tb.Fatal(err)
	}
	return report
}

// scanned is the first page as a scanner with some damage saves it.
func scanned(tb testing.TB, report printer.Report, damage string) printer.Scan {
	tb.Helper()
	d, ok := printer.FindDamage(damage)
	if !ok {
		tb.Fatalf("no damage %s", damage)
	}
	scan, err := report.Scan(tb.Context(), d, 7)
	if err != nil {
		tb.Fatal(err)
	}
	scan.Pages = scan.Pages[:1]
	return scan
}

// ofPhone marks a JPEG as taken with the camera on its side: to be shown turned
// clockwise by 90 degrees (Exif orientation 6).
func ofPhone(jpeg []byte) []byte {
	const app1 = "\xff\xe1\x00\x22Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00\x00\x00\x00\x00"
	return slices.Concat(jpeg[:2], []byte(app1), jpeg[2:])
}

// A picture shows every figure where its box says, however the page lies in its
// file.
func TestPicturesAgreeWithBoxes(t *testing.T) {
	report := printed(t)
	type file struct {
		content []byte
		turn    int
		media   string
	}
	files := map[string]file{"born.pdf": {report.PDF, 0, "image/png"}}
	if !underRace {
		side := scanned(t, report, "turned90")
		pdf, err := side.PDF()
		if err != nil {
			t.Fatal(err)
		}
		files["on its side.pdf"] = file{pdf, 270, "image/jpeg"}
		files["phone, head down.jpg"] = file{ofPhone(side.Pages[0].Bytes), 180, "image/jpeg"}
	}
	s := newSource(t, nil)
	for name, tt := range files {
		path := write(t, name, string(tt.content))
		doc, err := s.ReadFile(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		figures, held, misheld := 0, 0, 0
		for _, p := range doc.Pages {
			if p.Turn != tt.turn {
				t.Errorf("%s: turned by %d, want %d", name, p.Turn, tt.turn)
			}
			picture, err := draw(t, s, path, doc.Source.MediaType, p, 1600)
			if err != nil {
				t.Fatal(err)
			}
			if picture.Media != tt.media || picture.Width < 1500 || picture.Width > 1600 || picture.Height < picture.Width {
				t.Errorf("%s: %s of %d x %d", name, picture.Media, picture.Width, picture.Height)
			}
			f, h := inked(decoded(t, picture), doc, p.Number)
			figures, held = figures+f, held+h
			p.Turn = (p.Turn + 180) % 360
			if picture, err = draw(t, s, path, doc.Source.MediaType, p, 1600); err != nil {
				t.Fatal(err)
			}
			_, m := inked(decoded(t, picture), doc, p.Number)
			misheld += m
		}
		if figures < 10 || held != figures || misheld > figures/2 {
			t.Errorf("%s: %d of %d figures in their boxes, %d if it were turned otherwise", name, held, figures, misheld)
		}
	}
}

// inked counts the figures of a page, and those that a picture shows within
// their boxes: there is ink at half the height, and none along the edges but
// that of rules, which cross it straight.
func inked(img image.Image, doc *extract.Document, number int) (figures, held int) {
	for _, table := range doc.Tables {
		for _, c := range table.Cells {
			if c.Page != number || c.Box == nil || !strings.ContainsAny(c.Raw, "0123456789") {
				continue
			}
			figures++
			if holds(img, *c.Box) {
				held++
			}
		}
	}
	return figures, held
}

// holds reports whether there is ink in the middle of a box, and paper between
// it and the upper and lower edge.
func holds(img image.Image, b ocr.Box) bool {
	size := img.Bounds().Size()
	x := func(share float64) int { return int((b[0] + (b[2]-b[0])*share) * float64(size.X)) }
	y := func(share float64) int { return int((b[1] + (b[3]-b[1])*share) * float64(size.Y)) }
	ink := func(top, bottom float64) bool {
		for py := y(top); py < y(bottom); py++ {
			for px := x(0.1); px < x(0.9); px++ {
				if color.GrayModel.Convert(img.At(px, py)).(color.Gray).Y < 128 {
					return true
				}
			}
		}
		return false
	}
	return ink(0.35, 0.65) && !ink(0.1, 0.15) && !ink(0.85, 0.9)
}

func TestPictureRefusals(t *testing.T) {
	s, hasty := newSource(t, map[string]string{"ocr.memory": "512MiB"}), newSource(t, map[string]string{"limits.page_time": "1s"})
	hanging := write(t, "a.pdf", scripted+"hang\n")
	if _, err := draw(t, hasty, hanging, "application/pdf", extract.Page{Number: 1}, 1200); ingest.KindOf(err) != ingest.Refuse || !strings.Contains(ingest.ReasonOf(err), "limits.page_time") {
		t.Errorf("hang: %v", err)
	}
	for script, want := range map[string]string{
		"die": "识别进程异常退出", "eat": "ocr.memory", "refuse": "这一页已损坏", "panic": "意外错误",
	} {
		path := write(t, "a.pdf", scripted+script+"\n")
		_, err := draw(t, s, path, "application/pdf", extract.Page{Number: 1}, 1200)
		if ingest.KindOf(err) != ingest.Refuse || !strings.Contains(ingest.ReasonOf(err), want) {
			t.Errorf("%s: %q, %v", script, ingest.ReasonOf(err), err)
		}
	}
	for name, content := range map[string]string{"broken.pdf": "%PDF-1.7\n1 0 obj\n<<", "broken.png": "\x89PNG\r\n\x1a\n\x00\x00"} {
		media := map[string]string{".pdf": "application/pdf", ".png": "image/png"}[filepath.Ext(name)]
		if _, err := draw(t, s, write(t, name, content), media, extract.Page{Number: 1}, 1200); ingest.KindOf(err) != ingest.Refuse {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := draw(t, s, testdata+"lanxi-2020.txt", "text/plain", extract.Page{Number: 1}, 1200); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a text: %v", err)
	}
}

// Nobody waits for a picture until a book is read.
func TestPicturesDoNotWaitForReading(t *testing.T) {
	s := newSource(t, map[string]string{"ocr.workers": "1"})
	ctx, stop := context.WithCancel(t.Context())
	reading := make(chan error, 1)
	book := write(t, "book.pdf", scripted+"hang\n")
	opened := make(chan struct{}, 1)
	go func() {
		f, err := os.Open(book)
		if err == nil {
			defer f.Close()
			_, err = s.Read(ctx, "book.pdf", f, func(int, int) { opened <- struct{}{} })
		}
		reading <- err
	}()
	<-opened
	var b bytes.Buffer
	if err := encodeBlank(&b); err != nil {
		t.Fatal(err)
	}
	picture, err := draw(t, s, write(t, "a.png", b.String()), "image/png", extract.Page{Number: 1, Turn: 90}, 400)
	if err != nil || picture.Width != 400 || picture.Height != 300 {
		t.Errorf("%d x %d, %v", picture.Width, picture.Height, err)
	}
	stop()
	if err := <-reading; ingest.KindOf(err) != ingest.Retry {
		t.Errorf("reading: %v", err)
	}
}

func BenchmarkPicture(b *testing.B) {
	report := printed(b)
	scan, err := scanned(b, report, "office300").PDF()
	if err != nil {
		b.Fatal(err)
	}
	s := newSource(b, nil)
	for _, c := range []struct {
		name    string
		content []byte
		origin  ocr.Origin
	}{{"print", report.PDF, ocr.Text}, {"scan", scan, ocr.Recognised}} {
		path := write(b, "a.pdf", string(c.content))
		for _, width := range []int{1200, 2400} {
			b.Run(c.name+"-"+map[int]string{1200: "1200", 2400: "2400"}[width], func(b *testing.B) {
				size := 0
				for b.Loop() {
					p, err := draw(b, s, path, "application/pdf", extract.Page{Number: 1, Origin: c.origin}, width)
					if err != nil {
						b.Fatal(err)
					}
					size = len(p.Body)
				}
				b.ReportMetric(float64(size)/1000, "kB")
			})
		}
	}
}

func encodeBlank(w io.Writer) error {
	paper := image.NewGray(image.Rect(0, 0, 600, 800))
	for i := range paper.Pix {
		paper.Pix[i] = 250
	}
	return png.Encode(w, paper)
}
