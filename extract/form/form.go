package form

// Form is one edition of an official form.
type Form struct {
	ID     string  `yaml:"id"`   // edition, e.g. "2019"
	Kind   string  `yaml:"kind"` // document kind the form belongs to
	Source string  `yaml:"source"`
	Tables []Table `yaml:"tables"`
}

// Table is one statutory table.
type Table struct {
	ID         string     `yaml:"id"`
	Title      string     `yaml:"title"`
	Number     string     `yaml:"number"` // the section it stands in: 二, 三, 四
	Blocks     []Block    `yaml:"blocks"`
	Groups     []Group    `yaml:"groups"`
	Headings   []Heading  `yaml:"headings"`
	Identities []Identity `yaml:"identities"`

	prepared []slot // what slots returns, made once by Load
}

// Block is a part of a table whose rows share the same columns.
type Block struct {
	Title   string   `yaml:"title"`
	Columns []Column `yaml:"columns"`
	Rows    []Row    `yaml:"rows"`
	// Subtotals are columns that some documents add and that have no key.
	Subtotals []Subtotal `yaml:"subtotals"`
}

// Row is one row of figures. A row without a label is found by the header above it.
type Row struct {
	Key     string   `yaml:"key"`
	Label   string   `yaml:"label"`
	Aliases []string `yaml:"aliases"`
}

// Column is one column of figures.
type Column struct {
	Key     string   `yaml:"key"`
	Label   string   `yaml:"label"`
	Group   string   `yaml:"group"` // header above the column, if any
	Aliases []string `yaml:"aliases"`
	Type    Type     `yaml:"type"`
	Unit    string   `yaml:"unit"`

	prepared *columnLabels // made once by Load
}

// Type is the sort of number that a column holds.
type Type string

// The column types.
const (
	Count  Type = "count"  // whole and not negative
	Signed Type = "signed" // whole, may be negative
	Amount Type = "amount" // not negative, may have decimals
)

// Group is a heading inside the stub of a table that labels no row by itself.
type Group struct {
	Label   string   `yaml:"label"`
	Aliases []string `yaml:"aliases"`
}

// Heading is a head that several rows or columns share in the official layout.
// It says how a table is shown, not how it is read. A table lists its headings
// from the outside to the inside; the Group of a column is the innermost.
type Heading struct {
	Label   string   `yaml:"label"`
	Rows    []string `yaml:"rows"`    // row keys; one that ends in "*" names every key with that prefix
	Columns []string `yaml:"columns"` // column keys, in the same way
}

// Subtotal is a column that repeats the sum of others, e.g. 法人或其他组织.
type Subtotal struct {
	Label string   `yaml:"label"`
	Of    []string `yaml:"of"` // column keys
}

// Over says along which axis an identity runs.
type Over string

// The axes of an identity.
const (
	EachRow    Over = "rows"    // Sum and Equals are column keys, checked in every row
	EachColumn Over = "columns" // Sum and Equals are row keys, checked in every column
)

// Identity is a sum that the figures of a table must obey: the Sum side equals
// the Equals side. A key that ends in "*" names every key with that prefix.
type Identity struct {
	Rule   string   `yaml:"rule"`
	Over   Over     `yaml:"over"`
	Sum    []string `yaml:"sum"`
	Equals []string `yaml:"equals"`
}
