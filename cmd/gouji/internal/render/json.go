package render

import (
	"encoding/json"
	"io"

	"github.com/gouji/gouji/extract"
)

// JSON prints one object, or an array if the caller was asked for several
// documents, however many of them could be read.
func JSON(w io.Writer, docs []*extract.Document, several bool) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if several {
		if docs == nil {
			docs = []*extract.Document{}
		}
		return e.Encode(docs)
	}
	for _, d := range docs {
		if err := e.Encode(d); err != nil {
			return err
		}
	}
	return nil
}
