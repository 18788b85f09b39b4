package reader

import (
	"fmt"
	"slices"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/extract/check"
	"github.com/gouji/gouji/extract/form"
	"github.com/gouji/gouji/ocr"
)

// Review returns doc as people have decided about it: with the figures that
// they have confirmed or corrected, checked again, and the pages that they have
// looked at. The decisions are those about
// this document, oldest first. doc must be as it was read, and stays so.
//
// Each decision builds on the one before it about the same subject, and a
// withdrawal takes back all of them. A confirmation of something else than what
// is read now does not count: the figure is in doubt then, the page still open.
func (r *Reader) Review(doc *extract.Document, decisions []extract.Decision) *extract.Document {
	out := *doc
	out.Tables = slices.Clone(doc.Tables)
	standing := standing(decisions)
	for t := range out.Tables {
		cells := slices.Clone(out.Tables[t].Cells)
		for i := range cells {
			believe(&cells[i])
			about := subject{cell: cells[i].Key}
			decideCell(&cells[i], standing[about])
			delete(standing, about) // a table that stands there twice is checked once
		}
		out.Tables[t].Cells = cells
	}
	out.Pages = slices.Clone(doc.Pages)
	for i := range out.Pages {
		decidePage(&out.Pages[i], standing[subject{page: out.Pages[i].Number}])
	}
	out.Findings = check.Run(&out, r.forms)
	for i := range out.Findings {
		f := &out.Findings[i]
		if about := standing[subject{finding: extract.FindingID(f)}]; len(about) > 0 && f.Status != extract.Pass {
			f.Review = verdict(&about[len(about)-1])
		}
	}
	doubtRecognised(&out)
	out.Status = status(&out)
	return &out
}

// subject is what a decision is about: a cell, a finding or a page.
type subject struct {
	cell, finding string
	page          int
}

// standing returns the decisions that nobody has withdrawn.
func standing(decisions []extract.Decision) map[subject][]extract.Decision {
	out := map[subject][]extract.Decision{}
	for _, d := range decisions {
		about := subject{d.Cell, d.Finding, d.Page}
		if d.Kind == extract.Withdrawn {
			delete(out, about)
			continue
		}
		out[about] = append(out[about], d)
	}
	return out
}

// decideCell applies the decisions about one cell.
func decideCell(c *extract.Cell, decisions []extract.Decision) {
	var outdated *extract.Decision
	for i := range decisions {
		d := &decisions[i]
		switch {
		case d.Kind == extract.Corrected:
			c.Value, c.Origin = d.Value, ocr.Corrected
		case d.Kind != extract.Confirmed:
			continue
		case !d.Before.Shows(c.Reading()):
			outdated = d
			continue
		}
		c.Status, c.Confidence, c.Note = extract.CellOK, 1, ""
		c.Review = verdict(d)
	}
	if outdated != nil && c.Review == nil && c.Status == extract.CellOK {
		c.Status = extract.Suspect
		c.Note = fmt.Sprintf("%s 曾确认此格为“%s”，现在读出的与当时不同，请重新查看", outdated.By, outdated.Before.Raw)
	}
}

// decidePage applies the decisions about one page that could not be read. One that
// has failed for another reason was not seen as it is now.
func decidePage(p *extract.Page, decisions []extract.Decision) {
	for i := range decisions {
		if d := &decisions[i]; p.Failure != "" && d.Kind == extract.Confirmed && d.Before.Raw == p.Failure {
			p.Review = verdict(d)
		}
	}
}

// believe takes back the doubt that a failed sum has cast on a cell.
func believe(c *extract.Cell) {
	if !c.DoubtedBySum {
		return
	}
	c.DoubtedBySum, c.Status, c.Note = false, extract.CellOK, ""
	if c.Origin == ocr.Inferred {
		c.Note = form.NoteInferred
	}
}

func verdict(d *extract.Decision) *extract.Verdict {
	return &extract.Verdict{Kind: d.Kind, By: d.By, At: d.At, Note: d.Note, Before: d.Before}
}
