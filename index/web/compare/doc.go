// Package compare is the page that puts one figure of many reports side by side:
// over the years of an issuer, or over the issuers of a region in a year.
package compare
