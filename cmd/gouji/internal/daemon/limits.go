package daemon

import (
	"context"
	"runtime"
	"time"

	"github.com/gouji/gouji/index/web/status"
)

// limits are those that hold, for the status.
func (d *Daemon) limits() status.Limits {
	l, o := d.settings.Limits, d.settings.OCR
	workers := o.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	s := status.Limits{
		FileBytes: int64(l.FileBytes), TextBytes: int64(l.TextBytes), Pages: l.Pages, Pixels: l.Pixels,
		PageSeconds: l.PageTime.Seconds(), ReadSeconds: l.ReadTime.Seconds(), FreeDiskBytes: int64(l.FreeDisk), Queue: l.Queue,
		Workers: workers, WorkerBytes: int64(o.Memory),
	}
	if free, err := freeSpace(d.settings.DataDir); err == nil {
		s.DiskFreeBytes = free
	}
	return s
}

// versions are those of what runs. Those of what is built in are told by gouji
// version.
func (d *Daemon) versions(ctx context.Context) status.Versions {
	v := status.Versions{Gouji: d.version, Go: runtime.Version()}
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	v.Meilisearch, _ = d.search.Version(ctx) // the status says that it is away
	return v
}
