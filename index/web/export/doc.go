// Package export writes what was found, or one document, as CSV, XLSX or lines
// of JSON, record by record, so that memory does not grow with their number.
//
// CSV is UTF-8 with a byte order mark and CRLF, as Excel expects it. A text that
// Excel would run as a formula, because it begins with = + - @ or a tab or a
// return, gets an apostrophe in front; numbers stay numbers. In XLSX a text is
// never a formula. Wherever a figure goes, its status goes with it.
//
// A file that was not written to its end does not look complete: its last line
// says so where the format has lines, and the connection is broken off, which
// browsers report as a failed download.
package export
