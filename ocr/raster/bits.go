package raster

// #include <leptonica/allheaders.h>
import "C"

import (
	"image"
	"unsafe"
)

// bitmap is the memory of a picture of one bit: it lives as long as the pix.
type bitmap struct {
	words  []uint32
	stride int // words of a row
	image.Point
}

// bitmap opens a picture of one bit, in which ink is 1, for single pixels.
func (x pix) bitmap() bitmap {
	size, stride := x.size(), int(C.pixGetWpl(x.p))
	data := (*uint32)(unsafe.Pointer(C.pixGetData(x.p)))
	return bitmap{unsafe.Slice(data, stride*size.Y), stride, size}
}

// at reports whether there is ink; outside of the picture there is none.
func (b bitmap) at(x, y int) bool {
	if uint(x) >= uint(b.X) || uint(y) >= uint(b.Y) {
		return false
	}
	return b.words[y*b.stride+x>>5]>>(31-x&31)&1 != 0
}

// put makes a pixel ink or paper.
func (b bitmap) put(x, y int, black bool) {
	if uint(x) >= uint(b.X) || uint(y) >= uint(b.Y) {
		return
	}
	bit := uint32(1) << (31 - x&31)
	if black {
		b.words[y*b.stride+x>>5] |= bit
	} else {
		b.words[y*b.stride+x>>5] &^= bit
	}
}
