// Package html finds paragraphs and tables in HTML. A row of a table has a
// field for every cell that begins in it, empty cells included.
package html
