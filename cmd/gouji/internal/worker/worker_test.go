package worker

import (
	"bytes"
	"encoding/json"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/gouji/gouji/ingest"
	"github.com/gouji/gouji/ocr"
	"github.com/gouji/gouji/ocr/tesseract"
)

func newWorker(t *testing.T) *Worker {
	t.Helper()
	w := &Worker{settings: Settings{MaxPages: 10, MaxPixels: 10_000_000}, scan: &scanner{}}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

func ask(t *testing.T, w *Worker, r Request, answer any) error {
	t.Helper()
	body, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	b, err := w.Handle(t.Context(), body)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, answer)
}

func TestBlankPicture(t *testing.T) {
	paper := image.NewGray(image.Rect(0, 0, 827, 1169))
	for i := range paper.Pix {
		paper.Pix[i] = 250
	}
	paper.SetGray(3, 3, color.Gray{})
	var b bytes.Buffer
	if err := png.Encode(&b, paper); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "blank.png")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	w := newWorker(t)
	var opened Opened
	if err := ask(t, w, Request{Op: Open, Path: path, Media: "image/png"}, &opened); err != nil || opened.Pages != 1 {
		t.Fatalf("%+v, %v", opened, err)
	}
	var page ocr.Page
	if err := ask(t, w, Request{Op: Page, Path: path, Media: "image/png", Number: 1}, &page); err != nil {
		t.Fatal(err, "(run: make tools)")
	}
	if page.Number != 1 || len(page.Lines)+len(page.Tables) > 0 || page.Width <= 0 {
		t.Errorf("%+v", page)
	}
	var picture Picture
	if err := ask(t, w, Request{Op: Render, Path: path, Media: "image/png", Number: 1, Width: 3000, Print: true}, &picture); err != nil {
		t.Fatal(err)
	}
	if img, err := png.Decode(bytes.NewReader(picture.Body)); err != nil || img.Bounds() != paper.Rect {
		t.Errorf("%v", err)
	}
	if err := ask(t, w, Request{Op: Page, Path: path, Media: "image/png", Number: 2}, &page); err == nil {
		t.Error("there is no second page")
	}
}

func TestNoPicture(t *testing.T) {
	path := filepath.Join(t.TempDir(), "none.png")
	if err := os.WriteFile(path, []byte("\x89PNG\r\n\x1a\n\x00\x00"), 0o600); err != nil {
		t.Fatal(err)
	}
	w := newWorker(t)
	for range 2 {
		if err := ask(t, w, Request{Op: Open, Path: path, Media: "image/png"}, &Opened{}); ingest.KindOf(err) != ingest.Refuse {
			t.Errorf("got %v", err)
		}
	}
	if err := ask(t, w, Request{Op: "dance", Path: path, Media: "image/png"}, nil); err == nil {
		t.Error("an unknown operation was answered")
	}
}

// Two readings of a figure are worth nothing if one model made both.
func TestModelsStayApart(t *testing.T) {
	r := recogniser{&tesseract.Engine{}}
	if r.model(ocr.Best) == ocr.Fast || r.model(ocr.Fast) == ocr.Best {
		t.Error("one model stands in for the other")
	}
}
