package document

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"image"
	"image/draw"
	_ "image/jpeg" // pages of scans
	"image/png"
	"io/fs"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/klauspost/compress/gzhttp"
	"golang.org/x/sync/semaphore"

	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/ocr"
)

const (
	defaultWidth = 1200  // pixels of a page's picture
	mostWidth    = 10000 // that may be asked for; the library draws less
	// cutWidth is that of the page a crop is cut from: about 300 dpi of A4.
	cutWidth = 2400
	// cuts is how many crops are cut at the same time. Each holds a page of
	// cutWidth in memory, some 30 MB.
	cuts = 2
	// besideBox and aboveBox are how much around a box a crop shows: shares of
	// the page's width and of the box's height.
	besideBox, aboveBox = 0.03, 0.6
	// pictureAge is how long a browser shows a picture without asking again.
	pictureAge = time.Hour
)

// mountPictures adds the addresses of page pictures.
func (p *Pages) mountPictures(mux *http.ServeMux) {
	s := &pictures{Pages: p, cutting: semaphore.NewWeighted(cuts)}
	mux.HandleFunc("GET /documents/{id}/pages/{page}/picture", s.page)
	mux.HandleFunc("GET /documents/{id}/crop", s.crop)
}

// pictures shows the pages of documents.
type pictures struct {
	*Pages
	cutting *semaphore.Weighted
}

// page answers with the picture of a page. The search server's own page, which
// has another address, may show it.
func (s *pictures) page(w http.ResponseWriter, r *http.Request) {
	width := defaultWidth
	if text := r.URL.Query().Get("width"); text != "" {
		var ok bool
		if width, ok = natural(text); !ok || width > mostWidth {
			s.site.ShowFault(w, r, &index.BadQuery{Reason: fmt.Sprintf("图像宽度应为 1 到 %d 的整数。", mostWidth), Detail: fmt.Sprintf("width=%q", text)})
			return
		}
	}
	picture, err := s.picture(r, r.PathValue("page"), width)
	if err != nil {
		s.site.ShowFault(w, r, err)
		return
	}
	w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
	send(w, r, picture.Media, picture.Body)
}

// crop answers with the part of a page around a figure, as PNG.
func (s *pictures) crop(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	box, ok := parseBox(query.Get("box"))
	if !ok {
		s.site.ShowFault(w, r, &index.BadQuery{Reason: "位置应为页面上的一个矩形：左,上,右,下，各在 0 到 1 之间。", Detail: fmt.Sprintf("box=%q", query.Get("box"))})
		return
	}
	if err := s.cutting.Acquire(r.Context(), 1); err != nil {
		s.site.ShowFault(w, r, err)
		return
	}
	defer s.cutting.Release(1)
	picture, err := s.picture(r, query.Get("page"), cutWidth)
	if err != nil {
		s.site.ShowFault(w, r, err)
		return
	}
	body, err := cut(picture.Body, box)
	if err != nil {
		s.site.ShowFault(w, r, fmt.Errorf("crop: %w", err))
		return
	}
	send(w, r, "image/png", body)
}

// picture returns the page that a request is about.
func (s *pictures) picture(r *http.Request, page string, width int) (Picture, error) {
	id := r.PathValue("id")
	number, ok := natural(page)
	if !ok || !documentID.MatchString(id) {
		return Picture{}, fs.ErrNotExist
	}
	return s.library.Picture(r.Context(), id, number, width)
}

// send answers with a picture. A visitor who has it already is told so.
func send(w http.ResponseWriter, r *http.Request, media string, body []byte) {
	header := w.Header()
	header.Set("Content-Type", media)
	header.Set("Cache-Control", fmt.Sprintf("private, max-age=%d", int(pictureAge.Seconds())))
	header.Set("ETag", fmt.Sprintf(`"%x"`, sha256.Sum256(body)))
	header.Set(gzhttp.HeaderNoCompression, "yes")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

// natural reads a number from 1, of at most nine decimal digits.
func natural(text string) (int, bool) {
	if len(text) > 9 || strings.Trim(text, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(text)
	return n, err == nil && n > 0
}

// parseBox reads the box of a cell: left, top, right and bottom as shares of
// the page, with commas between them.
func parseBox(text string) (ocr.Box, bool) {
	var box ocr.Box
	parts := strings.Split(text, ",")
	if len(parts) != len(box) {
		return box, false
	}
	for i, part := range parts {
		v, err := strconv.ParseFloat(part, 64)
		if err != nil || !(v >= 0 && v <= 1) {
			return box, false
		}
		box[i] = v
	}
	return box, box[0] < box[2] && box[1] < box[3]
}

// cut is the part of a picture around a box, as PNG.
func cut(picture []byte, box ocr.Box) ([]byte, error) {
	page, _, err := image.Decode(bytes.NewReader(picture))
	if err != nil {
		return nil, err
	}
	from := around(box, page.Bounds())
	part := draw.Image(image.NewRGBA(image.Rectangle{Max: from.Size()}))
	if _, grey := page.(*image.Gray); grey {
		part = image.NewGray(image.Rectangle{Max: from.Size()})
	}
	draw.Draw(part, part.Bounds(), page, from.Min, draw.Src)
	var b bytes.Buffer
	err = png.Encode(&b, part)
	return b.Bytes(), err
}

// around is a box with its surroundings, in pixels of a page. It is never empty.
func around(box ocr.Box, page image.Rectangle) image.Rectangle {
	w, h := float64(page.Dx()), float64(page.Dy())
	more := aboveBox * (box[3] - box[1])
	left, top := math.Floor((box[0]-besideBox)*w), math.Floor((box[1]-more)*h)
	right, bottom := math.Ceil((box[2]+besideBox)*w), math.Ceil((box[3]+more)*h)
	return image.Rect(int(left), int(top), int(right), int(bottom)).Add(page.Min).Intersect(page)
}
