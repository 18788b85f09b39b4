package export

import (
	"encoding/json"
	"io"
)

// lines writes one value of JSON a line.
func lines(out io.Writer) *json.Encoder {
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	return e
}
