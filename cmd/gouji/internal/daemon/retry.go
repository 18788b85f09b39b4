package daemon

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"

	"github.com/gouji/gouji/ingest"
)

// retryPatience is how long a request waits for the documents to be queued
// again. Thousands take longer, and are queued after the answer.
const retryPatience = 5 * time.Second

// retry is a request to queue documents again.
type retry struct {
	ids  []string
	done chan error
}

// Retry implements web.Operator. It returns how many documents are queued
// again or will be.
func (d *Daemon) Retry(ctx context.Context, ids []string) (int, error) {
	if len(ids) == 0 {
		ids = d.service.Failed()
	}
	if len(ids) == 0 {
		return 0, nil
	}
	patience := time.NewTimer(retryPatience)
	defer patience.Stop()
	r := retry{ids, make(chan error, 1)}
	select {
	case d.retry <- r:
	case <-patience.C:
		return 0, &ingest.Error{
			Kind: ingest.Refuse, Stage: "retry", Reason: "上一次重试的文件还在重新排队，请稍后再试。",
			Err: errors.New("the last request is not finished"),
		}
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	select {
	case err := <-r.done:
		if errors.Is(err, ingest.ErrNoRecord) {
			err = &ingest.Error{Kind: ingest.Refuse, Stage: "retry", Reason: "没有这个文件：" + strings.Join(ids, " "), Err: err}
		}
		return len(ids), err
	case <-patience.C:
		return len(ids), nil
	case <-ctx.Done():
		return len(ids), ctx.Err()
	}
}

// retries carries out the requests until ctx ends, one at a time.
func (d *Daemon) retries(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case r := <-d.retry:
			n, err := d.service.Retry(ctx, r.ids...)
			if err != nil {
				d.log.WarnContext(ctx, "not all documents are queued again", slog.Int("queued", n), slog.Int("wanted", len(r.ids)), slog.Any("error", err))
			}
			r.done <- err
		}
	}
}
