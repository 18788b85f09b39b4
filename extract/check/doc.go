// Package check compares the figures of one document with each other: the
// identities of the forms (勾稽关系), the range of each value, the figures that
// the prose states, and the structure.
//
// The tolerance is zero and the document is never corrected. A check passes,
// fails or stays unknown; it fails only by the document's own fault, so an
// operand that may have been misread makes a failing check unknown. A blank
// cell is not a zero: a sum treats it as nothing and the message says so.
package check
