package meili

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"

	"golang.org/x/sync/semaphore"

	"github.com/gouji/gouji/ingest"
)

// Limits of one batch beside Options.BatchRecords.
const (
	maxBatchBytes = 16 << 20
	maxBatchJobs  = 200 // each is a term of the filter that removes stale records
)

var errClosed = errors.New("the search client was closed")

// job is one document to be written or removed.
type job struct {
	docID   string
	rev     int64
	lines   map[string][][]byte // index name to records as JSON
	bytes   int
	remove  bool
	rebuild bool // goes to the new indexes only
	done    chan error
}

// records returns how many records the job has.
func (j *job) records() int {
	n := 0
	for _, lines := range j.lines {
		n += len(lines)
	}
	return n
}

// outbox groups the jobs of concurrent callers into batches. The server works
// off its tasks in order over all indexes and takes about as long for a small
// task as for a large one, so few batches are under way at once; what comes in
// meanwhile makes up the next. A document is in one batch at a time, so its
// writings reach the server in their order.
type outbox struct {
	client *Client
	cancel context.CancelFunc
	ended  sync.WaitGroup
	slots  *semaphore.Weighted // one for each batch under way
	wake   chan struct{}

	posting sync.Mutex // held while a batch is handed over

	mu      sync.Mutex
	closed  bool
	waiting []*job
	busy    map[string]bool // documents in batches that are under way
	// touched is nil unless batches go to the new indexes too: the documents
	// that were written or removed since, whose older state a rebuild must not
	// bring back
	touched map[string]bool
}

func newOutbox(c *Client) *outbox {
	ctx, cancel := context.WithCancel(context.Background())
	o := &outbox{
		client: c, cancel: cancel,
		slots: semaphore.NewWeighted(int64(c.options.Batches)),
		wake:  make(chan struct{}, 1),
		busy:  make(map[string]bool),
	}
	o.ended.Go(func() { o.run(ctx) })
	return o
}

// submit adds a job and waits for its outcome.
func (o *outbox) submit(ctx context.Context, j *job) error {
	o.mu.Lock()
	if o.closed {
		o.mu.Unlock()
		return classify(errClosed)
	}
	o.waiting = append(o.waiting, j)
	o.mu.Unlock()
	o.signal()
	select {
	case err := <-j.done:
		return err
	case <-ctx.Done():
		o.forget(j)
		return classify(context.Cause(ctx))
	}
}

// forget removes a job that nobody waits for, unless it is under way.
func (o *outbox) forget(j *job) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if i := slices.Index(o.waiting, j); i >= 0 {
		o.waiting = slices.Delete(o.waiting, i, i+1)
	}
}

// run hands batches over, one at a time, until ctx ends.
func (o *outbox) run(ctx context.Context) {
	for o.slots.Acquire(ctx, 1) == nil {
		jobs := o.gather()
		if len(jobs) == 0 {
			o.slots.Release(1)
			select {
			case <-o.wake:
				continue
			case <-ctx.Done():
				return
			}
		}
		b := newBatch(o, jobs)
		err := b.post(ctx)
		o.ended.Go(func() {
			b.finish(ctx, err)
			o.release(jobs)
			o.slots.Release(1)
		})
	}
}

// alone runs f while no batch is under way and none begins.
func (o *outbox) alone(ctx context.Context, f func() error) error {
	all := int64(o.client.options.Batches)
	if err := o.slots.Acquire(ctx, all); err != nil {
		return classify(err)
	}
	defer o.slots.Release(all)
	return f()
}

// gather takes waiting jobs in their order up to the limits of a batch. A job
// whose document is under way stays.
func (o *outbox) gather() []*job {
	o.mu.Lock()
	defer o.mu.Unlock()
	var taken, left []*job
	records, bytes := 0, 0
	held := maps.Clone(o.busy)
	for i, j := range o.waiting {
		full := len(taken) > 0 && (records+j.records() > o.client.options.BatchRecords ||
			bytes+j.bytes > maxBatchBytes || len(taken) == maxBatchJobs)
		if full {
			left = append(left, o.waiting[i:]...)
			break
		}
		switch {
		case held[j.docID]:
			left = append(left, j)
		case j.rebuild && o.touched[j.docID]:
			j.done <- nil
		default:
			taken = append(taken, j)
			records, bytes = records+j.records(), bytes+j.bytes
			o.busy[j.docID] = true
			if o.touched != nil && !j.rebuild {
				o.touched[j.docID] = true
			}
		}
		held[j.docID] = true
	}
	o.waiting = left
	return taken
}

// release lets other jobs of the same documents go on.
func (o *outbox) release(jobs []*job) {
	o.mu.Lock()
	for _, j := range jobs {
		delete(o.busy, j.docID)
	}
	o.mu.Unlock()
	o.signal()
}

func (o *outbox) signal() {
	select {
	case o.wake <- struct{}{}:
	default: // a wake-up is pending already
	}
}

// close ends the outbox; what was not finished is reported as Retry.
func (o *outbox) close() {
	o.mu.Lock()
	o.closed = true
	o.mu.Unlock()
	o.cancel()
	o.ended.Wait()
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, j := range o.waiting {
		j.done <- &ingest.Error{Kind: ingest.Retry, Stage: stage, Err: errClosed}
	}
	o.waiting = nil
}
