package reader

import (
	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/ocr"
)

// doubtRecognised marks every recognised figure that stands in a sum that does
// not add up: one of them may be misread, and nobody can tell which. That holds
// as well where another figure of the sum is in doubt already. A figure that was
// decoded is as the document shows it, whatever the sum, and so is one that a
// person has looked at, or whose check a person has.
func doubtRecognised(doc *extract.Document) {
	failed := map[string]*extract.Finding{}
	for i := range doc.Findings {
		f := &doc.Findings[i]
		if f.Review != nil || f.Severity != extract.Error || f.Expected == nil || f.Actual == nil || *f.Expected == *f.Actual {
			continue
		}
		for _, key := range f.Cells {
			if failed[key] == nil {
				failed[key] = f
			}
		}
	}
	for t := range doc.Tables {
		cells := doc.Tables[t].Cells
		for i := range cells {
			c := &cells[i]
			f := failed[c.Key]
			if f == nil || c.Review != nil || c.Status != extract.CellOK || c.Origin != ocr.Recognised && c.Origin != ocr.Inferred {
				continue
			}
			c.Status, c.DoubtedBySum = extract.Suspect, true
			c.Note = "识别出的数字与勾稽关系不符，可能认错：" + f.Message
		}
	}
}
