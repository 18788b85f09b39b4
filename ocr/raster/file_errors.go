package raster

import (
	"errors"
	"fmt"
	"image"

	"github.com/gouji/gouji/ingest"
)

// Errors that refuse a file or a page. Each is wrapped in an *ingest.Error of
// kind Refuse that carries a reason in plain Chinese.
var (
	ErrDamaged      = errors.New("damaged or incomplete picture")
	ErrUnsupported  = errors.New("unsupported picture")
	ErrTooLarge     = errors.New("picture of too many pixels")
	ErrTooManyPages = errors.New("picture file of too many pages")
)

func refuse(kind, err error, reason string) error {
	return &ingest.Error{Kind: ingest.Refuse, Stage: "read", Reason: reason, Err: fmt.Errorf("%w: %w", kind, err)}
}

// damaged refuses what no decoder reads to its end: a page whose lower part is
// missing must not pass for a whole one.
func damaged(err error) error {
	if _, ok := errors.AsType[*ingest.Error](err); ok {
		return err
	}
	return refuse(ErrDamaged, err, "图片不完整或已损坏，请重新扫描或重新发送。")
}

func unsupported(err error) error {
	return refuse(ErrUnsupported, err, "不支持这种图片格式，请另存为 PNG、JPEG 或 TIFF 后再放入。")
}

func tooLarge(size image.Point, limit int) error {
	return refuse(ErrTooLarge, fmt.Errorf("%v pixels, limit %d in all", size, limit),
		fmt.Sprintf("图片有 %d×%d 个像素，超过上限 %d 个（limits.pixels）。", size.X, size.Y, limit))
}

func tooManyPages(limit int) error {
	return refuse(ErrTooManyPages, fmt.Errorf("more than %d pages", limit),
		fmt.Sprintf("文件超过 %d 页的上限（limits.pages）。", limit))
}

// recoverTo turns a decoder's panic into an error: damage is no reason to end
// the process.
func recoverTo(err *error) {
	if p := recover(); p != nil {
		*err = damaged(fmt.Errorf("panic of the decoder: %v", p))
	}
}
