package meili

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/meilisearch/meilisearch-go"

	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/ingest"
)

// newSuffix marks the indexes that a rebuild fills.
const newSuffix = "_new"

// batch is some jobs that share tasks.
type batch struct {
	outbox *outbox
	client *Client
	jobs   []*job
	uids   []string // the indexes it goes to, in order
	tasks  []int64
}

func newBatch(o *outbox, jobs []*job) *batch {
	return &batch{outbox: o, client: o.client, jobs: jobs}
}

// post hands the records over: pages and cells first, so that a document is
// found only with its figures.
func (b *batch) post(ctx context.Context) error {
	b.outbox.posting.Lock()
	defer b.outbox.posting.Unlock()
	for _, name := range []string{index.Pages, index.Cells, index.Docs} {
		for _, suffix := range b.suffixes() {
			uid := b.client.uid(name) + suffix
			b.uids = append(b.uids, uid)
			if err := b.postTo(ctx, uid, name); err != nil {
				return fmt.Errorf("post to index %s: %w", uid, err)
			}
		}
	}
	return nil
}

// suffixes says which sets of indexes the batch goes to. A live job goes to
// both while a rebuild is under way.
func (b *batch) suffixes() []string {
	if b.outbox.toBoth() {
		return []string{"", newSuffix}
	}
	return []string{""}
}

// takes reports whether a job has to do with an index.
func (j *job) takes(uid string) bool { return !j.rebuild || strings.HasSuffix(uid, newSuffix) }

// postTo hands over the removals and the records for one index.
func (b *batch) postTo(ctx context.Context, uid, name string) error {
	if gone := b.filter(uid, func(j *job) bool { return j.remove }); gone != "" {
		if err := b.postDelete(ctx, uid, gone); err != nil {
			return err
		}
	}
	var body []byte
	records := 0
	flush := func() error {
		if records == 0 {
			return nil
		}
		err := b.postAdd(ctx, uid, body)
		body, records = nil, 0 // the transport may still hold the old one
		return err
	}
	for _, j := range b.jobs {
		if !j.takes(uid) {
			continue
		}
		for _, line := range j.lines[name] {
			if records == b.client.options.BatchRecords || len(body)+len(line) > maxBatchBytes {
				if err := flush(); err != nil {
					return err
				}
			}
			body = append(append(body, line...), '\n')
			records++
		}
	}
	return flush()
}

func (b *batch) postAdd(ctx context.Context, uid string, ndjson []byte) error {
	key := primaryKey
	return b.hand(ctx, func(ctx context.Context) (int64, error) {
		info, err := b.client.server.Index(uid).AddDocumentsNdjsonWithContext(ctx, ndjson, &meilisearch.DocumentOptions{PrimaryKey: &key})
		return taskOf(info), err
	})
}

func (b *batch) postDelete(ctx context.Context, uid, filter string) error {
	return b.hand(ctx, func(ctx context.Context) (int64, error) {
		info, err := b.client.server.Index(uid).DeleteDocumentsByFilterWithContext(ctx, filter, nil)
		return taskOf(info), err
	})
}

func (b *batch) hand(ctx context.Context, op func(context.Context) (int64, error)) error {
	uid, err := patiently(ctx, b.client, op)
	if err == nil {
		b.tasks = append(b.tasks, uid)
	}
	return err
}

// finish waits for the tasks, removes stale records and reports to the callers.
// A refused batch is taken apart, because one bad record fails its whole task.
func (b *batch) finish(ctx context.Context, err error) {
	err = b.settle(ctx, err)
	if lacksSettings(err) { // somebody deleted an index, and writing made it anew
		if err = b.client.ensureAll(ctx); err == nil {
			again := newBatch(b.outbox, b.jobs)
			err = again.settle(ctx, again.post(ctx))
		}
	}
	if err != nil && ingest.KindOf(err) == ingest.Refuse && len(b.jobs) > 1 {
		for _, j := range b.jobs {
			alone := newBatch(b.outbox, []*job{j})
			alone.finish(ctx, alone.post(ctx))
		}
		return
	}
	if err != nil {
		b.client.options.Log.WarnContext(ctx, "search server did not take a batch",
			"documents", len(b.jobs), "kind", ingest.KindOf(err).String(), "err", err)
	}
	if err != nil && ingest.KindOf(err) == ingest.Refuse {
		err = errors.Join(err, b.withdraw(ctx))
	}
	for _, j := range b.jobs {
		j.done <- err
	}
}

// settle waits for what was handed over and removes what is stale.
func (b *batch) settle(ctx context.Context, err error) error {
	if err == nil {
		err = b.client.await(ctx, b.tasks)
	}
	if err == nil {
		err = b.sweep(ctx)
	}
	return err
}

// withdraw removes what was accepted of a document that was refused.
func (b *batch) withdraw(ctx context.Context) error {
	b.tasks = nil
	for _, uid := range b.uids {
		if err := b.postDelete(ctx, uid, "doc_id = "+quote(b.jobs[0].docID)); err != nil {
			return err
		}
	}
	return b.client.await(ctx, b.tasks)
}

// sweep removes the records that earlier writings of the documents left over.
// Asking first spares a new document the task, which costs more than the
// question.
func (b *batch) sweep(ctx context.Context) error {
	b.tasks = nil
	for _, uid := range b.uids {
		stale := b.filter(uid, func(j *job) bool { return !j.remove })
		if stale == "" {
			continue
		}
		found, err := b.client.fetch(ctx, uid, &meilisearch.DocumentsQuery{Filter: stale, Limit: 1, Fields: []string{primaryKey}})
		if isNotFound(err) {
			continue // a rebuild has ended meanwhile
		}
		if err != nil {
			return err
		}
		if found.Total == 0 {
			continue
		}
		if err := b.postDelete(ctx, uid, stale); err != nil {
			return err
		}
	}
	return b.client.await(ctx, b.tasks)
}

// filter is the condition for the records of chosen jobs that must go: all of
// a removed document, the other revisions of a written one.
func (b *batch) filter(uid string, chosen func(*job) bool) string {
	var terms []string
	for _, j := range b.jobs {
		if !chosen(j) || !j.takes(uid) {
			continue
		}
		term := "doc_id = " + quote(j.docID)
		if !j.remove {
			term = fmt.Sprintf("(%s AND rev != %d)", term, j.rev)
		}
		terms = append(terms, term)
	}
	return strings.Join(slices.Compact(terms), " OR ")
}
