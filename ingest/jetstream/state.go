package jetstream

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"iter"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/gouji/gouji/ingest"
)

// Record implements ingest.State.
func (s *Store) Record(ctx context.Context, id string) (ingest.Record, error) {
	used, err := s.use(ctx)
	if err != nil {
		return ingest.Record{}, s.fault(nil, "read record "+id, err)
	}
	kept, err := used.documents.Get(ctx, id)
	if errors.Is(err, jetstream.ErrKeyNotFound) {
		return ingest.Record{}, fmt.Errorf("%s: %w", id, ingest.ErrNoRecord)
	}
	if err != nil {
		return ingest.Record{}, s.fault(used, "read record "+id, err)
	}
	return record(kept)
}

func record(kept jetstream.KeyValueEntry) (ingest.Record, error) {
	var r ingest.Record
	if err := json.Unmarshal(kept.Value(), &r); err != nil {
		return r, stop("read record "+kept.Key(), "状态数据已损坏，请联系管理员查看日志。", err)
	}
	r.Version = kept.Revision()
	return r, nil
}

// Put implements ingest.State.
func (s *Store) Put(ctx context.Context, r *ingest.Record) error {
	used, err := s.use(ctx)
	if err != nil {
		return s.fault(nil, "write record "+r.ID, err)
	}
	value, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("write record %s: %w", r.ID, err)
	}
	var version uint64
	if r.Version == 0 {
		version, err = used.documents.Create(ctx, r.ID, value)
	} else {
		version, err = used.documents.Update(ctx, r.ID, value, r.Version)
	}
	if errors.Is(err, jetstream.ErrKeyExists) || hasCode(err, jetstream.JSErrCodeStreamWrongLastSequence) {
		return fmt.Errorf("%s: %w", r.ID, ingest.ErrConflict)
	}
	if err != nil {
		return s.fault(used, "write record "+r.ID, err)
	}
	r.Version = version
	return nil
}

// Delete implements ingest.State.
func (s *Store) Delete(ctx context.Context, id string) error {
	return s.purge(ctx, func(used *session) jetstream.KeyValue { return used.documents }, id)
}

// Records implements ingest.State, in no particular order.
func (s *Store) Records(ctx context.Context) iter.Seq2[ingest.Record, error] {
	return all(ctx, s, func(used *session) jetstream.KeyValue { return used.documents }, record)
}

// PutFile implements ingest.State.
func (s *Store) PutFile(ctx context.Context, f ingest.KnownFile) error {
	used, err := s.use(ctx)
	if err != nil {
		return s.fault(nil, "write file", err)
	}
	value, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("write file %q: %w", f.Path, err)
	}
	if _, err := used.files.Put(ctx, fileKey(f.Path), value); err != nil {
		return s.fault(used, fmt.Sprintf("write file %q", f.Path), err)
	}
	return nil
}

// DeleteFile implements ingest.State.
func (s *Store) DeleteFile(ctx context.Context, path string) error {
	return s.purge(ctx, func(used *session) jetstream.KeyValue { return used.files }, fileKey(path))
}

// Files implements ingest.State, in no particular order.
func (s *Store) Files(ctx context.Context) iter.Seq2[ingest.KnownFile, error] {
	return all(ctx, s, func(used *session) jetstream.KeyValue { return used.files }, knownFile)
}

func knownFile(kept jetstream.KeyValueEntry) (ingest.KnownFile, error) {
	var f ingest.KnownFile
	if err := json.Unmarshal(kept.Value(), &f); err != nil {
		return f, stop("read file "+kept.Key(), "状态数据已损坏，请联系管理员查看日志。", err)
	}
	return f, nil
}

// fileKey is legal as a key whatever bytes the path has.
func fileKey(path string) string {
	sum := sha256.Sum256([]byte(path))
	return hex.EncodeToString(sum[:16])
}

// bucketOf chooses a bucket of a session.
type bucketOf func(*session) jetstream.KeyValue

func (s *Store) purge(ctx context.Context, bucket bucketOf, key string) error {
	used, err := s.use(ctx)
	if err != nil {
		return s.fault(nil, "delete "+key, err)
	}
	if err := bucket(used).Purge(ctx, key, jetstream.PurgeTTL(markerAge)); err != nil {
		return s.fault(used, "delete "+key, err)
	}
	return nil
}

// all yields every live entry of a bucket. It streams them, so the consumer of
// the sequence should not dawdle.
func all[T any](ctx context.Context, s *Store, bucket bucketOf, decode func(jetstream.KeyValueEntry) (T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		used, err := s.use(ctx)
		if err != nil {
			yield(zero, s.fault(nil, "list", err))
			return
		}
		watch, err := bucket(used).WatchAll(ctx, jetstream.IgnoreDeletes())
		if err != nil {
			yield(zero, s.fault(used, "list", err))
			return
		}
		defer func() { _ = watch.Stop() }() // only fails when the connection has gone
		for {
			select {
			case <-ctx.Done():
				yield(zero, ctx.Err())
				return
			case kept, open := <-watch.Updates():
				if !open {
					yield(zero, s.fault(used, "list", errClosed))
					return
				}
				if kept == nil {
					return
				}
				if !yield(decode(kept)) {
					return
				}
			}
		}
	}
}
