package ingest

import (
	"encoding/json"
	"errors"
	"time"
)

// Status says how far a document has come.
type Status string

// The statuses of a document. Reading and Indexing are seen in reports only:
// they are not stored, because a document that was in hand when the program
// died is simply queued.
const (
	Queued   Status = "queued"
	Reading  Status = "reading"
	Indexing Status = "indexing"
	Done     Status = "done"
	Failed   Status = "failed"  // the last try failed; it is tried again later
	Parked   Status = "parked"  // tried too often; waits for a person
	Refused  Status = "refused" // a fault of the file; waits for a person
)

// Final reports whether nothing more happens to the document by itself.
func (s Status) Final() bool { return s == Done || s == Parked || s == Refused }

// Errors of a State.
var (
	// ErrNoRecord is returned for a document that is not known.
	ErrNoRecord = errors.New("no record of this document")
	// ErrConflict is returned when somebody else has written a record since
	// it was read.
	ErrConflict = errors.New("record has changed meanwhile")
)

// MaxTaken limits the list of consumed files in a record. The same bytes can
// be dropped any number of times; those beyond the limit are disposed of in
// the same way but not listed.
const MaxTaken = 100

// Record is the state of one document: one content, under however many paths.
// The files of keep folders that show it are KnownFiles, not part of it.
type Record struct {
	ID       string    `json:"id"`
	SHA256   string    `json:"sha256"`
	Bytes    int64     `json:"bytes"`
	Taken    []Taken   `json:"taken,omitempty"` // files of consume folders, oldest first
	Status   Status    `json:"status"`
	Stage    string    `json:"stage,omitempty"`  // where it failed
	Reason   string    `json:"reason,omitempty"` // plain Chinese, for the clerk
	Error    string    `json:"error,omitempty"`  // for the administrator
	Attempts int       `json:"attempts"`         // failed tries since it was queued
	Revision uint64    `json:"revision"`         // grows with every request to process it
	Searched uint64    `json:"searched"`         // the last revision that came into search; zero means none
	Restored bool      `json:"restored,omitempty"`
	Expired  bool      `json:"expired,omitempty"` // its original is no longer kept, see Service.Expire
	Added    time.Time `json:"added"`
	Updated  time.Time `json:"updated"`

	// Version is the State's own mark, by which it notices a conflict. Zero
	// means that the record has never been stored.
	Version uint64 `json:"-"`
}

// Taken is a file of a consume folder. Path is where it was dropped, Moved is
// where it lies now; Moved is empty while it still waits or when it vanished.
type Taken struct {
	Folder string // the Root of its Folder
	Path   string
	Moved  string
	Failed bool // Moved is in the failed folder
}

// takenJSON keeps paths as bytes, because they need not be valid UTF-8.
type takenJSON struct {
	Folder []byte `json:"folder"`
	Path   []byte `json:"path"`
	Moved  []byte `json:"moved,omitempty"`
	Failed bool   `json:"failed,omitempty"`
}

// MarshalJSON implements json.Marshaler; paths are written in base64.
func (t Taken) MarshalJSON() ([]byte, error) {
	return json.Marshal(takenJSON{[]byte(t.Folder), []byte(t.Path), []byte(t.Moved), t.Failed})
}

// UnmarshalJSON implements json.Unmarshaler.
func (t *Taken) UnmarshalJSON(b []byte) error {
	var j takenJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	*t = Taken{string(j.Folder), string(j.Path), string(j.Moved), j.Failed}
	return nil
}

// KnownFile is a file of a keep folder and the document it holds.
type KnownFile struct {
	FileInfo
	ID string
}

// knownJSON is short because there may be 100,000 of them to load.
type knownJSON struct {
	Path    []byte `json:"p"`
	Folder  []byte `json:"f"`
	Size    int64  `json:"s"`
	ModTime int64  `json:"m"` // nanoseconds
	Inode   uint64 `json:"i,omitempty"`
	ID      string `json:"d"`
}

// MarshalJSON implements json.Marshaler; paths are written in base64.
func (k KnownFile) MarshalJSON() ([]byte, error) {
	return json.Marshal(knownJSON{[]byte(k.Path), []byte(k.Folder), k.Size, k.ModTime.UnixNano(), k.Inode, k.ID})
}

// UnmarshalJSON implements json.Unmarshaler.
func (k *KnownFile) UnmarshalJSON(b []byte) error {
	var j knownJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	k.FileInfo = FileInfo{
		Folder: string(j.Folder), Path: string(j.Path),
		Size: j.Size, ModTime: time.Unix(0, j.ModTime), Inode: j.Inode,
	}
	k.ID = j.ID
	return nil
}
