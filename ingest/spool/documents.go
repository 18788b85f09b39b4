package spool

import (
	"fmt"
	"os"
)

const documentSuffix = ".json.zst"

// PutDocument stores the JSON of a document in place of what the id had.
func (s *Store) PutDocument(id string, json []byte) error {
	path, err := s.documentPath(id)
	if err != nil {
		return err
	}
	t, err := s.newTemp()
	if err != nil {
		return fault("put document", path, err)
	}
	if _, err := t.Write(s.encoder.EncodeAll(json, nil)); err != nil {
		t.discard()
		return fault("put document", path, err)
	}
	if err := s.commit(t, path); err != nil {
		return fault("put document", path, err)
	}
	return nil
}

// Document returns the JSON of a document. The error is fs.ErrNotExist if
// there is none.
func (s *Store) Document(id string) ([]byte, error) {
	path, err := s.documentPath(id)
	if err != nil {
		return nil, err
	}
	packed, err := os.ReadFile(path)
	if err != nil {
		return nil, fault("read document", path, err)
	}
	json, err := s.decoder.DecodeAll(packed, nil)
	if err != nil {
		return nil, fault("read document", path, fmt.Errorf("damaged: %w", err))
	}
	return json, nil
}

// RemoveDocument removes a document. It is no error if it is not there.
func (s *Store) RemoveDocument(id string) error {
	path, err := s.documentPath(id)
	if err != nil {
		return err
	}
	return s.remove(path)
}
