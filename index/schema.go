package index

import "slices"

// Schema is what may be asked of an index.
type Schema struct {
	Filters []string // attributes that can be compared for equality
	Ranges  []string // attributes that can be compared for size
	Facets  []string // attributes whose values can be counted
	Sorts   []string
	Marked  []string // attributes in which found words are marked
	Cropped string   // the long one of them, of which only a passage is shown
	Shown   []string // attributes of a hit, without the long texts
}

// SchemaOf returns the schema of the index of that name.
func SchemaOf(name string) (Schema, bool) {
	common := []string{"kind", "year", "issuer", "region", "region_1", "region_2", "region_3", "region_4", "form"}
	shown := []string{"id", "doc_id", "rev", "kind", "title", "issuer", "year", "region", "region_1", "region_2", "region_3", "region_4", "form"}
	with := func(more ...string) []string { return slices.Concat(common, more) }
	show := func(more ...string) []string { return slices.Concat(shown, more) }
	switch name {
	case Docs:
		return Schema{
			Filters: with("doc_id", "status", "check_status", "review", "rules", "media_type"),
			Ranges:  []string{"year", "cells", "suspect", "failed", "added_at"},
			Facets:  with("status", "check_status", "review", "rules", "media_type"),
			Sorts:   []string{"year", "issuer", "title", "failed", "suspect", "indexed_at", "added_at", "doc_id"},
			Marked:  []string{"title", "search_text"},
			Cropped: "search_text",
			Shown: show("status", "check_status", "cells", "suspect", "failed", "review", "findings", "rules", "doc_number", "published_on",
				"phone", "fax", "email", "postcode", "address", "sections", "name", "paths", "media_type", "encodings", "bytes",
				"sha256", "page_count", "indexed_at", "added_at"),
		}, true
	case Pages:
		return Schema{
			Filters: with("doc_id", "origin", "page"),
			Ranges:  []string{"year", "page"},
			Facets:  with("origin"),
			Sorts:   []string{"year", "issuer", "page"},
			Marked:  []string{"title", "search_text"},
			Cropped: "search_text",
			Shown:   show("page", "part", "origin", "confidence", "picture"),
		}, true
	case Cells:
		return Schema{
			Filters: with("doc_id", "key", "table", "row", "column", "row_label", "column_label", "status", "check_status", "origin", "page", "value"),
			Ranges:  []string{"year", "value", "page"},
			Facets:  with("key", "table", "row", "column", "row_label", "column_label", "status", "check_status", "origin", "value"),
			Sorts:   []string{"year", "value", "issuer", "page", "key"},
			Marked:  []string{"sentence"},
			Shown: show("sentence", "key", "table", "table_title", "row", "column", "row_label", "column_label", "value", "raw",
				"status", "check_status", "note", "findings", "origin", "confidence", "page", "box"),
		}, true
	}
	return Schema{}, false
}
