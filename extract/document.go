package extract

import "github.com/gouji/gouji/ocr"

// Kind is the sort of a document.
type Kind string

// The kinds of document.
const (
	// AnnualReport is an annual report on government information disclosure.
	AnnualReport Kind = "disclosure-annual-report"
	// Other is any other document; its tables have no canonical keys.
	Other Kind = "document"
)

// Status sums a document up for the person who has to decide whether to look.
type Status string

// The document statuses.
const (
	// OK means that every check passed or could not be decided, and every cell is sure.
	OK Status = "ok"
	// Review means that a check failed, a cell is not sure or a page could not be
	// read, and that nobody has decided about it.
	Review Status = "review"
	// Unreadable means that no text could be read.
	Unreadable Status = "unreadable"
)

// Document is one file as it was read.
type Document struct {
	ID       string    `json:"id"` // first 32 hex digits of the SHA-256 of the file
	Source   Source    `json:"source"`
	Kind     Kind      `json:"kind"`
	Status   Status    `json:"status"`
	Meta     Meta      `json:"meta"`
	Sections []Section `json:"sections"`
	Pages    []Page    `json:"pages"`
	Tables   []Table   `json:"tables"`
	Findings []Finding `json:"findings"`
}

// Source describes the file.
type Source struct {
	Name      string   `json:"name"`
	Bytes     int64    `json:"bytes"`
	SHA256    string   `json:"sha256"`
	MediaType string   `json:"media_type"`
	Encodings []string `json:"encodings"`         // IANA names in order of their share
	Repairs   []string `json:"repairs,omitempty"` // what was mended in the text, e.g. "mojibake-gbk"
	Pages     int      `json:"pages"`
}

// Meta is what the document says about itself. A nil field is not stated.
type Meta struct {
	Title       *string `json:"title"`
	Issuer      *string `json:"issuer"` // simplified characters
	Year        *int    `json:"year"`   // the year reported on
	DocNumber   *string `json:"doc_number"`
	PublishedOn *string `json:"published_on"` // ISO 8601 date
	Phone       *string `json:"phone"`        // digits, one "-" after the area code
	Fax         *string `json:"fax"`
	Email       *string `json:"email"`
	Postcode    *string `json:"postcode"`
	Address     *string `json:"address"`
	Region      *Region `json:"region"`
}

// Region is a place of the gazetteer, from the province downwards. The levels
// below the place are nil.
type Region struct {
	Code     string  `json:"code"` // GB/T 2260 code; nine digits for a town
	Province *string `json:"province"`
	City     *string `json:"city"`
	County   *string `json:"county"`
	Town     *string `json:"town"`
}

// Section is one numbered part of the document.
type Section struct {
	Number string `json:"number"` // as printed: 一, 二, …
	Title  string `json:"title"`
	Page   int    `json:"page"`
	Text   string `json:"text"`
}

// Page is one page. A text file has one page unless form feeds divide it.
type Page struct {
	Number     int        `json:"number"` // from 1
	Origin     ocr.Origin `json:"origin"`
	Confidence float64    `json:"confidence"` // 0 to 1
	Text       string     `json:"text"`       // cleaned, for searching
	Original   string     `json:"original,omitempty"`
	// Turn is the clockwise turn in degrees (0, 90, 180 or 270) that sets the page
	// upright, as it lies in the boxes of its cells.
	Turn int `json:"turn,omitempty"`
	// Failure is plain Chinese for why the page could not be read; Text is then empty.
	Failure string   `json:"failure,omitempty"`
	Review  *Verdict `json:"review,omitempty"` // of a person who has looked at a page that could not be read
}

// Table is one table of the document. Cells is empty for a table that belongs
// to no known form.
type Table struct {
	ID    string     `json:"id"`             // form table id, or table-1, table-2, …
	Form  string     `json:"form,omitempty"` // "2019" or "2021"
	Title string     `json:"title"`
	Pages []int      `json:"pages"`
	Grid  [][]string `json:"grid"`
	Cells []Cell     `json:"cells"`
	// Layout is where the official form has the figures; nil without a form.
	Layout []Panel `json:"layout,omitempty"`
}

// CellStatus says how far a cell's value can be trusted.
type CellStatus string

// The cell statuses.
const (
	// CellOK is a value that is as the document shows it.
	CellOK CellStatus = "ok"
	// Suspect is a value that may have been misread.
	Suspect CellStatus = "suspect"
	// Missing is a cell that the form has and the file does not show.
	Missing CellStatus = "missing"
)

// Cell is one figure under its canonical key, table/row/column.
type Cell struct {
	Key         string     `json:"key"`
	RowLabel    string     `json:"row_label"`
	ColumnLabel string     `json:"column_label"`
	Raw         string     `json:"raw"`   // what the document shows
	Value       *float64   `json:"value"` // nil for a blank, -, —, / or 无
	Page        int        `json:"page"`
	Box         *ocr.Box   `json:"box"`
	Origin      ocr.Origin `json:"origin"`
	Confidence  float64    `json:"confidence"` // 0 to 1
	Status      CellStatus `json:"status"`
	Note        string     `json:"note"` // plain Chinese, why the cell is not sure
	// Alternatives are other readings of Raw, most likely first.
	Alternatives []string `json:"alternatives,omitempty"`
	// DoubtedBySum is set where nothing but a sum that does not add up makes the
	// figure suspect.
	DoubtedBySum bool     `json:"doubted_by_sum,omitempty"`
	Review       *Verdict `json:"review,omitempty"` // what a person has decided
}

// FindingStatus is the outcome of one check.
type FindingStatus string

// The outcomes of a check.
const (
	Pass    FindingStatus = "pass"
	Fail    FindingStatus = "fail"
	Unknown FindingStatus = "unknown" // an operand is missing or not sure
)

// Severity tells how much a failed check matters.
type Severity string

// The severities.
const (
	Error   Severity = "error"   // the figures of the tables contradict each other
	Warning Severity = "warning" // prose and table differ, or the structure is odd
	Info    Severity = "info"
)

// Finding is the outcome of one check on one set of cells.
type Finding struct {
	Rule     string        `json:"rule"`
	Status   FindingStatus `json:"status"`
	Severity Severity      `json:"severity"`
	Cells    []string      `json:"cells"` // canonical keys; the checked total first
	Expected *float64      `json:"expected"`
	Actual   *float64      `json:"actual"`
	Page     int           `json:"page"`
	Message  string        `json:"message"` // one sentence of plain Chinese
	Review   *Verdict      `json:"review,omitempty"`
}
