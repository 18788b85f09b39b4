// Package printer prints invented reports and scans the prints: reports of
// package specimen become pages with ruled tables through Chromium, pages
// become pictures through poppler, and pictures take the damage of scanners,
// copiers, faxes and stamps, drawn here in plain Go.
//
// Every report comes with its truth: the value of every canonical key and the
// printed lines of prose, page by page. All choices draw from seeded sources,
// so that the same options give the same pages with the same versions of
// Chromium, poppler and the fonts (scripts/install-test-fonts.sh).
//
// The package supports tests, benchmarks and tools; the program does not
// import it.
package printer
