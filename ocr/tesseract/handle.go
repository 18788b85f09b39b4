//nolint:gocritic // it is shown the source that cgo has rewritten, and reports what is not there
package tesseract

/*
#cgo pkg-config: tesseract
#include <stdlib.h>
#include <tesseract/capi.h>

// stopped is a TessCancelFunc: Tesseract asks it after every word.
static bool stopped(void *flag, int words) {
	(void)words;
	return __atomic_load_n((int *)flag, __ATOMIC_RELAXED) != 0;
}

static void stop(int *flag) { __atomic_store_n(flag, 1, __ATOMIC_RELAXED); }

static ETEXT_DESC *monitor(int *flag) {
	ETEXT_DESC *m = TessMonitorCreate();
	TessMonitorSetCancelFunc(m, stopped);
	TessMonitorSetCancelThis(m, flag);
	return m;
}
*/
import "C"

import (
	"context"
	"errors"
	"fmt"
	"image"
	"sync"
	"unsafe"

	"github.com/gouji/gouji/ocr"
)

// maxSide is the longest side of a picture that Tesseract takes, in pixels:
// its coordinates have 16 bits.
const maxSide = 32767

// initialising lets one handle be opened at a time in the process: while
// gosseract opens one it redirects the stderr of the whole process.
var initialising sync.Mutex

// handle is one loaded model.
type handle struct {
	api  *C.TessBaseAPI
	uses int
}

// open loads the model of a folder.
func open(folder string, m ocr.Model) (*handle, error) {
	initialising.Lock()
	defer initialising.Unlock()
	h := &handle{api: C.TessBaseAPICreate()}
	path, language := C.CString(folder), C.CString(string(m))
	defer C.free(unsafe.Pointer(path))
	defer C.free(unsafe.Pointer(language))
	mode := C.TessOcrEngineMode(C.OEM_LSTM_ONLY)
	if m == Orientation {
		mode = C.OEM_TESSERACT_ONLY // it has no LSTM
	}
	if C.TessBaseAPIInit2(h.api, path, language, mode) != 0 {
		h.close()
		return nil, damaged(folder, m, errors.New("not a model that this Tesseract reads"))
	}
	return h, h.set(map[string]string{
		"debug_file":         "/dev/null",
		"tessedit_do_invert": "0", // ink is always dark here
	})
}

func (h *handle) close() {
	C.TessBaseAPIEnd(h.api)
	C.TessBaseAPIDelete(h.api)
	h.api = nil
}

// set sets variables of Tesseract.
func (h *handle) set(variables map[string]string) error {
	for name, value := range variables {
		n, v := C.CString(name), C.CString(value)
		ok := C.TessBaseAPISetVariable(h.api, n, v)
		C.free(unsafe.Pointer(n))
		C.free(unsafe.Pointer(v))
		if ok == 0 {
			return fmt.Errorf("tesseract does not know the setting %s=%q", name, value)
		}
	}
	return nil
}

// show gives the handle a picture; Tesseract copies the pixels.
func (h *handle) show(img *image.Gray, dpi float64) error {
	b := img.Bounds()
	C.TessBaseAPISetImage(h.api, (*C.uchar)(unsafe.Pointer(&img.Pix[img.PixOffset(b.Min.X, b.Min.Y)])),
		C.int(b.Dx()), C.int(b.Dy()), 1, C.int(img.Stride))
	C.TessBaseAPISetSourceResolution(h.api, C.int(dpi))
	if C.TessBaseAPIGetSourceYResolution(h.api) != C.int(dpi) {
		return errors.New("tesseract did not take the picture")
	}
	return nil
}

// found is one symbol as Tesseract's iterator delivers it.
type found struct {
	ocr.Symbol
	box       image.Rectangle
	line      image.Rectangle // of the whole line
	wordBegin bool
	lineBegin bool
}

// recognise reads a picture and returns its symbols in reading order.
func (h *handle) recognise(ctx context.Context, psm int, img *image.Gray, dpi float64, whitelist string) ([]found, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	h.uses++
	choices := "0"
	if whitelist != "" {
		choices = "2" // the alternatives of every symbol
	}
	if err := h.set(map[string]string{"tessedit_char_whitelist": whitelist, "lstm_choice_mode": choices}); err != nil {
		return nil, err
	}
	C.TessBaseAPISetPageSegMode(h.api, C.TessPageSegMode(psm))
	if err := h.show(img, dpi); err != nil {
		return nil, err
	}
	defer C.TessBaseAPIClear(h.api)
	flag := (*C.int)(C.calloc(1, C.sizeof_int))
	defer C.free(unsafe.Pointer(flag))
	monitor := C.monitor(flag)
	defer C.TessMonitorDelete(monitor)
	ended := make(chan struct{})
	cancel := context.AfterFunc(ctx, func() { C.stop(flag); close(ended) })
	status := C.TessBaseAPIRecognize(h.api, monitor)
	if !cancel() {
		<-ended // it has begun, and writes to the flag
		return nil, ctx.Err()
	}
	if status != 0 {
		return nil, errors.New("tesseract could not read the picture")
	}
	return h.symbols()
}

// symbols walks over what was recognised.
func (h *handle) symbols() ([]found, error) {
	results := C.TessBaseAPIGetIterator(h.api)
	if results == nil {
		return nil, errors.New("tesseract returned no result")
	}
	defer C.TessResultIteratorDelete(results)
	page := C.TessResultIteratorGetPageIterator(results) // the same object
	var all []found
	for {
		if text := C.TessResultIteratorGetUTF8Text(results, C.RIL_SYMBOL); text != nil {
			one := found{
				Symbol: ocr.Symbol{
					Text:         C.GoString(text),
					Confidence:   float64(C.TessResultIteratorConfidence(results, C.RIL_SYMBOL)) / 100,
					Alternatives: choices(results),
				},
				box:       bounds(page, C.RIL_SYMBOL),
				line:      bounds(page, C.RIL_TEXTLINE),
				wordBegin: C.TessPageIteratorIsAtBeginningOf(page, C.RIL_WORD) != 0,
				lineBegin: C.TessPageIteratorIsAtBeginningOf(page, C.RIL_TEXTLINE) != 0,
			}
			C.TessDeleteText(text)
			all = append(all, one)
		}
		if C.TessResultIteratorNext(results, C.RIL_SYMBOL) == 0 {
			return all, nil
		}
	}
}

func bounds(page *C.TessPageIterator, level C.TessPageIteratorLevel) image.Rectangle {
	var l, t, r, b C.int
	if C.TessPageIteratorBoundingBox(page, level, &l, &t, &r, &b) == 0 {
		return image.Rectangle{}
	}
	return image.Rect(int(l), int(t), int(r), int(b))
}

// choices lists what else the symbol at hand may be, most likely first.
func choices(results *C.TessResultIterator) []ocr.Choice {
	it := C.TessResultIteratorGetChoiceIterator(results)
	if it == nil {
		return nil
	}
	defer C.TessChoiceIteratorDelete(it)
	var all []ocr.Choice
	for {
		if text := C.TessChoiceIteratorGetUTF8Text(it); text != nil { // the iterator's own
			all = append(all, ocr.Choice{Text: C.GoString(text), Confidence: float64(C.TessChoiceIteratorConfidence(it)) / 100})
		}
		if C.TessChoiceIteratorNext(it) == 0 {
			return all
		}
	}
}

// upright asks which way is up: the clockwise degrees by which the picture
// appears turned, and Tesseract's open-ended measure of how sure that is. False
// when there are too few letters to tell.
func (h *handle) upright(img *image.Gray, dpi float64) (degrees int, sure float64, ok bool, err error) {
	h.uses++
	C.TessBaseAPISetPageSegMode(h.api, C.PSM_OSD_ONLY)
	if err := h.show(img, dpi); err != nil {
		return 0, 0, false, err
	}
	defer C.TessBaseAPIClear(h.api)
	var turned C.int
	var confidence, scriptConfidence C.float
	var script *C.char
	if C.TessBaseAPIDetectOrientationScript(h.api, &turned, &confidence, &script, &scriptConfidence) == 0 {
		return 0, 0, false, nil
	}
	return int(turned), float64(confidence), true, nil
}
