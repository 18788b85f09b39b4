// Package wording says what a document is called, what its figures are called
// and what its checks have found, in the language of the reader. It works on the
// model alone, so that every page of the site says the same.
package wording
