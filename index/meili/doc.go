// Package meili keeps the records of package index in a Meilisearch server:
// it applies the settings, writes through an outbox that reports success only
// after the server has, searches, rebuilds, and can run the server itself as
// a child process (StartServer).
//
// Every error carries a kind of package ingest: Retry while the server is away
// or its disk is full, Refuse for a record that it will never take, Stop for a
// wrong key.
package meili
