// Package export writes what was found, or one document, as CSV, XLSX or lines
// of JSON, record by record.
package export
