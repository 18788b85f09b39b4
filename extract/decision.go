package extract

import "time"

// DecisionKind is what a person has decided.
type DecisionKind string

// The kinds of decision.
const (
	// Confirmed means that a figure was read as the document shows it.
	Confirmed DecisionKind = "confirmed"
	// Corrected means that the document shows another figure than was read.
	Corrected DecisionKind = "corrected"
	// DocumentWrong means that the figures were read as the document shows them
	// and that the document itself breaks the identity.
	DocumentWrong DecisionKind = "document-wrong"
	// Withdrawn takes back what was decided before about the same cell or finding.
	Withdrawn DecisionKind = "withdrawn"
)

// Decision is what one person has said about one figure or one failed check of a
// document. Decisions are only ever added; the latest about a subject counts.
type Decision struct {
	Document string       `json:"document"`
	Kind     DecisionKind `json:"kind"`
	// Cell is the canonical key of the figure. It is empty where the decision
	// is about a check.
	Cell string `json:"cell,omitempty"`
	// Finding is the FindingID of the check, empty for a figure.
	Finding string    `json:"finding,omitempty"`
	Before  Reading   `json:"before"`          // what the person saw
	Value   *float64  `json:"value,omitempty"` // what a Corrected figure is; nil for a blank
	By      string    `json:"by"`
	At      time.Time `json:"at"`
	Note    string    `json:"note,omitempty"`
}

// Reading is a figure as it stood when somebody decided about it.
type Reading struct {
	Raw    string     `json:"raw"`
	Value  *float64   `json:"value"`
	Status CellStatus `json:"status,omitempty"`
	Origin string     `json:"origin,omitempty"`
}

// Verdict is the decision that counts, beside the figure or the check.
type Verdict struct {
	Kind   DecisionKind `json:"kind"`
	By     string       `json:"by"`
	At     time.Time    `json:"at"`
	Note   string       `json:"note,omitempty"`
	Before Reading      `json:"before"`
}

// FindingID names a check of a document: its rule and the cells it is about. It
// stays the same when the document is read again.
func FindingID(f *Finding) string {
	id := f.Rule
	for _, key := range f.Cells {
		id += " " + key
	}
	return id
}
