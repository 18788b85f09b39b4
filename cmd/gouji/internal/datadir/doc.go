// Package datadir knows the version of the data folder: which gouji can use it,
// and how an older one is brought up to date.
package datadir
