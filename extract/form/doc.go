// Package form knows the statutory forms. A form is data (YAML): its tables,
// rows, columns, labels, aliases and identities. The package loads and
// validates forms and aligns ragged tables to them, which gives every figure
// its canonical key.
package form
