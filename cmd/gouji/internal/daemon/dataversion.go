package daemon

import (
	"context"
	"errors"

	"github.com/gouji/gouji/cmd/gouji/internal/datadir"
	"github.com/gouji/gouji/ingest"
)

// prepareData has the data folder looked at before anything else touches it: a
// newer one is refused, an older one brought up to date.
func (d *Daemon) prepareData(ctx context.Context) error {
	err := datadir.Prepare(ctx, d.settings.DataDir, d.version, d.log)
	if err == nil {
		return nil
	}
	reason := "数据目录无法使用，请联系管理员查看日志。"
	if errors.Is(err, datadir.ErrNewer) {
		reason = "数据目录由更新的 gouji 写入，请使用更新的 gouji。"
	}
	return &ingest.Error{Kind: ingest.Stop, Stage: "data folder", Reason: reason, Err: err}
}
