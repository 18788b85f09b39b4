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
	// Corrected is what a person has entered, looking at the page.
	Corrected Origin = "corrected"
)

// Box is a rectangle on a page: left, top, right and bottom as shares of the
// page's width and height, each from 0 to 1.
type Box [4]float64

// Class says what a page is made of, and so how it has to be read.
type Class string

// The classes of page.
const (
	Layer    Class = "layer"    // a text layer of its own
	Scan     Class = "scan"     // a picture of a page
	Layered  Class = "layered"  // a picture with the text of somebody's OCR under it
	Outlines Class = "outlines" // text drawn as curves
	Blank    Class = "blank"
)

// Page is one page of lines and ruled tables, upright: Turn says by how much.
// All its geometry is in points (1/72 inch) from the upper left corner.
type Page struct {
	Number        int // from 1
	Width, Height float64
	// Turn is the clockwise quarter turns, in degrees (0, 90, 180 or 270), that
	// set the page upright after the file's own rotation was applied.
	Turn   int
	Class  Class
	Origin Origin
	// Confidence, from 0 to 1, is how far the page's text can be trusted.
	Confidence float64
	Lines      []Line  // outside of tables, in reading order
	Tables     []Table // from top to bottom
	// Failure is set instead of a text when the page could not be read: plain
	// Chinese for a clerk.
	Failure string
}

// Share turns a rectangle of the page into shares of it.
func (p *Page) Share(r Rect) *Box {
	if p.Width <= 0 || p.Height <= 0 {
		return nil
	}
	share := func(v, of float64) float64 { return min(max(v/of, 0), 1) }
	return &Box{share(r.Left, p.Width), share(r.Top, p.Height), share(r.Right, p.Width), share(r.Bottom, p.Height)}
}

// Line is one printed line.
type Line struct {
	Rect
	Text       string
	Confidence float64 // 0 to 1
	Words      []Word  // in reading order; may be nil
}

// Word is a run of characters that stands apart, with its place.
type Word struct {
	Rect
	Text string
}

// Table is a grid of cells, merged ones included.
type Table struct {
	Rect
	Columns []float64 // x of the edges, left to right: one more than there are columns
	Rows    []float64 // y of the edges, top to bottom
	Cells   []Cell    // by row, then by column
	// Ruled is false for a table that was found by its white columns alone.
	Ruled bool
}

// Cell is one cell of a Table. It covers RowSpan rows from Row and ColSpan
// columns from Column, counted from 0.
type Cell struct {
	Rect
	Row, Column, RowSpan, ColSpan int
	Text                          string
	Confidence                    float64 // 0 to 1
	// Alternatives are other readings of the cell, most likely first.
	Alternatives []string
	// Doubt says in plain Chinese why the reading is not sure. Empty: it is.
	Doubt string
}
