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
	Failures []Failure      `json:"failures"` // the latest first, at most 100
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
