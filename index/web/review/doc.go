// Package review is where people decide: the list of figures and checks that
// need somebody, and the page on which one of them is confirmed, corrected or
// marked as the document's own error.
package review
