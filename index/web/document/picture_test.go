package document

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/gzhttp"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/index/web/site"
	"github.com/gouji/gouji/ingest"
	"github.com/gouji/gouji/ocr"
)

const (
	picturedID = "00ff00ff00ff00ff00ff00ff00ff00ff"
	brokenID   = "ffffffffffffffffffffffffffffffff"
	slowID     = "eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"
)

// gallery is a library whose pages are white with a black figure in the middle:
// page 1 a print, page 2 a scan.
type gallery struct{}

func (gallery) Document(context.Context, string) (*extract.Document, error) {
	return nil, fs.ErrNotExist
}

func (gallery) Entry(context.Context, string) (Entry, error) { return Entry{}, fs.ErrNotExist }

func (gallery) Original(context.Context, string) (io.ReadSeekCloser, error) {
	return nil, fs.ErrNotExist
}

func (gallery) Picture(ctx context.Context, id string, page, width int) (Picture, error) {
	switch {
	case id == brokenID:
		return Picture{}, &ingest.Error{Kind: ingest.Refuse, Stage: "picture", Reason: "第 1 页的图像无法显示：页面已损坏。", Err: errors.New("broken")}
	case id == slowID:
		<-ctx.Done()
		return Picture{}, ctx.Err()
	case id != picturedID || page > 2:
		return Picture{}, fs.ErrNotExist
	}
	img := image.NewGray(image.Rect(0, 0, width, 2*width))
	figure := image.Rect(width*4/10, width*9/10, width*6/10, width*11/10)
	for y := range 2 * width {
		for x := range width {
			if !image.Pt(x, y).In(figure) {
				img.SetGray(x, y, color.Gray{Y: 255})
			}
		}
	}
	var b bytes.Buffer
	if page == 1 {
		err := png.Encode(&b, img)
		return Picture{Media: "image/png", Body: b.Bytes(), Width: width, Height: 2 * width}, err
	}
	err := jpeg.Encode(&b, img, nil)
	return Picture{Media: "image/jpeg", Body: b.Bytes(), Width: width, Height: 2 * width}, err
}

func hang(tb testing.TB) http.Handler {
	tb.Helper()
	s, err := site.New(site.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	pages, err := New(s, gallery{})
	if err != nil {
		tb.Fatal(err)
	}
	mux := http.NewServeMux()
	pages.mountPictures(mux)
	return gzhttp.GzipHandler(mux)
}

func look(tb testing.TB, h http.Handler, address string, header ...string) *httptest.ResponseRecorder {
	tb.Helper()
	r := httptest.NewRequestWithContext(tb.Context(), http.MethodGet, address, http.NoBody)
	r.Header.Set("Accept-Encoding", "gzip")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestPageIsShown(t *testing.T) {
	h := hang(t)
	for address, want := range map[string]struct {
		media string
		width int
	}{
		"/pages/1/picture":           {"image/png", 1200},
		"/pages/2/picture":           {"image/jpeg", 1200},
		"/pages/2/picture?width=640": {"image/jpeg", 640},
	} {
		w := look(t, h, "/documents/"+picturedID+address)
		img, format, err := image.Decode(w.Body)
		if w.Code != http.StatusOK || err != nil || "image/"+format != want.media || img.Bounds().Dx() != want.width {
			t.Fatalf("%s: %d, %s, %v", address, w.Code, format, err)
		}
		header := w.Header()
		if header.Get("Content-Type") != want.media || header.Get("Content-Encoding") != "" ||
			!strings.HasPrefix(header.Get("Cache-Control"), "private, max-age=") || header.Get("Cross-Origin-Resource-Policy") != "cross-origin" {
			t.Errorf("%s: %v", address, header)
		}
		again := look(t, h, "/documents/"+picturedID+address, "If-None-Match", header.Get("ETag"))
		if again.Code != http.StatusNotModified || again.Body.Len() > 0 {
			t.Errorf("%s again: %d", address, again.Code)
		}
	}
}

func TestWhatIsNotShown(t *testing.T) {
	h := hang(t)
	for address, want := range map[string]int{
		picturedID + "/pages/3/picture":                         http.StatusNotFound,
		picturedID + "/pages/0/picture":                         http.StatusNotFound,
		picturedID + "/pages/-1/picture":                        http.StatusNotFound,
		picturedID + "/pages/+1/picture":                        http.StatusNotFound,
		picturedID + "/pages/1e1/picture":                       http.StatusNotFound,
		picturedID + "/pages/99999999999999999999/picture":      http.StatusNotFound,
		strings.Repeat("0", 32) + "/pages/1/picture":            http.StatusNotFound,
		strings.ToUpper(brokenID) + "/pages/1/picture":          http.StatusNotFound,
		brokenID[1:] + "/pages/1/picture":                       http.StatusNotFound,
		"..%2f..%2f..%2fetc%2fpasswd/pages/1/picture":           http.StatusNotFound,
		brokenID + "/pages/1/picture":                           http.StatusConflict,
		picturedID + "/pages/1/picture?width=0":                 http.StatusBadRequest,
		picturedID + "/pages/1/picture?width=12px":              http.StatusBadRequest,
		picturedID + "/pages/1/picture?width=1000000000":        http.StatusBadRequest,
		picturedID + "/crop?page=1":                             http.StatusBadRequest,
		picturedID + "/crop?page=1&box=0,0,0,1":                 http.StatusBadRequest,
		picturedID + "/crop?page=1&box=0.4,0.4,NaN,0.6":         http.StatusBadRequest,
		picturedID + "/crop?page=3&box=0.4,0.4,0.6,0.6":         http.StatusNotFound,
		picturedID + "/crop?box=0.4,0.4,0.6,0.6":                http.StatusNotFound,
		brokenID + "/crop?page=1&box=0.4,0.4,0.6,0.6":           http.StatusConflict,
		strings.ToUpper(brokenID) + "/crop?page=1&box=0,0,1,1":  http.StatusNotFound,
		picturedID + "/crop?page=1&box=0.4,0.4,0.6,0.6,0.7":     http.StatusBadRequest,
		picturedID + "/crop?page=1&box=%3Cscript%3E,0.4,0.6,.6": http.StatusBadRequest,
	} {
		w := look(t, h, "/documents/"+address)
		if w.Code != want || strings.Contains(w.Body.String(), "<script>,") || w.Header().Get("Cross-Origin-Resource-Policy") != "" {
			t.Errorf("%s: %d, want %d", address, w.Code, want)
		}
	}
}

// The crop shows the figure with its surroundings, and nothing but them.
func TestCrop(t *testing.T) {
	h := hang(t)
	for _, page := range []string{"1", "2"} {
		w := look(t, h, "/documents/"+picturedID+"/crop?page="+page+"&box=0.4,0.45,0.6,0.55")
		img, err := png.Decode(w.Body)
		if w.Code != http.StatusOK || err != nil || w.Header().Get("Content-Type") != "image/png" || w.Header().Get("ETag") == "" {
			t.Fatalf("%d, %v", w.Code, err)
		}
		size := img.Bounds().Size()
		if dx, dy := size.X-2400*26/100, size.Y-4800*22/100; dx < 0 || dx > 2 || dy < 0 || dy > 2 {
			t.Errorf("page %s: %v", page, size)
		}
		dark := func(x, y int) bool { return color.GrayModel.Convert(img.At(x, y)).(color.Gray).Y < 128 }
		if !dark(size.X/2, size.Y/2) || dark(10, size.Y/2) || dark(size.X/2, 10) || dark(size.X-10, size.Y-10) {
			t.Errorf("page %s: not the figure with its surroundings", page)
		}
	}
	if w := look(t, h, "/documents/"+picturedID+"/crop?page=1&box=0,0,1,1"); w.Code != http.StatusOK || w.Header().Get("Cross-Origin-Resource-Policy") != "" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
}

// A page that takes too long does not hold a visitor, nor those that wait to
// have a figure cut.
func TestSlowPages(t *testing.T) {
	h := hang(t)
	for range cuts + 1 {
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		r := httptest.NewRequestWithContext(ctx, http.MethodGet, "/documents/"+slowID+"/crop?page=1&box=0,0,1,1", http.NoBody)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		cancel()
		if w.Code != http.StatusServiceUnavailable {
			t.Errorf("%d", w.Code)
		}
	}
}

func FuzzBox(f *testing.F) {
	for _, seed := range []string{"0,0,1,1", "0.1,0.2,0.3,0.4", "", ",,,", "1,1,0,0", "NaN,0,1,1", "-0,0,1e-300,1", "0x1p-2,0,1,1", "0,0,Inf,1", "0.5,0.5,0.5,0.5", "0,0,1,1,1", " 0,0,1,1", "1e999,0,1,1"} {
		f.Add(seed)
	}
	page := image.Rect(0, 0, 827, 1169)
	f.Fuzz(func(t *testing.T, text string) {
		box, ok := parseBox(text)
		if !ok {
			return
		}
		for _, v := range box {
			if !(v >= 0 && v <= 1) {
				t.Fatalf("%q: %v", text, box)
			}
		}
		part := around(box, page)
		if box[0] >= box[2] || box[1] >= box[3] || part.Empty() || !part.In(page) {
			t.Fatalf("%q: %v, %v", text, box, part)
		}
		again, ok := parseBox(fmt.Sprintf("%v,%v,%v,%v", box[0], box[1], box[2], box[3]))
		if !ok || again != box {
			t.Fatalf("%q: %v, %v", text, box, again)
		}
	})
}

func BenchmarkCrop(b *testing.B) {
	for name, page := range map[string]int{"print": 1, "scan": 2} {
		b.Run(name, func(b *testing.B) {
			picture, err := gallery{}.Picture(b.Context(), picturedID, page, cutWidth)
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if _, err := cut(picture.Body, ocr.Box{0.4, 0.5, 0.45, 0.52}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
