package source

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"time"

	"github.com/gouji/gouji/cmd/gouji/internal/worker"
	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/extract/reader"
	"github.com/gouji/gouji/ingest"
	"github.com/gouji/gouji/ocr"
	"github.com/gouji/gouji/ocr/proc"
)

// restAfter is how long the worker that draws is kept for the next page. It
// holds some 140 MB, and half a second passes until another one is ready.
const restAfter = 2 * time.Minute

// Picture draws a page as it was read, upright, so that the boxes of its cells
// lie on it. It is about width pixels wide; a picture is not enlarged. A page
// that cannot be drawn gives an *ingest.Error of kind Refuse, a file without
// pages an fs.ErrNotExist. One page is drawn at a time; the end of ctx ends the
// worker that draws.
func (s *Source) Picture(ctx context.Context, f *os.File, media string, page extract.Page, width int) (worker.Picture, error) {
	defer s.rest.Reset(restAfter)
	var picture worker.Picture
	if !reader.Paged(media) {
		return picture, fmt.Errorf("picture of a file of type %s: %w", media, fs.ErrNotExist)
	}
	if media == mediaPDF {
		s.prepare(ctx, s.drawers, f.Name())
	}
	request := worker.Request{
		Op: worker.Render, Path: f.Name(), Media: media, Number: page.Number,
		Width: width, Turn: page.Turn, Print: page.Origin == ocr.Text,
	}
	var err error
	for range tries {
		err = s.drawers.Do(ctx, proc.Call{Key: request.Path, Limit: s.limits.PageTime, Request: request, Response: &picture})
		if !errors.Is(err, proc.ErrDied) && !errors.Is(err, proc.ErrMemory) { // what takes too long once does so again
			break
		}
	}
	if err != nil {
		return worker.Picture{}, s.undrawn(ctx, page.Number, err)
	}
	return picture, nil
}

// undrawn is the error of a page that could not be drawn.
func (s *Source) undrawn(ctx context.Context, number int, err error) error {
	if ctx.Err() != nil || errors.Is(err, proc.ErrClosed) || errors.Is(err, proc.ErrStart) {
		return err
	}
	if e, ok := errors.AsType[*ingest.Error](err); ok {
		return settle(e)
	}
	reason := deadly(err, s.limits.PageTime)
	if reason == "" {
		reason = "绘制时出现意外错误"
	}
	s.log.WarnContext(ctx, "page not drawn", slog.Int("page", number), slog.Any("error", err))
	return &ingest.Error{
		Kind: ingest.Refuse, Stage: "picture", Err: err,
		Reason: fmt.Sprintf("第 %d 页的图像无法显示：%s。", number, reason),
	}
}
