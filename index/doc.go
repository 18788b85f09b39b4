// Package index turns documents into flat records that a search server can
// find, and says what may be asked of them.
//
// There are three indexes: docs has one record for a document, pages one for a
// page (a long page has several), cells one for a figure of a statutory table.
// Title, issuer, year and region are repeated on every record, because a query
// must be answered by one record alone.
//
// Text stands in a record twice: as the document shows it, for display, and
// after Norm, for search. Norm is applied to every query too.
//
// The subpackages are the adapters: meili talks to Meilisearch and can run it,
// web serves the search endpoint and page.
package index
