package ingest

import "time"

// Mode says what becomes of a file in a watched folder once it has been read.
type Mode string

// The modes of a watched folder.
const (
	// Consume moves the file to the archive after success and to the failed
	// folder after a refusal.
	Consume Mode = "consume"
	// Keep leaves the file where it is; a rename is followed and a delete
	// removes the document from search.
	Keep Mode = "keep"
)

// PollMode says how changes in a watched folder are noticed.
type PollMode string

// The poll modes of a watched folder.
const (
	// PollAuto polls on network file systems and listens elsewhere.
	PollAuto PollMode = "auto"
	// PollAlways never listens for events.
	PollAlways PollMode = "always"
	// PollNever listens for events even on a network file system.
	PollNever PollMode = "never"
)

// Folder is one watched folder. All paths are absolute.
type Folder struct {
	Root    string
	Mode    Mode
	Archive string // where a consumed file goes after success
	Failed  string // where a consumed file goes after a refusal
	Poll    PollMode
	Ignore  []string // globs in addition to the defaults
}

// Content identifies the bytes of a file.
type Content struct {
	ID     string // the first 32 hex digits of SHA256
	SHA256 string // 64 lower-case hex digits
	Bytes  int64
}

// FileInfo is one sight of a file in a watched folder. Path holds the bytes of
// the file system, which need not be valid UTF-8.
type FileInfo struct {
	Folder  string // the Root of its Folder
	Path    string // absolute
	Size    int64
	ModTime time.Time
	Inode   uint64 // zero where the file system has none
}

// Same reports whether two sights of a path show the same, unchanged file.
func (f FileInfo) Same(other FileInfo) bool {
	return f.Size == other.Size && f.Inode == other.Inode && f.ModTime.Equal(other.ModTime)
}

// EventKind is what happened to a file.
type EventKind int

// The kinds of event.
const (
	// Present is a file that is new or changed and has settled.
	Present EventKind = iota + 1
	// Gone is a file that was known and is no longer there.
	Gone
)

// String returns the name of the kind for logs.
func (k EventKind) String() string {
	switch k {
	case Present:
		return "present"
	case Gone:
		return "gone"
	default:
		return "unknown"
	}
}

// Event is one thing that happened to one file. For Gone, File is the last
// known sight of it.
type Event struct {
	Kind EventKind
	File FileInfo
}
