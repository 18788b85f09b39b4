// Package source reads one file into a document with the forms that are built
// in. The daemon and `gouji extract` share it, so both read the same.
package source
