package status

import "time"

// Report is the answer of GET /api/status. Fields are added, never renamed.
type Report struct {
	Version  string         `json:"version"`
	Since    time.Time      `json:"since"` // start of the daemon
	Trouble  string         `json:"trouble"`
	Counts   map[string]int `json:"counts"` // documents by status: queued, reading, indexing, done, failed, parked, refused
	Files    int            `json:"files"`  // known files in the watched folders
	Queue    Queue          `json:"queue"`
	Search   Search         `json:"search"`
	Reindex  Reindex        `json:"reindex"`
	Folders  []Folder       `json:"folders"`
	InFlight []InFlight     `json:"in_flight"`
	Finished []Finished     `json:"finished"` // came into search, the latest first, at most 20
	Waiting  []Waiting      `json:"waiting"`  // are not in hand yet, the oldest first, at most 20
	Failures []Failure      `json:"failures"` // the latest first, at most 100
	// MaxBytes is the size of the largest file that is taken.
	MaxBytes int64    `json:"max_bytes"`
	Limits   Limits   `json:"limits"`
	Versions Versions `json:"versions"`
}

// Limits are what one file, and all of them together, may cost.
type Limits struct {
	FileBytes     int64   `json:"file_bytes"`
	TextBytes     int64   `json:"text_bytes"`
	Pages         int     `json:"pages"`
	Pixels        int     `json:"pixels"`
	PageSeconds   float64 `json:"page_seconds"`
	ReadSeconds   float64 `json:"read_seconds"`
	Queue         int     `json:"queue"`           // documents that may wait before files are left in their folders
	FreeDiskBytes int64   `json:"free_disk_bytes"` // below this no file is taken
	DiskFreeBytes uint64  `json:"disk_free_bytes"` // as it is now; 0 if it is not known
	Workers       int     `json:"workers"`         // processes that read pages, at most
	WorkerBytes   int64   `json:"worker_bytes"`    // of memory, for each of them at most
}

// Versions are those of what runs.
type Versions struct {
	Gouji       string `json:"gouji"`
	Go          string `json:"go"`
	Meilisearch string `json:"meilisearch,omitempty"` // empty while it does not answer
}

// Queue tells how much waits.
type Queue struct {
	Waiting       int     `json:"waiting"`
	Given         int     `json:"given"` // being worked on, or waiting for another try
	OldestSeconds float64 `json:"oldest_seconds"`
}

// Search is the state of the search server.
type Search struct {
	Documents     int64   `json:"documents"`
	Pending       int64   `json:"pending"` // tasks that have not ended
	OldestSeconds float64 `json:"oldest_seconds"`
	Error         string  `json:"error,omitempty"`
}

// Reindex is the state of the last rebuild.
type Reindex struct {
	Running   bool   `json:"running"`
	Documents int    `json:"documents"` // handed over so far
	Error     string `json:"error,omitempty"`
}

// Folder is a watched folder.
type Folder struct {
	Path    string `json:"path"`
	Mode    string `json:"mode"`
	Archive string `json:"archive,omitempty"`
	Failed  string `json:"failed,omitempty"`
}

// InFlight is a document that is being worked on.
type InFlight struct {
	ID      string    `json:"id"`
	Name    string    `json:"name"`
	Stage   string    `json:"stage"` // reading or indexing
	Page    int       `json:"page"`  // pages that have been read
	Pages   int       `json:"pages"` // 0 if there are none to count
	Since   time.Time `json:"since"`
	Seconds float64   `json:"seconds"` // since then
	// Began is when its turn came to be read; it waits for that before.
	Began time.Time `json:"began,omitzero"`
	// LeftSeconds is how long the reading will take still, by the pages that
	// have been read; 0 if that cannot be told.
	LeftSeconds float64 `json:"left_seconds"`
}

// Finished is a document that can be searched.
type Finished struct {
	ID     string    `json:"id"`
	Name   string    `json:"name"`   // of its file
	Title  string    `json:"title"`  // empty if it has none
	Status string    `json:"status"` // ok, review or unreadable; empty if it is not known
	At     time.Time `json:"at"`
}

// Waiting is a document that waits for its turn.
type Waiting struct {
	ID    string    `json:"id"`
	Name  string    `json:"name"`
	Since time.Time `json:"since"`
}

// Failure is a document that could not be brought into search.
type Failure struct {
	ID       string    `json:"id"`
	Name     string    `json:"name"`
	Status   string    `json:"status"`
	Stage    string    `json:"stage"`
	Reason   string    `json:"reason"` // plain Chinese
	Error    string    `json:"error"`
	Attempts int       `json:"attempts"`
	At       time.Time `json:"at"`
}
