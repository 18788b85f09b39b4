// Package ingest knows files: which folders are watched, what a file is (the
// SHA-256 of its bytes), what has happened to it, and which kind of error
// decides whether it is tried again, refused or stops the program.
//
// The subpackages are the adapters: watch finds settled files, spool keeps
// their bytes, archive disposes of consumed files, and jetstream holds the
// queue and the state.
package ingest
