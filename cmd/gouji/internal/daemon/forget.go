package daemon

import (
	"bytes"
	"encoding/json"

	"github.com/gouji/gouji/extract"
)

// forget removes the decisions about a document for good and returns how many
// lines went. A torn line is taken for one about it where it names it.
func (k *desk) forget(id string) (int, error) {
	k.deciding.Lock()
	defer k.deciding.Unlock()
	n, err := k.journal.Remove(func(line []byte) bool {
		var d extract.Decision
		if json.Unmarshal(line, &d) != nil {
			return bytes.Contains(line, []byte(id))
		}
		return d.Document == id
	})
	if err != nil {
		return n, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.decisions, id)
	return n, nil
}
