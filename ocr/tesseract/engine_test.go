package tesseract_test

import (
	"context"
	"errors"
	"image"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/gouji/gouji/ingest"
	"github.com/gouji/gouji/ocr"
	"github.com/gouji/gouji/ocr/tesseract"
)

func TestOddPicturesAreHarmless(t *testing.T) {
	e := newEngine(t, tesseract.Options{})
	black := func(w, h int) *image.Gray { return image.NewGray(image.Rect(0, 0, w, h)) }
	within := paper(200, 100).SubImage(image.Rect(150, 90, 200, 100)).(*image.Gray)
	for name, odd := range map[string]struct {
		img     *image.Gray
		refused bool
	}{
		"nil": {nil, true}, "0x0": {black(0, 0), true}, "0x9": {black(0, 9), true},
		"1x1": {black(1, 1), false}, "2x2": {black(2, 2), false}, "3x3": {black(3, 3), false},
		"1x5000": {black(1, 5000), false}, "5000x1": {black(5000, 1), false},
		"3x5000": {black(3, 5000), false}, "5000x3": {black(5000, 3), false}, "4x30000": {black(4, 30000), false},
		"40000x3": {black(40000, 3), true}, "3x40000": {black(3, 40000), true},
		"black": {black(300, 300), false}, "white": {paper(300, 300), false}, "corner": {within, false},
	} {
		t.Run(name, func(t *testing.T) {
			want := func(what string, err error) {
				if refused := ingest.KindOf(err) == ingest.Refuse; refused != odd.refused || err != nil && !refused {
					t.Errorf("%s: %v", what, err)
				}
			}
			_, err := e.Line(t.Context(), ocr.Fast, tesseract.RawLine, odd.img, 300, "")
			want("line", err)
			_, err = e.Page(t.Context(), ocr.Fast, tesseract.Automatic, odd.img, 300)
			want("page", err)
			_, _, err = e.Orientation(t.Context(), odd.img, 300)
			want("orientation", err)
			readings, err := e.Digits(t.Context(), ocr.Fast, []*image.Gray{odd.img, odd.img}, figures, 300)
			if err == nil && len(readings) != 2 {
				t.Errorf("%d readings of 2 strips", len(readings))
			}
		})
	}
}

func TestMissingAndDamagedModels(t *testing.T) {
	for _, v := range []string{"GOUJI_TESSDATA", "TESSDATA_PREFIX"} {
		t.Setenv(v, "")
	}
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "eng.traineddata"), []byte("no model"), 0o600); err != nil {
		t.Fatal(err)
	}
	e := newEngine(t, tesseract.Options{TessData: []string{folder}})
	cell := image.NewGray(image.Rect(0, 0, 40, 40))
	_, err := e.Line(t.Context(), "klingon", tesseract.RawLine, cell, 300, "")
	if ingest.KindOf(err) != ingest.Stop || !errors.Is(err, fs.ErrNotExist) || !strings.Contains(ingest.ReasonOf(err), "klingon") {
		t.Errorf("a missing model: %v", err)
	}
	for name, read := range map[string]func() error{
		"line": func() error { _, err := e.Line(t.Context(), ocr.Fast, 7, cell, 300, ""); return err },
		"page": func() error { _, err := e.Page(t.Context(), ocr.Fast, 3, cell, 300); return err },
	} {
		if err := read(); ingest.KindOf(err) != ingest.Stop || !strings.Contains(ingest.ReasonOf(err), "已损坏") {
			t.Errorf("%s with a damaged model: %v, %s", name, err, ingest.ReasonOf(err))
		}
	}
}

func TestModelsAreDescribed(t *testing.T) {
	models := tesseract.Models("../../.cache/tessdata")
	if len(models) != 5 {
		t.Fatalf("%d models", len(models))
	}
	for _, m := range models {
		if m.Trouble != "" || m.Size < 1<<20 || len(m.SHA256) != 64 || m.Path == "" {
			t.Errorf("%+v (run: make tools)", m)
		}
		if m.Model == ocr.Best && !strings.HasPrefix(m.Version, "4.") {
			t.Errorf("version %q of %s", m.Version, m.Model)
		}
	}
}

func TestReadingStopsWithItsContext(t *testing.T) {
	e := newEngine(t, tesseract.Options{})
	page := sheet(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := e.Line(ctx, ocr.Fast, tesseract.Block, page, 200, ""); !errors.Is(err, context.Canceled) {
		t.Errorf("ended before: %v", err)
	}
	if _, err := e.Page(ctx, ocr.Fast, tesseract.Block, page, 200); !errors.Is(err, context.Canceled) {
		t.Errorf("ended before a page: %v", err)
	}
	ctx, cancel = context.WithTimeout(t.Context(), 20e6)
	defer cancel()
	if _, err := e.Line(ctx, ocr.Chinese, tesseract.Block, page, 200, ""); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("ended during: %v", err)
	}
	first := page.SubImage(image.Rect(0, 30, 1500, 100)).(*image.Gray)
	if got, err := e.Line(t.Context(), ocr.Chinese, tesseract.SingleLine, first, 200, ""); err != nil || got.Text == "" {
		t.Errorf("after a stop: %q, %v", got.Text, err)
	}
}

// TestHandlesAreReplaced reads more than a handle is good for, and looks that
// the process does not grow with what it read.
func TestHandlesAreReplaced(t *testing.T) {
	e := newEngine(t, tesseract.Options{ReadingsPerHandle: 8})
	cell := drawnFigure(t, "31")
	read := func(times int) {
		for range times {
			got, err := e.Line(t.Context(), ocr.Fast, tesseract.SingleLine, cell, 300, figures)
			if err != nil || got.Text != "31" {
				t.Fatalf("%q, %v", got.Text, err)
			}
			if words, err := e.Page(t.Context(), ocr.Fast, tesseract.SingleLine, cell, 300); err != nil || len(words) != 1 {
				t.Fatalf("%v, %v", words, err)
			}
		}
	}
	read(8)
	before := resident(t)
	read(40)
	if grown := resident(t) - before; grown > 24<<20 {
		t.Errorf("the process grew by %d KiB", grown>>10)
	}
}

// resident is the memory of this process in bytes.
func resident(t *testing.T) int {
	t.Helper()
	data, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Fatal(err)
	}
	fields := strings.Fields(string(data))
	pages, err := strconv.Atoi(fields[1])
	if err != nil {
		t.Fatal(err)
	}
	return pages * os.Getpagesize()
}
