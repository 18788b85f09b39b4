// Package handmade writes PDFs by hand, object by object, for tests that need one
// that no printer would write.
package handmade
