// Package spool keeps the bytes of every file that was taken, and the document
// that was read from it, until they are removed.
//
// Layout below the folder of the store:
//
//	originals/ab/<sha256>         the file as it was, named by its content
//	documents/ab/<id>.json.zst    the extracted document, JSON under Zstandard
//	tmp/                          files being written; emptied by Open
//
// A name in originals or documents appears only when its bytes are on the
// disk: each file is written under tmp, synced, renamed, and its folder synced.
// All methods may be called by several goroutines; one process at a time may
// hold a store, which its owner must see to with a lock.
package spool
