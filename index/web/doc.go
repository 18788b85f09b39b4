// Package web serves what people and programs ask of a running gouji: the
// search endpoint (GET /api/search), single records, the state of the work,
// retry and reindex, /healthz, and a plain search page in Chinese and English
// that needs no script.
//
// It knows the rest of the program by the two interfaces Searcher and Operator
// only.
package web
