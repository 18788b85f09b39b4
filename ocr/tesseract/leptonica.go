package tesseract

/*
#cgo pkg-config: lept
#include <stdlib.h>
#include <allheaders.h>
*/
import "C"

import (
	"strings"
	"unsafe"
)

// Leptonica is the version of the picture library under Tesseract.
func Leptonica() string {
	version := C.getLeptonicaVersion()
	defer C.free(unsafe.Pointer(version))
	return strings.TrimPrefix(C.GoString(version), "leptonica-")
}
