package extract

// Open reports whether a person must still look at the figure.
func (c *Cell) Open() bool { return c.Status != CellOK && c.Review == nil }

// Open reports whether a person must still look at the check.
func (f *Finding) Open() bool { return f.Status == Fail && f.Review == nil }

// Open reports whether a person must still look at the page.
func (p *Page) Open() bool { return p.Failure != "" && p.Review == nil }
