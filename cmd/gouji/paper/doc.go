// Package paper holds tests and benchmarks of the whole way of a page: invented
// reports are printed, scanned and damaged by internal/printer, read as
// `gouji extract` reads them, and compared with their truth. GOUJI_SCANS sets
// how many reports a test run scans, GOUJI_SEED which they are,
// GOUJI_BOXES a folder for pictures of pages with the boxes of their figures.
package paper
