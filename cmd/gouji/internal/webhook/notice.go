package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"time"
)

// Event is what a notification is about.
type Event string

// The events. Each document that was worked on gives one of them.
const (
	Done   Event = "done"   // it can be found
	Review Event = "review" // it can be found, and a person should look at it
	Failed Event = "failed" // it cannot be found: refused or parked
)

// Notice is the body of a notification. Fields are added, never renamed.
type Notice struct {
	Event  Event     `json:"event"`
	ID     string    `json:"id"`    // of the document
	Name   string    `json:"name"`  // of its file
	Title  string    `json:"title"` // empty if it has none
	Status string    `json:"status"`
	Reason string    `json:"reason,omitempty"` // of a failure, plain Chinese
	Counts *Counts   `json:"counts,omitempty"` // of a document that was read
	URL    string    `json:"url,omitempty"`    // of its page
	At     time.Time `json:"at"`
}

// Counts are numbers of what was read.
type Counts struct {
	Pages        int `json:"pages"`
	FailedPages  int `json:"failed_pages"`
	Tables       int `json:"tables"`
	Cells        int `json:"cells"`
	Suspect      int `json:"suspect"`       // cells that may be misread
	FailedChecks int `json:"failed_checks"` // sums that do not hold
}

// SignatureHeader holds the Sign of a body.
const SignatureHeader = "X-Gouji-Signature"

// Sign returns t=SECONDS,v1=HEX: the time, and the HMAC-SHA256 of the time, a
// dot and the body.
func Sign(secret string, at time.Time, body []byte) string {
	t := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(t + "."))
	mac.Write(body)
	return fmt.Sprintf("t=%s,v1=%s", t, hex.EncodeToString(mac.Sum(nil)))
}
