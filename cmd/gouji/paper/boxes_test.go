package paper

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/internal/printer"
	"github.com/gouji/gouji/ocr"
)

const (
	boxDPI = 150
	dark   = 128
	// onRule is how far in pixels an upright rule may reach into a box: half its
	// thickness, or the slant of a page that was scanned askew.
	onRule = 5
)

// Every figure's box lies where its ink is on the page as shown: on born-digital
// pages, and on scans that lie askew.
func TestBoxesLieOnTheirFigures(t *testing.T) {
	press := newPress(t)
	const seed = 500
	report, err := press.Print(t.Context(), printer.Options{Seed: seed})
	if err != nil {
		t.Fatal(err)
	}
	checkBoxes(t, report.Name+"-born", report.PDF)
	damage, _ := printer.FindDamage("office200")
	scan, err := report.Scan(t.Context(), damage, seed)
	if err != nil {
		t.Fatal(err)
	}
	pdf, err := scan.PDF()
	if err != nil {
		t.Fatal(err)
	}
	checkBoxes(t, scan.Name, pdf)
}

// The same for files from elsewhere. GOUJI_BOXES is a
// folder for the pictures.
func TestBoxesOfCorpus(t *testing.T) {
	const corpus = "../../../../shared/corpus"
	if _, err := os.Stat(corpus); err != nil {
		t.Skip("no corpus beside the repository")
	}
	names := []string{"reports/hzq2024_working.pdf"}
	if _, look := os.LookupEnv("GOUJI_BOXES"); look {
		names = append(names, "scans/hzq2024-office200.pdf") // takes its time
	}
	for _, name := range names {
		pdf, err := os.ReadFile(filepath.Join(corpus, name))
		if err != nil {
			t.Fatal(err)
		}
		checkBoxes(t, filepath.Base(name), pdf)
	}
}

func checkBoxes(t *testing.T, name string, pdf []byte) {
	t.Helper()
	doc := read(t, name, pdf)
	pages := rendered(t, pdf)
	figures, wrong := 0, 0
	for _, table := range doc.Tables {
		for _, c := range table.Cells {
			if c.Raw == "" {
				continue
			}
			if c.Box == nil || c.Page < 1 || c.Page > len(pages) {
				t.Errorf("%s: %s has no place: %+v", name, c.Key, c)
				continue
			}
			figures++
			if fault := misplaced(pages[c.Page-1], *c.Box); fault != "" {
				wrong++
				t.Logf("%s: %s (%s) on page %d: %s", name, c.Key, c.Raw, c.Page, fault)
			}
		}
	}
	if figures < 50 || wrong > 0 {
		t.Errorf("%s: %d of %d boxes do not hold their figure", name, wrong, figures)
	}
	if dir, set := os.LookupEnv("GOUJI_BOXES"); set {
		show(t, filepath.Join(dir, name), doc, pages)
	}
}

// rendered draws the pages of a PDF by poppler, not by what gouji reads with.
func rendered(t *testing.T, pdf []byte) []*image.Gray {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "in.pdf")
	if err := os.WriteFile(path, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	if said, err := exec.CommandContext(t.Context(), "pdftoppm", "-r", fmt.Sprint(boxDPI), "-gray", "-png", path, filepath.Join(dir, "page")).CombinedOutput(); err != nil {
		t.Fatalf("pdftoppm: %v: %s (run: make tools)", err, said)
	}
	names, err := filepath.Glob(filepath.Join(dir, "page*.png"))
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(names)
	var out []*image.Gray
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(f)
		_ = f.Close()
		if err != nil {
			t.Fatal(err)
		}
		gray := image.NewGray(img.Bounds())
		draw.Draw(gray, gray.Rect, img, img.Bounds().Min, draw.Src)
		out = append(out, gray)
	}
	return out
}

// place is a box in pixels of a page.
func place(page *image.Gray, b ocr.Box) image.Rectangle {
	w, h := float64(page.Rect.Dx()), float64(page.Rect.Dy())
	return image.Rect(int(b[0]*w), int(b[1]*h), int(b[2]*w+0.5), int(b[3]*h+0.5))
}

// misplaced says what is wrong with a box: there must be ink at half its
// height, and what hangs together with that must not reach out of it. Rules do
// not come so far, even where they slant.
func misplaced(page *image.Gray, b ocr.Box) string {
	box := place(page, b).Intersect(page.Rect)
	middle := image.Rect(box.Min.X+onRule, box.Min.Y+box.Dy()/4, box.Max.X-onRule, box.Max.Y-box.Dy()/4)
	isInk := func(p image.Point) bool { return p.In(page.Rect) && page.GrayAt(p.X, p.Y).Y < dark }
	seen := map[image.Point]bool{}
	var todo []image.Point
	for y := middle.Min.Y; y < middle.Max.Y; y++ {
		for x := middle.Min.X; x < middle.Max.X; x++ {
			if p := image.Pt(x, y); isInk(p) {
				seen[p] = true
				todo = append(todo, p)
			}
		}
	}
	if len(todo) == 0 {
		return fmt.Sprintf("no ink in %v", middle)
	}
	for len(todo) > 0 {
		p := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if !p.In(box) {
			return fmt.Sprintf("ink at %v is out of %v", p, box)
		}
		for _, step := range [...]image.Point{{-1, 0}, {1, 0}, {0, -1}, {0, 1}} {
			if q := p.Add(step); !seen[q] && isInk(q) {
				seen[q] = true
				todo = append(todo, q)
			}
		}
	}
	return ""
}

// show writes the pages with the boxes of their figures.
func show(t *testing.T, name string, doc *extract.Document, pages []*image.Gray) {
	t.Helper()
	for i, page := range pages {
		img := image.NewRGBA(page.Rect)
		draw.Draw(img, img.Rect, page, page.Rect.Min, draw.Src)
		for _, table := range doc.Tables {
			for _, c := range table.Cells {
				if c.Page == i+1 && c.Box != nil {
					frame(img, place(page, *c.Box), color.RGBA{R: 230, A: 255})
				}
			}
		}
		f, err := os.Create(fmt.Sprintf("%s-%d.png", name, i+1))
		if err != nil {
			t.Fatal(err)
		}
		if err := png.Encode(f, img); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func frame(img *image.RGBA, r image.Rectangle, c color.Color) {
	for x := r.Min.X; x < r.Max.X; x++ {
		img.Set(x, r.Min.Y, c)
		img.Set(x, r.Max.Y-1, c)
	}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		img.Set(r.Min.X, y, c)
		img.Set(r.Max.X-1, y, c)
	}
}
