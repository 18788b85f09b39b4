package extract

// Panel is a part of a statutory table whose rows share the same columns, as
// the official form lays it out. The key of a figure is the table's ID, the row's
// key and the column's key.
type Panel struct {
	Title   string `json:"title,omitempty"`
	Rows    []Head `json:"rows"`
	Columns []Head `json:"columns"`
}

// Head is the head of a row or of a column.
type Head struct {
	Key   string   `json:"key"`
	Label string   `json:"label"`           // empty where the heads of the columns say it all
	Under []string `json:"under,omitempty"` // the heads that it shares with others, the outermost first
}
