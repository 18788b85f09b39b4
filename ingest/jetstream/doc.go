// Package jetstream keeps the queue and the state of ingest in NATS JetStream:
// embedded in the process, or an external server or cluster.
//
// The queue is a work-queue stream with one subject per document, which holds
// every document at most once: a publish expects that the subject is empty, so
// nothing depends on the server's window for duplicates. Jobs carry ids only.
// Failed jobs wait in the stream for their next try; MaxAckPending is therefore
// unlimited, so that waiting ones never stand in the way of others.
//
// The state is two key-value buckets: one record per document under its id,
// and one per file of a keep folder under a hash of its path, because a path
// may hold any bytes and a key may not.
//
// The embedded server syncs every write (SyncAlways), takes no signals, listens
// on no port, never ends the process, and works under a lock of ours, since two
// servers on one folder lose data without an error. After a write error, a full
// disk for instance, its store refuses everything until it is restarted; Store
// does that by itself at the next call.
package jetstream
