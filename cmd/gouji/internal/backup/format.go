package backup

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// format is the version of the archive that this gouji writes and reads.
const format = 1

// The members of an archive. Header comes first, the manifest last; originals
// and documents come in ascending order, the records after both.
const (
	headerName    = "gouji-backup.json"
	recordsName   = "records.jsonl"
	filesName     = "files.jsonl"
	manifestName  = "manifest.jsonl"
	originalsDir  = "originals/"
	documentsDir  = "documents/"
	documentsTail = ".json"
)

// Log names a member that is a file of the data folder as it is.
type Log string

// The logs of an archive.
const (
	Review    Log = "review.jsonl"
	Deletions Log = "deletions.jsonl"
	Reader    Log = "reader-version"
	Settings  Log = "settings.yaml"
)

var logs = []Log{Settings, Reader, Review, Deletions}

// Limits of a member, in bytes; originals and logs are limited by the disk.
const (
	maxHeader   = 64 << 10
	maxDocument = 512 << 20
	maxLine     = 8 << 20
	maxTail     = 1 << 20 // zeros behind the last member
)

// ErrDamaged is returned for what is not a whole archive of gouji.
var ErrDamaged = errors.New("the backup is damaged, cut short, or no backup of gouji · 备份文件已损坏或不完整")

// Header says what an archive is.
type Header struct {
	Format  int       `json:"format"`
	Data    int       `json:"data"`  // version of the data folder
	Gouji   string    `json:"gouji"` // version of the program
	Created time.Time `json:"created"`
}

// Summary says what is in an archive.
type Summary struct {
	Header    Header `json:"-"`
	Records   int    `json:"records"`
	Files     int    `json:"files"` // known files of keep folders
	Originals int    `json:"originals"`
	Documents int    `json:"documents"`
	Decisions int    `json:"decisions"`
	Bytes     int64  `json:"bytes"` // of all members
	// Damaged are originals and documents that could not be used any more where
	// the backup was made. Originals are in the archive as they are.
	Damaged int `json:"damaged"`
}

// member is a line of the manifest.
type member struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// line writes a value as a line of JSON.
func line(v any) ([]byte, error) {
	b, err := json.Marshal(v)
	return append(b, '\n'), err
}

// damaged wraps ErrDamaged with what is wrong.
func damaged(detail string, args ...any) error {
	return fmt.Errorf("%w: %w", ErrDamaged, fmt.Errorf(detail, args...))
}

func isHex(s string, digits int) bool {
	return len(s) == digits && strings.Trim(s, "0123456789abcdef") == ""
}
