package proc

import (
	"encoding/json"
	"errors"

	"github.com/gouji/gouji/ingest"
)

// What ends a call besides an answer. After each of them the child is gone.
var (
	ErrTimeout = errors.New("the child took too long")
	ErrMemory  = errors.New("the child needed too much memory")
	ErrDied    = errors.New("the child died")
	ErrClosed  = errors.New("the pool is closed")
	// ErrStart is no fault of the call: there is no child to do it.
	ErrStart = errors.New("no child can be started")
)

// fault is an error on its way through a pipe.
type fault struct {
	Kind   ingest.Kind `json:"kind,omitempty"`
	Stage  string      `json:"stage,omitempty"`
	Path   string      `json:"path,omitempty"`
	Reason string      `json:"reason,omitempty"`
	Error  string      `json:"error"`
}

// pack writes an error down. What an *ingest.Error in its chain says of its
// kind goes with it.
func pack(err error) []byte {
	f := fault{Error: err.Error()}
	if e, ok := errors.AsType[*ingest.Error](err); ok {
		f = fault{Kind: e.Kind, Stage: e.Stage, Path: e.Path, Reason: e.Reason, Error: e.Err.Error()}
	}
	b, err := json.Marshal(f)
	if err != nil {
		return []byte(`{"error":"an error that cannot be written"}`)
	}
	return b
}

// unpack is the error that pack wrote down.
func unpack(b []byte) error {
	var f fault
	if err := json.Unmarshal(b, &f); err != nil {
		return err
	}
	switch f.Kind {
	case ingest.Retry, ingest.Refuse, ingest.Stop:
	default: // none, or none that there is
		return errors.New(f.Error)
	}
	return &ingest.Error{Kind: f.Kind, Stage: f.Stage, Path: f.Path, Reason: f.Reason, Err: errors.New(f.Error)}
}
