// Package source reads one file into a document with the forms that are built
// in: texts in this process, PDFs and pictures page by page in worker processes.
// The daemon and `gouji extract` share it, so both read the same.
package source
