package reader

import (
	"context"
	"fmt"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/extract/paper"
	"github.com/gouji/gouji/ocr"
)

// ReadPages makes the document of a PDF or picture whose pages have been read.
// The source names the file; its SHA-256 must be known. A page with a Failure
// stays without text.
func (r *Reader) ReadPages(ctx context.Context, source extract.Source, pages []ocr.Page) (*extract.Document, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("%s %s: %w", stage, source.Name, err)
	}
	source.Encodings = []string{}
	blocks, texts := paper.Read(pages)
	return r.document(source, content{blocks: blocks, pages: texts}), nil
}
