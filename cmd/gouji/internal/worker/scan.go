package worker

import (
	"context"
	"errors"
	"image"

	"github.com/gouji/gouji/ingest"
	"github.com/gouji/gouji/ocr"
)

// scanner reads pictures of pages.
type scanner struct{ settings Settings }

func (s *scanner) read(context.Context, image.Image, float64, int) (*ocr.Page, error) {
	return nil, &ingest.Error{Kind: ingest.Refuse, Stage: "read", Reason: "这一页是图片，还不能识别。", Err: errors.New("a page picture")}
}

func (s *scanner) close() {}

func openPicture(context.Context, string, *scanner) (document, error) {
	return nil, &ingest.Error{Kind: ingest.Refuse, Stage: "read", Reason: "还不能识别图片。", Err: errors.New("a picture")}
}
