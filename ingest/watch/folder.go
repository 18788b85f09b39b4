package watch

import (
	"context"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/gouji/gouji/ingest"
)

const (
	// ticks is how often within a window the watcher wakes at most.
	ticks = 10
	// restFactor is how many times longer than a walk the pause is between
	// walks that events ask for.
	restFactor = 4
)

// folder is one watched folder. All of its fields belong to the goroutine of
// run, but for rescan and hints.
type folder struct {
	Options
	spec     ingest.Folder
	root     string
	known    Known
	emit     Emit
	ignore   *ignorer
	excluded []string
	rescan   chan struct{}
	hints    *hints

	notify  *notifier // nil while polling
	polling bool
	inodes  bool // inode numbers can be relied on

	pending   map[string]*sighting // seen, not yet settled
	emitted   map[string]emission  // sent, not yet known to the state
	missing   map[string]absence   // known, not seen by the last scan
	mounts    map[string]uint64    // folders on another device than the root
	noted     map[string]bool      // what has been logged already
	home      fileID               // the root on which known files were seen
	doubted   map[string]struct{}  // known, vanished together as if unmounted; nil: no doubt
	rootGone  bool
	lastSeen  int // files in the last census
	lastWalk  time.Duration
	lastScan  time.Time
	nextScan  time.Time
	nextHints time.Time // zero: no hints are waiting
	nextDue   time.Time // zero: nothing is pending
}

func newFolder(o Options, spec ingest.Folder, all []ingest.Folder, known Known) (*folder, error) {
	ignore, err := newIgnorer(spec.Ignore)
	if err != nil {
		return nil, err
	}
	root := filepath.Clean(spec.Root)
	o.Logger = o.Logger.With(slog.String("folder", root))
	return &folder{
		Options:  o,
		spec:     spec,
		root:     root,
		known:    known,
		ignore:   ignore,
		excluded: exclusions(root, all),
		rescan:   make(chan struct{}, 1),
		inodes:   true,
		hints:    newHints(),
		pending:  make(map[string]*sighting),
		emitted:  make(map[string]emission),
		missing:  make(map[string]absence),
		mounts:   make(map[string]uint64),
		noted:    make(map[string]bool),
	}, nil
}

// run sleeps until there is something to do and does it, until ctx ends.
func (f *folder) run(ctx context.Context) error {
	defer f.closeNotifier()
	timer := time.NewTimer(0)
	defer timer.Stop()
	f.nextScan = time.Now()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-f.rescan:
			f.nextScan = time.Now()
		case <-f.hints.wake:
			if f.nextHints.IsZero() {
				f.nextHints = time.Now().Add(f.Window / ticks)
			}
		case <-timer.C:
		}
		if err := f.work(ctx, time.Now()); err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
		timer.Reset(time.Until(f.nextWake()))
	}
}

// work does what is due. Only an error of kind Stop comes out of it.
func (f *folder) work(ctx context.Context, now time.Time) error {
	if !f.nextHints.IsZero() && !now.Before(f.nextHints) {
		f.nextHints = time.Time{}
		f.takeHints(ctx, now)
	}
	if !now.Before(f.nextScan) {
		return f.scan(ctx)
	}
	if !f.nextDue.IsZero() && !now.Before(f.nextDue) {
		return f.settle(ctx)
	}
	return ctx.Err()
}

func (f *folder) nextWake() time.Time {
	next := f.nextScan
	for _, t := range []time.Time{f.nextHints, f.nextDue} {
		if !t.IsZero() && t.Before(next) {
			next = t
		}
	}
	return next
}

// scanSoon asks for a rescan after one window, or later where walks are slow.
func (f *folder) scanSoon(now time.Time) {
	at := now.Add(f.Window)
	if rested := f.lastScan.Add(restFactor * f.lastWalk); at.Before(rested) {
		at = rested
	}
	if at.Before(f.nextScan) {
		f.nextScan = at
	}
}

// note logs something about a path once, as long as every rescan notes it.
func (f *folder) note(ctx context.Context, level slog.Level, message, path string, attrs ...slog.Attr) {
	key := message + "\x00" + path
	if _, logged := f.noted[key]; !logged {
		f.Logger.LogAttrs(ctx, level, message, append(attrs, slog.String("path", path))...)
	}
	f.noted[key] = true
}

// forgetNotes drops what has not been noted since the last call.
func (f *folder) forgetNotes() {
	for key, again := range f.noted {
		if !again {
			delete(f.noted, key)
			continue
		}
		f.noted[key] = false
	}
}
