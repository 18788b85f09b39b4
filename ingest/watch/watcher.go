package watch

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"

	"github.com/gouji/gouji/ingest"
)

// Emit takes one event. It may block, which holds the watcher up. After an
// error of kind ingest.Retry the event is sent again later; ingest.Refuse means
// that the event was taken; ingest.Stop ends Run.
type Emit = func(context.Context, ingest.Event) error

// Watcher watches several folders.
type Watcher struct {
	folders []*folder
}

// New checks the options and the folders. Folders need not exist yet. An error
// names the folder, the option or the pattern.
func New(o Options, folders []ingest.Folder, known Known) (*Watcher, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	if err := checkFolders(folders); err != nil {
		return nil, err
	}
	w := &Watcher{}
	for _, spec := range folders {
		f, err := newFolder(o, spec, folders, known)
		if err != nil {
			return nil, fmt.Errorf("folder %q: %w", spec.Root, err)
		}
		w.folders = append(w.folders, f)
	}
	return w, nil
}

// Run watches until its context ends, which is not an error, or emit returns
// an error of kind ingest.Stop. Calls of emit never overlap. All events of one
// path come in order; within one rescan files that are present come before
// files that are gone, so that a renamed file is first seen under its new path.
// Run must be called once.
func (w *Watcher) Run(ctx context.Context, emit func(context.Context, ingest.Event) error) error {
	g, ctx := errgroup.WithContext(ctx)
	turn := make(chan struct{}, 1)
	oneAtATime := func(ctx context.Context, e ingest.Event) error {
		select {
		case turn <- struct{}{}:
			defer func() { <-turn }()
		case <-ctx.Done():
			return ctx.Err()
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		return emit(ctx, e)
	}
	for _, f := range w.folders {
		f.emit = oneAtATime
		g.Go(func() error { return f.run(ctx) })
	}
	return g.Wait()
}

// Rescan asks for a rescan of all folders now. It does not wait for it.
func (w *Watcher) Rescan() {
	for _, f := range w.folders {
		select {
		case f.rescan <- struct{}{}:
		default: // one is already asked for
		}
	}
}
