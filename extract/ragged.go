package extract

import "github.com/gouji/gouji/ocr"

// Block is a piece of a document in reading order: a paragraph, or a ragged
// table when Rows is not nil.
type Block struct {
	Page int
	Text string // the paragraph; empty for a table
	Rows []Row
}

// Row is one line of a ragged table: fields from left to right, as many as the
// source happens to show. Nothing is known yet of what they mean.
type Row struct {
	Page   int
	Fields []Field
	// Grid reports that the fields stand in the true columns of their table
	// (HTML, ruled tables), so that an empty field is an empty cell.
	Grid bool
}

// Field is one cell of a ragged table.
type Field struct {
	Text       string
	Box        *ocr.Box
	Origin     ocr.Origin // empty means ocr.Text
	Confidence float64    // 0 means 1: text needs no recognition
	// Weak marks an empty field that may be mere spacing, e.g. an empty line
	// among cells that stand on lines of their own.
	Weak bool
	// Page is the field's page where a page break cut its row; 0 means the row's.
	Page int
	// Doubt says in plain Chinese why the reading is not sure; empty means it is.
	Doubt string
	// Alternatives are other readings of the field, most likely first.
	Alternatives []string
}
