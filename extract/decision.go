package extract

import (
	"strconv"
	"strings"
	"time"
)

// DecisionKind is what a person has decided.
type DecisionKind string

// The kinds of decision.
const (
	// Confirmed means that a figure was read as the document shows it; of a page
	// that could not be read, that a person has looked at it and nothing more is
	// to be read.
	Confirmed DecisionKind = "confirmed"
	// Corrected means that the document shows another figure than was read.
	Corrected DecisionKind = "corrected"
	// DocumentWrong means that the figures were read as the document shows them
	// and that the document itself breaks the identity.
	DocumentWrong DecisionKind = "document-wrong"
	// Withdrawn takes back what was decided before about the same subject.
	Withdrawn DecisionKind = "withdrawn"
)

// Decision is what one person has said about one figure, one failed check or one
// page of a document that could not be read. Decisions are only ever added; the latest about a subject counts.
type Decision struct {
	Document string       `json:"document"`
	Kind     DecisionKind `json:"kind"`
	// The subject is one of these three; the others are empty. Cell is the
	// canonical key of a figure, Finding the FindingID of a check, and Page the
	// number of a page, from 1.
	Cell    string `json:"cell,omitempty"`
	Finding string `json:"finding,omitempty"`
	Page    int    `json:"page,omitempty"`
	// Before is what the person saw. Of a check only Raw is given: its message; and
	// of a page: why it could not be read.
	Before Reading   `json:"before"`
	Value  *float64  `json:"value,omitempty"` // what a Corrected figure is; nil for a blank
	By     string    `json:"by"`
	At     time.Time `json:"at"`
	Note   string    `json:"note,omitempty"`
}

// Reading is a figure as it stood when somebody decided about it.
type Reading struct {
	Raw    string     `json:"raw"`
	Value  *float64   `json:"value"`
	Status CellStatus `json:"status,omitempty"`
	Origin string     `json:"origin,omitempty"`
}

// Reading returns what a person sees of a figure and decides about.
func (c *Cell) Reading() Reading {
	return Reading{Raw: c.Raw, Value: c.Value, Status: c.Status, Origin: string(c.Origin)}
}

// Shows reports whether both show the same figure, however sure it is.
func (r Reading) Shows(other Reading) bool {
	return r.Raw == other.Raw && (r.Value == nil) == (other.Value == nil) && (r.Value == nil || *r.Value == *other.Value)
}

// Equal reports whether both are the same.
func (r Reading) Equal(other Reading) bool {
	return r.Shows(other) && r.Status == other.Status && r.Origin == other.Origin
}

// Verdict is the decision that counts, beside the figure, the check or the page.
type Verdict struct {
	Kind   DecisionKind `json:"kind"`
	By     string       `json:"by"`
	At     time.Time    `json:"at"`
	Note   string       `json:"note,omitempty"`
	Before Reading      `json:"before"`
}

// FindingID names a check of a document by its rule, the cells it is about and
// the figures it compares; a check without cells by its message instead. It
// stays the same when the document is read again, and changes as soon as the
// figures do: a decision about it never outlives what the person has seen.
func FindingID(f *Finding) string {
	parts := append([]string{f.Rule}, f.Cells...)
	if len(f.Cells) == 0 {
		parts = append(parts, f.Message)
	}
	return strings.Join(append(parts, figure(f.Expected), figure(f.Actual)), " ")
}

func figure(v *float64) string {
	if v == nil {
		return "-"
	}
	return strconv.FormatFloat(*v, 'g', -1, 64)
}
