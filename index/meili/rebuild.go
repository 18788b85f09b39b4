package meili

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/meilisearch/meilisearch-go"
	"golang.org/x/sync/errgroup"

	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/ingest"
)

// rebuildWriters is how many documents of a rebuild may wait for the server at
// once; more of them make larger batches.
const rebuildWriters = 64

// endPatience is how long a rebuild that is given up may take to clean up.
const endPatience = 10 * time.Second

// ErrRebuilding is returned by Rebuild while another one runs.
var ErrRebuilding = errors.New("a rebuild is under way")

// Rebuild writes all documents into new indexes, exchanges them with the old
// ones in one step and removes the old ones. Search goes on meanwhile, and so
// do Write and Delete: they reach both, and what they did is not undone by an
// older state in all.
func (c *Client) Rebuild(ctx context.Context, all iter.Seq2[index.Records, error]) error {
	if !c.rebuilding.TryLock() {
		return ErrRebuilding
	}
	defer c.rebuilding.Unlock()
	err := c.rebuild(ctx, all)
	if dropErr := c.endRebuild(ctx); err == nil {
		err = dropErr
	}
	return err
}

func (c *Client) rebuild(ctx context.Context, all iter.Seq2[index.Records, error]) error {
	if err := c.dropRebuilt(ctx); err != nil {
		return err
	}
	if err := c.ensureAll(ctx); err != nil { // a swap needs both sets
		return err
	}
	for _, name := range index.Names() {
		if err := c.ensure(ctx, c.uid(name)+newSuffix, name); err != nil {
			return err
		}
	}
	// What is under way goes to the old indexes only. It must have ended before
	// the first document of all is read, or the newer state would be lost.
	if err := c.outbox.alone(ctx, c.outbox.beginBoth); err != nil {
		return err
	}
	if err := c.fill(ctx, all); err != nil {
		return err
	}
	return c.outbox.alone(ctx, func() error {
		if err := c.swap(ctx); err != nil {
			return err
		}
		c.outbox.endBoth()
		return nil
	})
}

// fill writes all documents into the new indexes.
func (c *Client) fill(ctx context.Context, all iter.Seq2[index.Records, error]) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(rebuildWriters)
	for records, err := range all {
		if err != nil {
			group.Go(func() error { return err })
			break
		}
		if ctx.Err() != nil {
			break
		}
		group.Go(func() error {
			j, err := newJob(records)
			if err != nil {
				return err
			}
			j.rebuild = true
			err = c.outbox.submit(ctx, j)
			if ingest.KindOf(err) == ingest.Refuse {
				c.options.Log.ErrorContext(ctx, "a document was left out of the rebuild", "doc", j.docID, "err", err)
				return nil
			}
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return fmt.Errorf("rebuild: %w", err)
	}
	return nil
}

// swap exchanges the new indexes with the old ones in one task.
func (c *Client) swap(ctx context.Context) error {
	var pairs []*meilisearch.SwapIndexesParams
	for _, name := range index.Names() {
		pairs = append(pairs, &meilisearch.SwapIndexesParams{Indexes: []string{c.uid(name), c.uid(name) + newSuffix}})
	}
	// Not repeated on trouble: a second exchange would undo the first.
	uid, err := once(ctx, c, func(ctx context.Context) (int64, error) {
		info, err := c.server.SwapIndexesWithContext(ctx, pairs)
		return taskOf(info), err
	})
	if err != nil {
		return err
	}
	return c.await(ctx, []int64{uid})
}

// endRebuild stops writing to both sets of indexes and removes the one that is
// not searched. After the end of ctx it has little time; EnsureSettings removes
// what is left.
func (c *Client) endRebuild(ctx context.Context) error {
	c.outbox.endBoth()
	err := c.dropRebuilt(ctx)
	if ctx.Err() == nil {
		return err
	}
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), endPatience)
	defer cancel()
	return c.dropRebuilt(limited)
}

// dropRebuilt deletes the new indexes where they are.
func (c *Client) dropRebuilt(ctx context.Context) error {
	found, err := patiently(ctx, c, func(ctx context.Context) (*meilisearch.IndexesResults, error) {
		return c.server.ListIndexesWithContext(ctx, &meilisearch.IndexesQuery{Limit: 1000})
	})
	if err != nil {
		return err
	}
	for _, name := range index.Names() {
		uid := c.uid(name) + newSuffix
		there := slices.ContainsFunc(found.Results, func(i *meilisearch.IndexResult) bool { return i.UID == uid })
		if !there {
			continue
		}
		err := c.run(ctx, func(ctx context.Context) (int64, error) {
			info, err := c.server.DeleteIndexWithContext(ctx, uid)
			return taskOf(info), err
		})
		if err != nil && !isNotFound(err) {
			return err
		}
	}
	return nil
}

// beginBoth has everything go to the new indexes too.
func (o *outbox) beginBoth() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.touched = make(map[string]bool)
	return nil
}

// endBoth has nothing go to the new indexes any more; a batch that is being
// posted goes there as a whole.
func (o *outbox) endBoth() {
	o.posting.Lock()
	defer o.posting.Unlock()
	o.mu.Lock()
	defer o.mu.Unlock()
	o.touched = nil
}

func (o *outbox) toBoth() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.touched != nil
}
