package meili

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"

	"github.com/meilisearch/meilisearch-go"

	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/ingest"
)

// idsPerRequest is how many document ids one request of IDs fetches.
const idsPerRequest = 1000

// Write puts a document's records in place of all it had before, without a
// moment in which search finds neither. It returns nil only after the server
// has reported success. Concurrent calls share tasks, so many of them at once
// are many times faster than one after the other.
func (c *Client) Write(ctx context.Context, records index.Records) error {
	j, err := newJob(records)
	if err != nil {
		return err
	}
	return c.outbox.submit(ctx, j)
}

// Delete removes all records of a document. A document that is not there is
// no error.
func (c *Client) Delete(ctx context.Context, docID string) error {
	return c.outbox.submit(ctx, &job{docID: docID, remove: true, done: make(chan error, 1)})
}

// newJob encodes records. The encoding is done by the caller so that many
// callers share the work.
func newJob(records index.Records) (*job, error) {
	j := &job{docID: records.Doc.DocID, rev: records.Doc.Rev, lines: make(map[string][][]byte, 3), done: make(chan error, 1)}
	add := func(uid string, record any) error {
		line, err := json.Marshal(record)
		if err != nil {
			return &ingest.Error{Kind: ingest.Refuse, Stage: stage, Reason: "这份文件的内容无法写入索引。",
				Err: fmt.Errorf("encode a record of document %s: %w", j.docID, err)}
		}
		j.lines[uid] = append(j.lines[uid], line)
		j.bytes += len(line) + 1
		return nil
	}
	for i := range records.Pages {
		if err := add(index.Pages, &records.Pages[i]); err != nil {
			return nil, err
		}
	}
	for i := range records.Cells {
		if err := add(index.Cells, &records.Cells[i]); err != nil {
			return nil, err
		}
	}
	return j, add(index.Docs, &records.Doc)
}

// Entry is a document that the server holds, with the revision of its writing.
type Entry struct {
	DocID string `json:"id"`
	Rev   int64  `json:"rev"`
}

// IDs returns every document that the server holds. A document whose record
// is there has its pages and cells too, because its writing succeeded or will
// be repeated.
func (c *Client) IDs(ctx context.Context) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		for offset := int64(0); ; offset += idsPerRequest {
			found, err := c.fetch(ctx, c.uid(index.Docs), &meilisearch.DocumentsQuery{
				Offset: offset, Limit: idsPerRequest, Fields: []string{"id", "rev"},
			})
			if isNotFound(err) {
				return
			}
			if err != nil {
				yield(Entry{}, err)
				return
			}
			for _, hit := range found.Results {
				var e Entry
				if err := hit.DecodeInto(&e); err != nil {
					yield(Entry{}, fmt.Errorf("document record of the search server: %w", err))
					return
				}
				if !yield(e, nil) {
					return
				}
			}
			if len(found.Results) < idsPerRequest {
				return
			}
		}
	}
}

// Record returns one record by its id as it is stored. It returns nil where
// there is none.
func (c *Client) Record(ctx context.Context, name, id string) (map[string]any, error) {
	if _, ok := index.SchemaOf(name); !ok {
		return nil, &index.BadQuery{Reason: "没有这个索引，可选 docs、pages、cells。", Detail: fmt.Sprintf("index=%q", name)}
	}
	found, err := c.fetch(ctx, c.uid(name), &meilisearch.DocumentsQuery{Ids: []string{id}, Limit: 1})
	if err != nil || len(found.Results) == 0 {
		return nil, err
	}
	var record map[string]any
	if err := found.Results[0].DecodeInto(&record); err != nil {
		return nil, fmt.Errorf("record of the search server: %w", err)
	}
	return record, nil
}

func (c *Client) fetch(ctx context.Context, uid string, query *meilisearch.DocumentsQuery) (*meilisearch.DocumentsResult, error) {
	return patiently(ctx, c, func(ctx context.Context) (*meilisearch.DocumentsResult, error) {
		var found meilisearch.DocumentsResult
		err := c.server.Index(uid).GetDocumentsWithContext(ctx, query, &found)
		return &found, err
	})
}
