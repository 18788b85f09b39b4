// Package ocr is the model of a read page: where its words came from, where
// they stand and how sure the reader was. The readers of PDFs and pictures
// live in its subpackages and fill this model; extract works on nothing else.
package ocr
