package index

// The names of the indexes.
const (
	Docs  = "docs"
	Pages = "pages"
	Cells = "cells"
)

// Names returns the names of all indexes.
func Names() []string { return []string{Docs, Pages, Cells} }

// Records is everything the search server holds about one document.
type Records struct {
	Doc   DocRecord
	Pages []PageRecord
	Cells []CellRecord
}

// Common is what every record says about its document. Fields that the
// document does not state are left out. What people want to read comes first:
// Meilisearch's own page shows the first fields only.
type Common struct {
	Title   string   `json:"title"`
	Issuer  string   `json:"issuer,omitempty"`
	Year    *int     `json:"year,omitempty"`
	Region  string   `json:"region,omitempty"`   // the deepest of the paths below
	Region1 string   `json:"region_1,omitempty"` // 福建省
	Region2 string   `json:"region_2,omitempty"` // 福建省 > 三明市
	Region3 string   `json:"region_3,omitempty"`
	Region4 string   `json:"region_4,omitempty"`
	Forms   []string `json:"form,omitempty"` // editions of the forms in the document
	Kind    string   `json:"kind"`
	DocID   string   `json:"doc_id"`
	Rev     int64    `json:"rev"` // the writing the record belongs to; grows
}

// DocRecord is one document.
type DocRecord struct {
	ID string `json:"id"`
	Common
	Status      string        `json:"status"`           // ok, review, unreadable
	CheckStatus string        `json:"check_status"`     // pass, fail, unknown, none
	Cells       int           `json:"cells"`            // figures
	Suspect     int           `json:"suspect"`          // figures that are not sure
	Failed      int           `json:"failed"`           // findings that failed
	Review      []string      `json:"review,omitempty"` // what needs a person: fail, suspect, missing, page; decided where somebody has decided
	Findings    []string      `json:"findings,omitempty"`
	Rules       []string      `json:"rules,omitempty"` // rules that failed, each once
	DocNumber   string        `json:"doc_number,omitempty"`
	PublishedOn string        `json:"published_on,omitempty"`
	Phone       string        `json:"phone,omitempty"`
	Fax         string        `json:"fax,omitempty"`
	Email       string        `json:"email,omitempty"`
	Postcode    string        `json:"postcode,omitempty"`
	Address     string        `json:"address,omitempty"`
	Sections    []SectionPart `json:"sections,omitempty"`
	Tables      []TablePart   `json:"tables,omitempty"`
	Name        string        `json:"name"`
	Paths       []string      `json:"paths,omitempty"`
	MediaType   string        `json:"media_type"`
	Encodings   []string      `json:"encodings,omitempty"`
	Bytes       int64         `json:"bytes"`
	SHA256      string        `json:"sha256"`
	PageCount   int           `json:"page_count"`
	IndexedAt   string        `json:"indexed_at"` // RFC 3339
	AddedAt     int64         `json:"added_at"`   // seconds since 1970, when the file came in

	SearchTitle string `json:"search_title"`
	SearchText  string `json:"search_text"`
}

// SectionPart is the beginning of one numbered part.
type SectionPart struct {
	Number string `json:"number"`
	Title  string `json:"title"`
	Page   int    `json:"page"`
	Text   string `json:"text"`
}

// TablePart is one table. The grid is given where no cell records say the same.
type TablePart struct {
	ID    string     `json:"id"`
	Form  string     `json:"form,omitempty"`
	Title string     `json:"title"`
	Pages []int      `json:"pages"`
	Cells int        `json:"cells"`
	Grid  [][]string `json:"grid,omitempty"`
}

// PageRecord is one page, or one part of a page that is too long for the
// search server.
type PageRecord struct {
	ID      string `json:"id"`
	Picture string `json:"picture,omitempty"` // address of a picture of the page
	Page    int    `json:"page"`
	Common
	Part       int     `json:"part,omitempty"` // from 2 where a page was divided
	Origin     string  `json:"origin"`
	Confidence float64 `json:"confidence"`
	Text       string  `json:"text"`

	SearchTitle string `json:"search_title"`
	SearchText  string `json:"search_text"`
}

// CellRecord is one figure of a statutory table.
type CellRecord struct {
	ID       string `json:"id"`
	Sentence string `json:"sentence"` // the figure in words, readable by itself
	Common
	Key         string      `json:"key"`
	Table       string      `json:"table"`
	TableTitle  string      `json:"table_title"`
	Form        string      `json:"form,omitempty"` // of the table; stands for Common.Forms
	Row         string      `json:"row"`
	Column      string      `json:"column"`
	RowLabel    string      `json:"row_label"`
	ColumnLabel string      `json:"column_label"`
	Value       *float64    `json:"value"` // null for a blank
	Raw         string      `json:"raw"`
	Status      string      `json:"status"` // ok, suspect, missing
	CheckStatus string      `json:"check_status"`
	Note        string      `json:"note,omitempty"`
	Findings    []string    `json:"findings,omitempty"` // messages of the checks that failed on it
	Origin      string      `json:"origin"`
	Confidence  float64     `json:"confidence"`
	Page        int         `json:"page"`
	Box         *[4]float64 `json:"box,omitempty"` // left, top, right, bottom as shares of the page

	SearchPlace string `json:"search_place"` // without the title, whose set phrases every figure would repeat
	SearchText  string `json:"search_text"`
}
