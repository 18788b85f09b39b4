// Package question reads what an address asks of the search: the search page,
// its API and the exports understand the same parameters.
package question
