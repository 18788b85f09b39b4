package tesseract_test

import (
	"context"
	"fmt"
	"html"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/image/draw"
)

// drawWidth is the width of the page on which texts are drawn, in pixels.
const drawWidth = 1920

// printed keeps what was drawn for the tests that follow: a browser is slow to
// start.
var printed = map[string][]*image.Gray{}

// browse draws each text by itself with a browser, in a box of width × height
// pixels and a CSS font.
func browse(t testing.TB, font string, width, height int, texts []string) []*image.Gray {
	t.Helper()
	key := fmt.Sprint(font, width, height, texts)
	if printed[key] == nil {
		printed[key] = printPage(t, font, width, height, texts)
	}
	return printed[key]
}

func printPage(t testing.TB, font string, width, height int, texts []string) []*image.Gray {
	t.Helper()
	columns := drawWidth / width
	rows := (len(texts) + columns - 1) / columns
	var page strings.Builder
	fmt.Fprintf(&page, `<meta charset=utf-8><style>body{margin:0;background:#fff}
		div{float:left;width:%dpx;height:%dpx;line-height:%dpx;font:%s;padding-left:10px;box-sizing:border-box;overflow:hidden;white-space:pre}</style>`,
		width, height, height, strings.ReplaceAll(font, "HEIGHT", fmt.Sprint(height)))
	for _, text := range texts {
		fmt.Fprintf(&page, "<div>%s</div>", html.EscapeString(text))
	}
	dir := t.TempDir()
	source, target := filepath.Join(dir, "page.html"), filepath.Join(dir, "page.png")
	if err := os.WriteFile(source, []byte(page.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	browser := exec.CommandContext(ctx, "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
		"--user-data-dir="+filepath.Join(dir, "profile"), "--screenshot="+target,
		fmt.Sprintf("--window-size=%d,%d", columns*width, rows*height), "file://"+source)
	browser.WaitDelay = 5 * time.Second
	if out, err := browser.CombinedOutput(); err != nil {
		t.Fatalf("chromium: %v (run: make tools)\n%s", err, out)
	}
	f, err := os.Open(target)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // only read
	picture, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	gray := image.NewGray(picture.Bounds())
	draw.Draw(gray, gray.Rect, picture, image.Point{}, draw.Src)
	cells := make([]*image.Gray, len(texts))
	for i := range texts {
		at := image.Pt(i%columns*width, i/columns*height)
		cells[i] = gray.SubImage(image.Rectangle{Min: at, Max: at.Add(image.Pt(width, height))}).(*image.Gray)
	}
	return cells
}

// strip cuts the ink of a cell out, scales it and pads it.
func strip(cell *image.Gray, scale float64, pad int) *image.Gray {
	box := image.Rectangle{}
	for y := cell.Rect.Min.Y; y < cell.Rect.Max.Y; y++ {
		row := cell.Pix[cell.PixOffset(cell.Rect.Min.X, y):][:cell.Rect.Dx()]
		ink := func(v uint8) bool { return v < 160 }
		if from := slices.IndexFunc(row, ink); from >= 0 {
			to := len(row)
			for !ink(row[to-1]) {
				to--
			}
			box = box.Union(image.Rect(from, y, to, y+1).Add(image.Pt(cell.Rect.Min.X, 0)))
		}
	}
	w, h := int(float64(box.Dx())*scale+0.5), int(float64(box.Dy())*scale+0.5)
	out := paper(max(w, 1)+2*pad, max(h, 1)+2*pad)
	if !box.Empty() {
		draw.CatmullRom.Scale(out, image.Rect(pad, pad, pad+max(w, 1), pad+max(h, 1)), cell, box, draw.Src, nil)
	}
	return out
}

// paper is a white picture.
func paper(width, height int) *image.Gray {
	img := image.NewGray(image.Rect(0, 0, width, height))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	return img
}
