package raster

/*
#cgo pkg-config: lept
#include <string.h>
#include <leptonica/allheaders.h>

// read_tiff decodes page n, from 0, to 8 bits of gray or 32 of colour.
static PIX *read_tiff(const unsigned char *data, size_t size, int n) {
	setMsgSeverity(L_SEVERITY_NONE);
	PIX *stored = pixReadMemTiff(data, size, n);
	PIX *plain = stored ? pixRemoveColormap(stored, REMOVE_CMAP_BASED_ON_SRC) : NULL;
	PIX *out = NULL;
	if (plain) out = pixGetDepth(plain) == 32 ? pixClone(plain) : pixConvertTo8(plain, 0);
	pixDestroy(&plain);
	pixDestroy(&stored);
	return out;
}

// copy_pixels copies rows of bytes, and in colour opaque ones, as Go wants them.
static void copy_pixels(PIX *pix, unsigned char *out) {
	int h = pixGetHeight(pix), wpl = pixGetWpl(pix), colour = pixGetDepth(pix) == 32;
	size_t stride = (size_t)pixGetWidth(pix) * (colour ? 4 : 1);
	if (colour && pixGetSpp(pix) < 4) pixSetComponentArbitrary(pix, L_ALPHA_CHANNEL, 255);
	pixEndianByteSwap(pix);
	for (int y = 0; y < h; y++) memcpy(out + y * stride, pixGetData(pix) + (size_t)y * wpl, stride);
}
*/
import "C"

import (
	"bytes"
	"errors"
	"image"
	"unsafe"
)

// decodeLept reads a page by Leptonica, which knows what Go's decoder does not:
// 2 and 4 bits, inks, the other kinds of fax.
func (p tiffPage) decodeLept() (image.Image, error) {
	data := p.unturned()
	x := pix{C.read_tiff((*C.uchar)(unsafe.Pointer(&data[0])), C.size_t(len(data)), C.int(p.index))}
	if !x.ok() {
		return nil, errors.New("not decoded by Leptonica")
	}
	defer x.free()
	return p.copied(x), nil
}

// unturned is the file without the orientation of the page. Leptonica would
// apply it, and version 1.82 takes 8 for 6 in colour.
func (p tiffPage) unturned() []byte {
	if p.uint(tagOrientation, 1) == 1 {
		return p.data
	}
	t := tags{bytes.Clone(p.data), p.order}
	if d, err := t.directory(p.offset); err == nil && d.fields[tagOrientation].kind == typeShort {
		t.order.PutUint16(d.fields[tagOrientation].value, 1)
	}
	return t.data
}

// copied copies a picture out of Leptonica's memory.
func (p tiffPage) copied(x pix) image.Image {
	bounds := image.Rectangle{Max: x.size()}
	if C.pixGetDepth(x.p) == 32 {
		out := image.NewRGBA(bounds)
		C.copy_pixels(x.p, (*C.uchar)(unsafe.Pointer(&out.Pix[0])))
		return out
	}
	out := image.NewGray(bounds)
	C.copy_pixels(x.p, (*C.uchar)(unsafe.Pointer(&out.Pix[0])))
	if depth := p.uint(tagBitsPerSample, 1); p.uint(tagPhotometric, -1) == whiteIsZero && depth != 1 && depth != 8 {
		for i := range out.Pix { // Leptonica minds it at 1 and 8 bits only
			out.Pix[i] = ^out.Pix[i]
		}
	}
	return out
}
