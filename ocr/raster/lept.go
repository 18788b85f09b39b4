package raster

/*
#cgo pkg-config: lept
#include <stdlib.h>
#include <string.h>
#include <leptonica/allheaders.h>

// from_gray copies rows of bytes into a picture of 8 bits.
static PIX *from_gray(const unsigned char *p, int w, int h, int stride) {
	setMsgSeverity(L_SEVERITY_NONE);
	PIX *pix = pixCreateNoInit(w, h, 8);
	if (!pix) return NULL;
	l_uint32 *data = pixGetData(pix);
	int wpl = pixGetWpl(pix);
	for (int y = 0; y < h; y++) {
		data[(size_t)y * wpl + wpl - 1] = 0;
		memcpy(data + (size_t)y * wpl, p + (size_t)y * stride, w);
	}
	pixEndianByteSwap(pix);
	return pix;
}

// to_gray copies a picture of 8 bits, or of 1 with 0 for ink, into bytes.
static void to_gray(PIX *pix, unsigned char *p) {
	PIX *eight = pixGetDepth(pix) == 1 ? pixConvert1To8(NULL, pix, 255, 0) : pixClone(pix);
	int w = pixGetWidth(eight), h = pixGetHeight(eight), wpl = pixGetWpl(eight);
	pixEndianByteSwap(eight);
	l_uint32 *data = pixGetData(eight);
	for (int y = 0; y < h; y++) memcpy(p + (size_t)y * w, data + (size_t)y * wpl, w);
	pixEndianByteSwap(eight);
	pixDestroy(&eight);
}

static void release(PIX *pix) { pixDestroy(&pix); }

static PIX *turn_level(PIX *gray, float degrees, int w, int h) {
	return pixRotate(gray, degrees * 3.14159265f / 180.0f, L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, w, h);
}

typedef struct { float angle, confidence; int pieces; } tilt;

// skew finds the clockwise turn in degrees that sets a page level, and counts
// the pieces of ink.
static tilt skew(PIX *gray, int threshold, int reduction, float range) {
	tilt t = {0, 0, 0};
	PIX *bin = pixThresholdToBinary(gray, threshold);
	if (bin && pixFindSkewSweepAndSearch(bin, &t.angle, &t.confidence, 2 * reduction, reduction, range, 1.0f, 0.01f)) t.confidence = 0;
	if (bin) pixCountConnComp(bin, 8, &t.pieces);
	pixDestroy(&bin);
	return t;
}

static PIX *sauvola(PIX *gray, int half, float factor) {
	int w = pixGetWidth(gray), h = pixGetHeight(gray);
	int nx = w / 600, ny = h / 600;
	if (nx < 1) nx = 1;
	if (ny < 1) ny = 1;
	PIX *out = NULL;
	if (pixSauvolaBinarizeTiled(gray, half, factor, nx, ny, NULL, &out)) return pixThresholdToBinary(gray, 128); // smaller than a window
	return out;
}

// despeckle drops pieces of ink that are smaller than a number of pixels both
// ways and farther than another from all larger pieces, and gives 8 bits.
static PIX *despeckle(PIX *gray, int least, int apart) {
	PIX *bin = pixThresholdToBinary(gray, 128);
	PIX *large = bin ? pixSelectBySize(bin, least, least, 8, L_SELECT_IF_EITHER, L_SELECT_IF_GTE, NULL) : NULL;
	PIX *around = large ? pixDilateBrick(NULL, large, 2 * apart + 1, 2 * apart + 1) : NULL;
	PIX *kept = around ? pixAnd(NULL, bin, around) : NULL;
	PIX *out = kept ? pixConvert1To8(NULL, kept, 255, 0) : NULL;
	pixDestroy(&bin);
	pixDestroy(&large);
	pixDestroy(&around);
	pixDestroy(&kept);
	return out;
}

// straight keeps the runs of at least len pixels, across or down, that gaps of
// less than gap pixels and steps of one pixel do not end.
static PIX *straight(PIX *bin, int len, int gap, int down) {
	PIX *c = down ? pixCloseSafeBrick(NULL, bin, 1, gap) : pixCloseSafeBrick(NULL, bin, gap, 1);
	PIX *d = down ? pixDilateBrick(NULL, c, 3, 1) : pixDilateBrick(NULL, c, 1, 3);
	pixDestroy(&c);
	PIX *o = down ? pixOpenBrick(NULL, d, 1, len) : pixOpenBrick(NULL, d, len, 1);
	pixDestroy(&d);
	return o;
}

typedef struct { int n, *at; } places;

// boxes gives left, top, width and height of the connected components.
static places boxes(PIX *bin, int connectivity) {
	places p = {0, NULL};
	BOXA *b = pixConnCompBB(bin, connectivity);
	int n = b ? boxaGetCount(b) : 0;
	if (n) p.at = malloc(sizeof(int) * 4 * (size_t)n);
	if (p.at) p.n = n;
	for (int i = 0; i < p.n; i++) {
		int *r = p.at + 4 * (size_t)i;
		boxaGetBoxGeometry(b, i, r, r + 1, r + 2, r + 3);
	}
	boxaDestroy(&b);
	return p;
}
*/
import "C"

import (
	"errors"
	"image"
	"unsafe"
)

// errPix is Leptonica's only error: it returns no picture, mostly for want of
// memory.
var errPix = errors.New("raster: Leptonica made no picture")

// pix is a picture in Leptonica's memory. The zero pix stands for a failed
// operation; operations on it fail, so only the last one need be checked.
type pix struct{ p *C.PIX }

func newPix(g *image.Gray) pix {
	if g.Rect.Empty() {
		return pix{}
	}
	return pix{C.from_gray((*C.uchar)(unsafe.Pointer(&g.Pix[0])), C.int(g.Rect.Dx()), C.int(g.Rect.Dy()), C.int(g.Stride))}
}

func (x *pix) free() {
	C.release(x.p)
	x.p = nil
}

func (x pix) ok() bool { return x.p != nil }

func (x pix) size() image.Point {
	return image.Pt(int(C.pixGetWidth(x.p)), int(C.pixGetHeight(x.p)))
}

// gray copies the picture out; ink is 0.
func (x pix) gray() (*image.Gray, error) {
	if !x.ok() {
		return nil, errPix
	}
	g := image.NewGray(image.Rectangle{Max: x.size()})
	C.to_gray(x.p, (*C.uchar)(unsafe.Pointer(&g.Pix[0])))
	return g, nil
}

// then is the next picture of a chain: it frees the one before it.
func (x *pix) then(p *C.PIX) {
	x.free()
	x.p = p
}

// even maps the ground to one brightness. A picture of a few pixels stays.
func (x *pix) even() {
	if p := C.pixBackgroundNormSimple(x.p, nil, nil); p != nil {
		x.then(p)
	}
}

// despeckle drops pieces of ink of less than so many pixels across and down
// that stand apart from larger ones by more than some.
func (x pix) despeckle(least, apart int) pix {
	if !x.ok() {
		return pix{}
	}
	return pix{C.despeckle(x.p, C.int(least), C.int(apart))}
}

// scale resizes: by area where it gets smaller, by interpolation where larger.
func (x *pix) scale(by float64) {
	if by < 1 {
		x.then(C.pixScaleAreaMap(x.p, C.float(by), C.float(by)))
		return
	}
	x.then(C.pixScaleGrayLI(x.p, C.float(by), C.float(by)))
}

// quarter turns clockwise by a multiple of 90 degrees.
func (x *pix) quarter(degrees int) {
	x.then(C.pixRotateOrth(x.p, C.int((degrees/90%4+4)%4)))
}

// skew is the clockwise turn within some degrees that would set the page level,
// how sure that is, and of how many pieces the ink is.
func (x pix) skew(threshold, reduction int, within float64) (degrees, confidence float64, pieces int) {
	if !x.ok() {
		return 0, 0, 0
	}
	t := C.skew(x.p, C.int(threshold), C.int(reduction), C.float(within))
	return float64(t.angle), float64(t.confidence), int(t.pieces)
}

// rotate turns clockwise about the centre; the picture grows to hold itself.
func (x *pix) rotate(degrees float64) {
	if !x.ok() {
		return
	}
	size := x.size()
	x.then(C.turn_level(x.p, C.float(degrees), C.int(size.X), C.int(size.Y)))
}

// threshold separates what is darker than a level.
func (x pix) threshold(level int) pix {
	if !x.ok() {
		return pix{}
	}
	return pix{C.pixThresholdToBinary(x.p, C.int(level))}
}

// sauvola separates ink from paper by the mean and the deviation of windows of
// 2*half+1 pixels (Sauvola and Pietikäinen, 2000).
func (x pix) sauvola(half int, factor float64) pix {
	if !x.ok() {
		return pix{}
	}
	return pix{C.sauvola(x.p, C.int(half), C.float(factor))}
}

// straight keeps straight runs of ink, across or down.
func (x pix) straight(length, gap int, down bool) pix {
	if !x.ok() {
		return pix{}
	}
	var d C.int
	if down {
		d = 1
	}
	return pix{C.straight(x.p, C.int(length), C.int(gap), d)}
}

func (x *pix) or(o pix) {
	if x.ok() && o.ok() {
		C.pixOr(x.p, x.p, o.p)
	}
}

func (x *pix) invert() {
	if x.ok() {
		C.pixInvert(x.p, x.p)
	}
}

// boxes are the bounding boxes of the connected components: those of ink join
// at corners, those of paper do not.
func (x pix) boxes(corners bool) []image.Rectangle {
	if !x.ok() {
		return nil
	}
	connectivity := C.int(4)
	if corners {
		connectivity = 8
	}
	p := C.boxes(x.p, connectivity)
	defer C.free(unsafe.Pointer(p.at))
	n := int(p.n)
	raw := unsafe.Slice(p.at, 4*n)
	out := make([]image.Rectangle, n)
	for i := range out {
		b := raw[4*i : 4*i+4]
		out[i] = image.Rect(int(b[0]), int(b[1]), int(b[0]+b[2]), int(b[1]+b[3]))
	}
	return out
}
