package daemon

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"unicode/utf8"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/ingest"
)

// The longest name and note of a decision, in characters.
const (
	maxBy   = 60
	maxNote = 500
)

// judge tells whether a decision can be made about a document as it stands now,
// and returns what the document shows there. The error is of kind Refuse.
func judge(doc *extract.Document, d *extract.Decision) (extract.Reading, error) {
	if err := judgeForm(d); err != nil {
		return extract.Reading{}, err
	}
	switch {
	case d.Cell != "":
		return judgeCell(doc, d)
	case d.Finding != "":
		return judgeFinding(doc, d)
	}
	return judgePage(doc, d)
}

// judgeForm looks at the decision alone.
func judgeForm(d *extract.Decision) error {
	switch {
	case d.By == "":
		return refuse("请填写您的姓名。")
	case utf8.RuneCountInString(d.By) > maxBy:
		return refuse(fmt.Sprintf("姓名最多 %d 个字。", maxBy))
	case utf8.RuneCountInString(d.Note) > maxNote:
		return refuse(fmt.Sprintf("说明最多 %d 个字。", maxNote))
	case d.Value != nil && (math.IsNaN(*d.Value) || math.IsInf(*d.Value, 0)):
		return refuse("改正的内容不是数字，请重新填写。")
	}
	cell, finding, page := d.Cell != "", d.Finding != "", d.Page != 0
	possible := map[extract.DecisionKind]bool{
		extract.Confirmed: cell || page, extract.Corrected: cell, extract.DocumentWrong: finding, extract.Withdrawn: true,
	}
	subjects := 0
	for _, is := range []bool{cell, finding, page} {
		if is {
			subjects++
		}
	}
	if subjects != 1 || !possible[d.Kind] || d.Value != nil && d.Kind != extract.Corrected {
		return refuse("提交的内容不完整，请返回后重新提交。")
	}
	return nil
}

func judgeCell(doc *extract.Document, d *extract.Decision) (extract.Reading, error) {
	c := cellOf(doc, d.Cell)
	switch {
	case c == nil:
		return extract.Reading{}, refuse("文件里没有这一格，请重新查看。")
	case !d.Before.Equal(c.Reading()):
		return extract.Reading{}, refuse("这一格已经被别人改过，请重新查看。")
	case d.Kind == extract.Withdrawn && c.Review == nil:
		return extract.Reading{}, refuse("这一格没有可以撤回的决定。")
	case d.Value != nil && c.Value != nil && *d.Value == *c.Value:
		return extract.Reading{}, refuse("改正的数字与现在的一样；如果读得对，请确认。")
	}
	return c.Reading(), nil
}

func judgeFinding(doc *extract.Document, d *extract.Decision) (extract.Reading, error) {
	for i := range doc.Findings {
		f := &doc.Findings[i]
		if extract.FindingID(f) != d.Finding {
			continue
		}
		switch {
		case d.Kind == extract.Withdrawn && f.Review == nil:
			return extract.Reading{}, refuse("这项核对没有可以撤回的决定。")
		case d.Kind != extract.Withdrawn && f.Status != extract.Fail:
			return extract.Reading{}, refuse("这项核对现在没有不符，请重新查看。")
		}
		return extract.Reading{Raw: f.Message}, nil
	}
	return extract.Reading{}, refuse("这项核对的数字已经变化，请重新查看。")
}

func judgePage(doc *extract.Document, d *extract.Decision) (extract.Reading, error) {
	for i := range doc.Pages {
		p := &doc.Pages[i]
		if p.Number != d.Page {
			continue
		}
		switch {
		case p.Failure == "" || d.Before.Raw != p.Failure:
			return extract.Reading{}, refuse("这一页的读取结果已经变化，请重新查看。")
		case d.Kind == extract.Withdrawn && p.Review == nil:
			return extract.Reading{}, refuse("这一页没有可以撤回的决定。")
		}
		return extract.Reading{Raw: p.Failure}, nil
	}
	return extract.Reading{}, refuse("文件里没有这一页，请重新查看。")
}

// cellOf returns the first cell with a key, which is the one that is checked.
func cellOf(doc *extract.Document, key string) *extract.Cell {
	for t := range doc.Tables {
		for i := range doc.Tables[t].Cells {
			if c := &doc.Tables[t].Cells[i]; c.Key == key {
				return c
			}
		}
	}
	return nil
}

var errDecision = errors.New("decision refused")

func refuse(reason string) error {
	return &ingest.Error{Kind: ingest.Refuse, Stage: "review", Reason: reason, Err: errDecision}
}

// absent tells that there is no such document.
func absent(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return &ingest.Error{Kind: ingest.Refuse, Stage: "review", Reason: "没有这个文件，可能已被删除。", Err: err}
	}
	return err
}
