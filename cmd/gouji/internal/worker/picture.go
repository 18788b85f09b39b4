package worker

import (
	"context"
	"errors"
	"image"

	"github.com/gouji/gouji/ingest"
	"github.com/gouji/gouji/ocr"
)

type pictureFile struct{}

func (*pictureFile) image(context.Context, int) (image.Image, float64, error) {
	return nil, 0, errors.New("a picture")
}
func (*pictureFile) Pages() int { return 0 }
func (*pictureFile) Page(context.Context, int, string) (*ocr.Page, error) {
	return nil, errors.New("a picture")
}

func (*pictureFile) Render(context.Context, int, float64) ([]byte, error) {
	return nil, errors.New("a picture")
}
func (*pictureFile) Close() {}

func openPicture(context.Context, string, *scanner) (document, error) {
	return nil, &ingest.Error{Kind: ingest.Refuse, Stage: "read", Reason: "还不能识别图片。", Err: errors.New("a picture")}
}
