package reader

import (
	"errors"
	"fmt"

	"github.com/gouji/gouji/ingest"
)

// Errors that refuse a file. Each is wrapped in an *ingest.Error of kind
// Refuse that carries a reason in plain Chinese.
var (
	ErrEmpty       = errors.New("empty file")
	ErrTooLarge    = errors.New("file too large")
	ErrUnsupported = errors.New("unsupported file type")
	ErrBinary      = errors.New("not a text")
)

const stage = "read"

func refuse(name string, err error, reason string) error {
	return &ingest.Error{Kind: ingest.Refuse, Stage: stage, Path: name, Reason: reason, Err: err}
}

func unsupported(name, media, what string) error {
	return refuse(name, fmt.Errorf("%w: %s", ErrUnsupported, media), "本版本还不能读取"+what+"；请另存为文本（.txt）、Markdown（.md）或网页（.html）后再放入")
}
