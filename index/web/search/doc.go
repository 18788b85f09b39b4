// Package search is the search page and what programs ask instead of it:
// GET / (the page), GET /api/search, GET /api/facets,
// GET /api/records/{index}/{id}.
package search
