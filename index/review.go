package index

import "github.com/gouji/gouji/extract"

// The values of the attribute review: what of a document needs a person.
const (
	ReviewFail    = "fail"    // a check failed
	ReviewSuspect = "suspect" // a figure may have been misread
	ReviewMissing = "missing" // a figure was not found
	ReviewPage    = "page"    // a page, or all of the document, could not be read
	ReviewDecided = "decided" // somebody has decided something
)

// OpenKinds returns the values of review that wait for a person.
func OpenKinds() []string { return []string{ReviewFail, ReviewSuspect, ReviewMissing, ReviewPage} }

// review returns what of a document needs a person, each kind once.
func review(d *extract.Document) []string {
	has := map[string]bool{ReviewPage: d.Status == extract.Unreadable}
	for i := range d.Findings {
		f := &d.Findings[i]
		has[ReviewFail] = has[ReviewFail] || f.Open()
		has[ReviewDecided] = has[ReviewDecided] || f.Review != nil
	}
	for _, t := range d.Tables {
		for i := range t.Cells {
			c := &t.Cells[i]
			if c.Open() {
				has[string(c.Status)] = true
			}
			has[ReviewDecided] = has[ReviewDecided] || c.Review != nil
		}
	}
	for i := range d.Pages {
		p := &d.Pages[i]
		has[ReviewPage] = has[ReviewPage] || p.Open()
		has[ReviewDecided] = has[ReviewDecided] || p.Review != nil
	}
	var out []string
	for _, kind := range append(OpenKinds(), ReviewDecided) {
		if has[kind] {
			out = append(out, kind)
		}
	}
	return out
}
