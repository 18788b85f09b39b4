// Package specimen writes invented annual reports on information disclosure,
// with their truth, in the layouts and with the damages that real files show.
//
// A report is made in five steps. Figures are drawn that obey (or, on request,
// break) the identities of the forms; the tables are laid out as grids with
// merged cells; structural damages tear the grids; a layout prints grids and
// prose as text or markup; damages to the characters and the encoding follow.
// Every step draws from one seeded source, so the same options always give the
// same bytes.
//
// The truth says for each canonical key what the report shows. A key is
// ambiguous when the file does not fix its value for a careful human either,
// and lost when a damage took away something that the reading needs: then the
// reader may doubt it but must not be silently wrong. Judge compares a
// document with the truth as the corpus's scorer does.
//
// All places, organs and figures are invented. The package supports tests,
// benchmarks and tools; the program itself does not import it.
package specimen
