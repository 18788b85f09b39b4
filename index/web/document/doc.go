// Package document is the page of one document: what it says about itself, its
// tables with every figure's state, what the checks found, and the page pictures
// on which the figures are marked.
package document
