package meili

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/meilisearch/meilisearch-go"

	"github.com/gouji/gouji/ingest"
)

// How often the server is asked about tasks: often at first, since a small
// document is searchable after some 20 ms.
const (
	firstPoll = 4 * time.Millisecond
	lastPoll  = 150 * time.Millisecond
)

// task is what the server tells about a task.
type task struct {
	UID        int64                  `json:"uid"`
	Status     meilisearch.TaskStatus `json:"status"`
	EnqueuedAt time.Time              `json:"enqueuedAt"`
	Error      *serverError           `json:"error"`
}

// err returns nil for a task that succeeded.
func (t *task) err() error {
	switch {
	case t.Status == meilisearch.TaskStatusSucceeded:
		return nil
	case t.Error != nil:
		return classify(t.Error)
	}
	return classify(fmt.Errorf("meilisearch task %d was %s", t.UID, t.Status))
}

// tasks asks for tasks.
func (c *Client) tasks(ctx context.Context, query url.Values) ([]task, error) {
	return patiently(ctx, c, func(ctx context.Context) ([]task, error) {
		var answer struct {
			Results []task `json:"results"`
		}
		err := c.raw(ctx, http.MethodGet, "/tasks?"+query.Encode(), nil, &answer)
		return answer.Results, err
	})
}

// await waits until all the tasks have ended and returns the first error among
// them. A failed task is an error here, unlike in the Go client.
func (c *Client) await(ctx context.Context, uids []int64) error {
	if len(uids) == 0 {
		return nil
	}
	deadline := time.Now().Add(c.options.TaskTimeout)
	query := url.Values{"uids": {join(uids)}, "limit": {strconv.Itoa(len(uids))}}
	for pause := firstPoll; ; pause = min(pause*3/2, lastPoll) {
		found, err := c.tasks(ctx, query)
		if err != nil {
			return err
		}
		if len(found) < len(uids) {
			return classify(fmt.Errorf("meilisearch has forgotten %d of %d tasks", len(uids)-len(found), len(uids)))
		}
		if ended(found) {
			return firstError(found)
		}
		if time.Now().After(deadline) {
			return &ingest.Error{Kind: ingest.Retry, Stage: stage, Reason: "搜索服务长时间没有完成写入，稍后自动重试。", Outage: true,
				Err: fmt.Errorf("meilisearch has not finished %d tasks within %s", len(uids), c.options.TaskTimeout)}
		}
		select {
		case <-ctx.Done():
			return classify(context.Cause(ctx))
		case <-time.After(pause):
		}
	}
}

func ended(tasks []task) bool {
	for _, t := range tasks {
		if t.Status == meilisearch.TaskStatusEnqueued || t.Status == meilisearch.TaskStatusProcessing {
			return false
		}
	}
	return true
}

// firstError prefers an error that repeating does not mend.
func firstError(tasks []task) error {
	var first error
	for i := range tasks {
		err := tasks[i].err()
		if err != nil && (first == nil || ingest.KindOf(first) == ingest.Retry) {
			first = err
		}
	}
	return first
}

// run hands one task over and waits for its end.
func (c *Client) run(ctx context.Context, op func(context.Context) (int64, error)) error {
	uid, err := patiently(ctx, c, op)
	if err != nil {
		return err
	}
	return c.await(ctx, []int64{uid})
}

// taskOf returns the id of a task that may not have been accepted.
func taskOf(info *meilisearch.TaskInfo) int64 {
	if info == nil {
		return 0
	}
	return info.TaskUID
}

func join(uids []int64) string {
	texts := make([]string, len(uids))
	for i, uid := range uids {
		texts[i] = strconv.FormatInt(uid, 10)
	}
	return strings.Join(texts, ",")
}
