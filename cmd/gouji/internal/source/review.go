package source

import "github.com/gouji/gouji/extract"

// Review returns a document as people have decided about it, the decisions
// oldest first.
func (s *Source) Review(doc *extract.Document, decisions []extract.Decision) *extract.Document {
	return s.reader.Review(doc, decisions)
}
