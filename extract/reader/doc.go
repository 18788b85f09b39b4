// Package reader reads one file into a Document: it decides what the file is,
// decodes it, finds its blocks, aligns its tables to the forms, reads its
// metadata and runs the checks. It needs no network and keeps no state, so one
// Reader serves many goroutines.
package reader
