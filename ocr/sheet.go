package ocr

import "image"

// Sheet is the picture of one page made ready for recognition: upright, level,
// dark ink on a light, even ground, red stamps gone. Its pixels are square.
type Sheet struct {
	Gray *image.Gray // 0 is black
	Ink  *image.Gray // the same binarised: 0 is ink, 255 is paper
	DPI  float64     // pixels per inch, guessed where the file does not say
	// Boxes are the white boxes that rules enclose, in pixels of the sheet.
	Boxes []Rect
	Turn  int // see Page.Turn
	// Skew is the angle in degrees, clockwise, by which the upright page lay
	// askew and that the sheet has been turned back by, about its centre.
	Skew float64
	// Width and Height are the upright page's before it was levelled, in pixels.
	Width, Height int
}
