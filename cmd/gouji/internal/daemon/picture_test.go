package daemon

import (
	"bytes"
	"encoding/json"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gouji/gouji/cmd/gouji/internal/pictures"
	"github.com/gouji/gouji/cmd/gouji/internal/source"
	"github.com/gouji/gouji/configs"
	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/ingest"
	"github.com/gouji/gouji/ingest/spool"
	"github.com/gouji/gouji/ocr"
)

// newLibrary returns a library with an empty spool in a data folder.
func newLibrary(tb testing.TB, dir string) *library {
	tb.Helper()
	settings, err := configs.Load(configs.Input{})
	if err != nil {
		tb.Fatal(err)
	}
	store, err := spool.Open(filepath.Join(dir, "spool"))
	if err != nil {
		tb.Fatal(err)
	}
	cache, err := os.UserCacheDir() // shared, since it takes long to compile pdfium
	if err != nil {
		tb.Fatal(err)
	}
	files, err := source.New(source.Options{Settings: &settings.Settings, Scratch: tb.TempDir(), Cache: filepath.Join(cache, "gouji", "wazero")})
	if err != nil {
		tb.Fatal(err)
	}
	kept := pictures.Open(filepath.Join(dir, "cache", "pages"), keptPictures, slog.New(slog.DiscardHandler))
	tb.Cleanup(func() {
		if err := errors.Join(kept.Close(), files.Close()); err != nil {
			tb.Error(err)
		}
	})
	return &library{handler: &Handler{documents: store}, spool: store, gallery: gallery{files, kept}}
}

// add stores an original as a document of the given pages.
func add(tb testing.TB, l *library, content []byte, media string, pages ...extract.Page) (id string) {
	tb.Helper()
	stored, err := l.spool.Put(tb.Context(), bytes.NewReader(content))
	if err != nil {
		tb.Fatal(err)
	}
	doc := extract.Document{ID: stored.ID, Source: extract.Source{SHA256: stored.SHA256, MediaType: media}, Pages: pages}
	b, err := json.Marshal(doc)
	if err == nil {
		err = l.spool.PutDocument(doc.ID, b)
	}
	if err != nil {
		tb.Fatal(err)
	}
	return doc.ID
}

// photo is a white picture of a sheet that lies on its side: its upper edge,
// which is black, is at the left.
func photo(tb testing.TB) []byte {
	tb.Helper()
	img := image.NewGray(image.Rect(0, 0, 3508, 2480))
	for y := range 2480 {
		for x := 200; x < 3508; x++ {
			img.SetGray(x, y, color.Gray{Y: 240})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func TestPicturesOfDocuments(t *testing.T) {
	dir := t.TempDir()
	l := newLibrary(t, dir)
	id := add(t, l, photo(t), "image/jpeg", extract.Page{Number: 1, Origin: ocr.Recognised, Turn: 90})
	for range 2 {
		p, err := l.Picture(t.Context(), id, 1, 1150)
		if err != nil {
			t.Fatal(err)
		}
		img, err := jpeg.Decode(bytes.NewReader(p.Body))
		if err != nil || p.Media != "image/jpeg" || p.Width != 1200 || p.Height != 1697 || img.Bounds().Size() != image.Pt(1200, 1697) {
			t.Fatalf("%s of %d x %d, %v", p.Media, p.Width, p.Height, err)
		}
		for at, dark := range map[image.Point]bool{{600, 20}: true, {600, 1600}: false, {20, 800}: false, {1180, 800}: false} {
			if (color.GrayModel.Convert(img.At(at.X, at.Y)).(color.Gray).Y < 128) != dark {
				t.Errorf("%v is not dark: %v", at, dark)
			}
		}
		if err := l.spool.Remove(sha(t, l, id)); err != nil { // the second is not drawn
			t.Fatal(err)
		}
	}
	if kept, err := filepath.Glob(filepath.Join(dir, "cache", "pages", id[:2], id+"-1-1200*.jpg")); err != nil || len(kept) != 1 {
		t.Errorf("kept %v, %v", kept, err)
	}
}

func sha(t *testing.T, l *library, id string) string {
	t.Helper()
	source, _, err := l.page(id, 1)
	if err != nil {
		t.Fatal(err)
	}
	return source.SHA256
}

func TestWhatHasNoPictures(t *testing.T) {
	l := newLibrary(t, t.TempDir())
	text := add(t, l, []byte("年度报告"), "text/plain", extract.Page{Number: 1})
	scan := add(t, l, photo(t), "image/jpeg", extract.Page{Number: 1})
	for name, ask := range map[string]struct {
		id   string
		page int
	}{"a text": {text, 1}, "page 2": {scan, 2}, "page 0": {scan, 0}, "no document": {strings.Repeat("0", 32), 1}} {
		if p, err := l.Picture(t.Context(), ask.id, ask.page, 1200); !errors.Is(err, fs.ErrNotExist) || p.Body != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	broken := add(t, l, []byte("%PDF-1.7 and no more"), "application/pdf", extract.Page{Number: 1})
	if _, err := l.Picture(t.Context(), broken, 1, 1200); ingest.KindOf(err) != ingest.Refuse {
		t.Errorf("broken: %v", err)
	}
}

func TestStepped(t *testing.T) {
	for asked, want := range map[int]int{-1: 400, 0: 400, 400: 400, 401: 600, 1200: 1200, 2999: 3000, 3001: 3000, 1 << 40: 3000} {
		if got := stepped(asked); got != want {
			t.Errorf("%d: %d, want %d", asked, got, want)
		}
	}
}

func BenchmarkPicture(b *testing.B) {
	dir := b.TempDir()
	l := newLibrary(b, dir)
	id := add(b, l, photo(b), "image/jpeg", extract.Page{Number: 1, Origin: ocr.Recognised, Turn: 90, Text: strings.Repeat("政府信息公开", 20_000)})
	for _, cold := range []bool{true, false} {
		b.Run(map[bool]string{true: "cold", false: "cached"}[cold], func(b *testing.B) {
			for b.Loop() {
				if cold {
					if err := os.RemoveAll(filepath.Join(dir, "cache", "pages")); err != nil {
						b.Fatal(err)
					}
				}
				if _, err := l.Picture(b.Context(), id, 1, 1200); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
