package daemon

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gouji/gouji/index/meili"
	"github.com/gouji/gouji/ingest"
)

// taskPatience is the age from which a task of the search server is a sign of
// trouble. A write gives up then, too.
const taskPatience = 10 * time.Minute

// Alive implements status.Operator. The program ends when one of its goroutines
// does; what is left to find out is whether they are stuck: then the locks that
// all work goes through are held, and there is no answer.
func (d *Daemon) Alive(context.Context) error {
	d.service.Failed()
	return nil
}

// Ready implements status.Operator: files can be taken, because the disk has
// room and jobs are given out, and found, because the search server works off
// its tasks. Trouble with a single file is for the status, not for a watchdog.
func (d *Daemon) Ready(ctx context.Context) error {
	if err := d.room(); err != nil {
		return err
	}
	health, err := d.searchHealth(ctx)
	if err != nil {
		return err
	}
	if err := stuck(health); err != nil {
		return err
	}
	report, err := d.service.Status(ctx)
	if err != nil {
		return err
	}
	if report.Blocked != "" {
		return &ingest.Error{Kind: ingest.Retry, Stage: "health", Reason: report.Blocked, Err: errors.New("no jobs are given out")}
	}
	return nil
}

// stuck is an error where the search server does not get on with its tasks. It
// calls itself available even then.
func stuck(h meili.Health) error {
	if h.Oldest <= taskPatience {
		return nil
	}
	return &ingest.Error{Kind: ingest.Retry, Stage: "health", Reason: "搜索服务长时间没有完成写入，请检查它的磁盘空间。",
		Err: fmt.Errorf("the oldest task of the search server waits for %s", h.Oldest.Round(time.Second))}
}
