package source

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/gouji/gouji/cmd/gouji/internal/worker"
	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/ingest"
	"github.com/gouji/gouji/ocr"
	"github.com/gouji/gouji/ocr/proc"
)

const mediaPDF = "application/pdf"

// witnessTime is how long the second reader of a PDF may take. It needs 2 ms a
// page; without its word the first one is trusted less.
const witnessTime = 30 * time.Second

// prepareTime is how long a worker may take to compile pdfium, once for all of
// them. It needs 5 s of a processor, which a busy machine may not have.
const prepareTime = 10 * time.Minute

// tries is how often a page is tried that costs a worker its life: the first
// time may be the fault of an earlier page.
const tries = 2

// paged is a file of pages that is being read.
type paged struct {
	*Source
	name, media, path string
	progress          Progress
	pages             []ocr.Page
	witness           []string // what the second reader read, page by page
	read              atomic.Int64
}

// readPaged reads a PDF or a picture: as many pages at a time as there are
// workers. A page that fails says why; only if all fail is the file refused.
func (s *Source) readPaged(ctx context.Context, name, media string, f *os.File, progress Progress) (*extract.Document, error) {
	source, err := s.identify(ctx, name, media, f)
	if err != nil {
		return nil, err
	}
	p, err := s.pages(ctx, name, media, f, progress)
	if err != nil {
		return nil, err
	}
	return s.within(ctx, name, func(ctx context.Context) (*extract.Document, error) {
		return s.reader.ReadPages(ctx, source, p.pages)
	})
}

// pages reads all pages of a file.
func (s *Source) pages(ctx context.Context, name, media string, f *os.File, progress Progress) (*paged, error) {
	p := &paged{Source: s, name: name, media: media, path: f.Name(), progress: progress}
	if err := p.open(ctx); err != nil {
		return nil, err
	}
	if err := p.readAll(ctx); err != nil {
		return nil, err
	}
	return p, nil
}

// identify hashes a file as it streams by.
func (s *Source) identify(ctx context.Context, name, media string, f *os.File) (extract.Source, error) {
	hash := sha256.New()
	size, err := io.Copy(hash, io.NewSectionReader(f, 0, int64(s.limits.FileBytes)+1))
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return extract.Source{}, err
	}
	if size > int64(s.limits.FileBytes) {
		return extract.Source{}, tooLarge(name, size, s.limits.FileBytes, "limits.file_bytes")
	}
	return extract.Source{Name: name, Bytes: size, SHA256: hex.EncodeToString(hash.Sum(nil)), MediaType: media}, nil
}

// open counts the pages and asks the second reader, which is no reason to fail.
func (p *paged) open(ctx context.Context) error {
	if p.media == mediaPDF {
		p.prepare(ctx, p.pool, p.path)
	}
	var opened worker.Opened
	err := p.ask(ctx, p.limits.PageTime, worker.Request{Op: worker.Open}, &opened)
	switch {
	case err != nil:
		return p.unreadable(err)
	case opened.Pages == 0:
		return refuse(p.name, "文件里没有任何页面。", errors.New("no pages"))
	case opened.Pages > p.limits.Pages:
		return refuse(p.name, fmt.Sprintf("文件有 %d 页，超过上限 %d 页（limits.pages）。", opened.Pages, p.limits.Pages),
			fmt.Errorf("%d pages, limit %d", opened.Pages, p.limits.Pages))
	}
	p.pages = make([]ocr.Page, opened.Pages)
	p.progress(0, opened.Pages)
	if p.media == mediaPDF {
		err := p.pool.Do(ctx, proc.Call{
			Key: p.path, Limit: min(witnessTime, p.limits.PageTime),
			Request: worker.Request{Op: worker.Witness, Path: p.path, Media: p.media}, Response: &p.witness,
		})
		if err != nil {
			p.log.DebugContext(ctx, "no second reading", slog.String(ingest.LogName, p.name), slog.String(ingest.LogStage, ingest.StageRead), slog.Any(ingest.LogError, err))
		}
	}
	return ctx.Err()
}

// prepare has a worker compile pdfium before the time of any file is counted: a
// machine that cannot do it within the time of a page would refuse every PDF,
// and start from the beginning with the next. If it fails, so will the file.
func (s *Source) prepare(ctx context.Context, pool *proc.Pool, path string) {
	s.preparing.Lock()
	defer s.preparing.Unlock()
	if s.prepared || ctx.Err() != nil {
		return
	}
	err := pool.Do(ctx, proc.Call{Key: path, Limit: prepareTime, Request: worker.Request{Op: worker.Prepare}})
	if err != nil {
		s.log.WarnContext(ctx, "pdfium is not prepared", slog.Any("error", err))
	}
	s.prepared = err == nil
}

// unreadable is the error of a file that could not even be opened.
func (p *paged) unreadable(err error) error {
	if e, ok := errors.AsType[*ingest.Error](err); ok {
		if e.Path == "" {
			e.Path = p.name
		}
		return settle(e)
	}
	if reason := deadly(err, p.limits.PageTime); reason != "" {
		return refuse(p.name, "文件打不开："+reason, err)
	}
	return err
}

// readAll reads every page. Its error is none of a page's.
func (p *paged) readAll(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(p.pool.Size())
	for number := 1; number <= len(p.pages) && ctx.Err() == nil; number++ {
		g.Go(func() error {
			page, err := p.page(ctx, number)
			if err != nil {
				return err
			}
			p.pages[number-1] = page
			p.progress(int(p.read.Add(1)), len(p.pages))
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil && p.read.Load() < int64(len(p.pages)) {
		return err
	}
	return p.allFailed()
}

// allFailed refuses a file of which no page could be read.
func (p *paged) allFailed() error {
	for i := range p.pages {
		if p.pages[i].Failure == "" {
			return nil
		}
	}
	return refuse(p.name, p.pages[0].Failure, errors.New("no page could be read"))
}

// page reads one page. What is the page's fault is its Failure.
func (p *paged) page(ctx context.Context, number int) (ocr.Page, error) {
	request := worker.Request{Op: worker.Page, Number: number}
	if number <= len(p.witness) {
		request.Witness = p.witness[number-1]
	}
	var page ocr.Page
	err := p.ask(ctx, p.limits.PageTime, request, &page)
	if err == nil {
		page.Number = number
		return page, nil
	}
	if ctx.Err() != nil {
		return page, ctx.Err()
	}
	reason := deadly(err, p.limits.PageTime)
	if e, ok := errors.AsType[*ingest.Error](err); ok {
		if e.Kind != ingest.Refuse {
			return page, settle(e)
		}
		reason = ingest.ReasonOf(err)
	}
	if errors.Is(err, proc.ErrClosed) || errors.Is(err, proc.ErrStart) {
		return page, err
	}
	if reason == "" {
		reason = "读取时出现意外错误"
	}
	p.log.WarnContext(ctx, "page not read", slog.String(ingest.LogName, p.name), slog.String(ingest.LogStage, ingest.StageRead),
		slog.Int(ingest.LogPage, number), slog.String(ingest.LogReason, reason), slog.Any(ingest.LogError, err))
	return ocr.Page{Number: number, Origin: ocr.Recognised, Failure: fmt.Sprintf("第 %d 页没有读出来：%s", number, reason)}, nil
}

// ask has a worker do something with the file; once more in another worker if
// the first one dies of it.
func (p *paged) ask(ctx context.Context, limit time.Duration, r worker.Request, answer any) (err error) {
	r.Path, r.Media = p.path, p.media
	for range tries {
		err = p.pool.Do(ctx, proc.Call{Key: p.path, Limit: limit, Request: r, Response: answer})
		if err == nil || ctx.Err() != nil || deadly(err, limit) == "" {
			return err
		}
	}
	return err
}

// deadly is the reason that killed a worker, in plain Chinese; empty if the
// error is another one.
func deadly(err error, limit time.Duration) string {
	switch {
	case errors.Is(err, proc.ErrTimeout):
		return fmt.Sprintf("超过了 %s 的时限（limits.page_time）", limit)
	case errors.Is(err, proc.ErrMemory):
		return "需要的内存超过了上限（ocr.memory）"
	case errors.Is(err, proc.ErrDied):
		return "识别进程异常退出，内容可能已损坏"
	}
	return ""
}

// settle keeps one file's trouble from stopping the others: a model that is
// missing stops scans, not texts.
func settle(e *ingest.Error) error {
	if e.Kind == ingest.Stop {
		e.Kind = ingest.Retry
	}
	return e
}

func refuse(name, reason string, err error) error {
	return &ingest.Error{Kind: ingest.Refuse, Stage: "read", Path: name, Reason: reason, Err: err}
}
