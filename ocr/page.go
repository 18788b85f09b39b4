package ocr

// Origin tells how a piece of text was obtained.
type Origin string

// The origins of text and of figures, as printed in the output.
const (
	// Text is decoded text, HTML or the text layer of a PDF.
	Text Origin = "text"
	// Recognised is text that optical character recognition read from a picture.
	Recognised Origin = "ocr"
	// Inferred is a reading that followed from arithmetic, not from the glyphs alone.
	Inferred Origin = "inferred"
)

// Box is a rectangle on a page: left, top, right and bottom as shares of the
// page's width and height, each from 0 to 1.
type Box [4]float64
