package scan

import (
	"context"
	"fmt"
	"image"
	"slices"
	"strings"

	"github.com/gouji/gouji/ocr"
)

const (
	digits = "0123456789.,-"
	// digitHeight is the ink height in pixels at which digits are read best.
	digitHeight = 24
	digitPad    = 12
	// digitDPI is about the resolution at which 10-point digits are that high.
	digitDPI = 240
)

// figures reads all figure cells of a page: each with two models, on a noisy
// page with three, and with more where they differ.
func (r *Reader) figures(ctx context.Context, v *view, cells []inkedCell) error {
	strips := make([]*image.Gray, len(cells))
	for i, c := range cells {
		strips[i] = strip(v.Gray, c.ink, digitHeight, digitPad)
	}
	models := []ocr.Model{ocr.Best, ocr.Fast}
	if v.noisy {
		models = append(models, ocr.Chinese)
	}
	readings := make([][]string, len(cells))
	for _, m := range models {
		read, err := r.ocr.Digits(ctx, m, strips, digits, digitDPI)
		if err != nil {
			return err
		}
		for i := range read {
			readings[i] = append(readings[i], plain(read[i].Text))
		}
	}
	for i := range cells {
		if err := r.decide(ctx, v, &cells[i], readings[i]); err != nil {
			return err
		}
	}
	cells = slices.DeleteFunc(cells, func(c inkedCell) bool { return c.kind == label })
	for _, c := range cells {
		if c.unsure {
			doubt(c.cell, 0.7, "笔画不完整或与格线相连，识别不够确定")
		}
		if apart(c) {
			doubt(c.cell, 0.5, "数字之间相距很远，可能是两个数")
		}
	}
	separate(cells)
	doubtGaps(cells)
	strangers := doubtShapes(v, cells)
	for _, c := range cells {
		if !strangers[c.cell] {
			continue
		}
		if err := r.alternatives(ctx, v.Sheet, c); err != nil {
			return err
		}
	}
	return nil
}

// apart reports whether a gap between digits is so wide that the cell may be
// two, with the rule between them lost.
func apart(c inkedCell) bool {
	columns := merge(c.blobs)
	for i := 1; i < len(columns); i++ {
		if columns[i].Min.X-columns[i-1].Max.X > c.ink.Dy() {
			return true
		}
	}
	return false
}

// decide takes the reading on which all agree, and looks closer where they
// differ, or agree on what the ink hardly is: a model that knows nothing but
// digits sees one in any word.
func (r *Reader) decide(ctx context.Context, v *view, c *inkedCell, readings []string) error {
	agreed := readings[0] != "" && len(slices.Compact(slices.Clone(readings))) == 1
	odd := c.wide || len(merge(c.blobs)) > 2*len(readings[0])
	if !agreed || odd {
		if err := r.label(ctx, v, *c); err != nil {
			return err
		}
		if words := c.cell.Text; words == none || isWords(words) || !agreed && c.wide && isLabel(words) {
			c.kind = label
			return nil
		}
		c.cell.Doubt = ""
	}
	if agreed {
		c.cell.Text, c.cell.Confidence = readings[0], 1
		return nil
	}
	return r.vote(ctx, v.Sheet, *c, readings...)
}

// none is the word that stands for a nought in tables of figures.
const none = "无"

// isWords reports whether a text is several Chinese characters with few digits.
func isWords(text string) bool {
	digits, words := census(text)
	return words > 1 && words >= digits
}

// doubt marks a cell as not sure; the first reason stays.
func doubt(c *ocr.Cell, confidence float64, reason string) {
	c.Confidence = min(c.Confidence, confidence)
	if c.Doubt == "" {
		c.Doubt = reason
	}
}

// plain drops the spaces that a model puts between digits.
func plain(s string) string { return strings.Join(strings.Fields(s), "") }

// vote decides on a cell that two models do not read alike: the most frequent
// reading is shown. It is doubtful all the same, because where models differ
// Tesseract's own confidence says nothing.
func (r *Reader) vote(ctx context.Context, sheet *ocr.Sheet, c inkedCell, readings ...string) error {
	more, err := r.closer(ctx, sheet, c)
	if err != nil {
		return err
	}
	readings = append(readings, more...)
	ranked := rank(readings)
	if len(ranked) == 0 {
		c.cell.Doubt = "有字迹但未能识别"
		return nil
	}
	c.cell.Text = ranked[0].text
	c.cell.Confidence = float64(ranked[0].votes) / float64(len(readings))
	for _, other := range ranked[1:] {
		c.cell.Alternatives = append(c.cell.Alternatives, other.text)
	}
	c.cell.Doubt = fmt.Sprintf("多次识别结果不一致（%s）", strings.Join(append([]string{c.cell.Text}, c.cell.Alternatives...), "、"))
	return nil
}

// alternatives looks for other readings of a cell on which two models agreed.
func (r *Reader) alternatives(ctx context.Context, sheet *ocr.Sheet, c inkedCell) error {
	readings, err := r.closer(ctx, sheet, c)
	if err != nil {
		return err
	}
	for _, other := range rank(readings) {
		if other.text != c.cell.Text && !slices.Contains(c.cell.Alternatives, other.text) {
			c.cell.Alternatives = append(c.cell.Alternatives, other.text)
		}
	}
	return nil
}

// closer reads a cell at more sizes, and with the Chinese model, as words and as
// digits.
func (r *Reader) closer(ctx context.Context, sheet *ocr.Sheet, c inkedCell) ([]string, error) {
	var readings []string
	for _, height := range []int{20, 24, 32} {
		s := strip(sheet.Gray, c.ink, height, digitPad)
		one, err := r.ocr.Line(ctx, ocr.Best, singleLine, s, digitDPI, digits)
		if err != nil {
			return nil, err
		}
		readings = append(readings, plain(one.Text))
	}
	s := strip(sheet.Gray, c.ink, digitHeight, digitPad)
	for _, allowed := range []string{"", digits} {
		one, err := r.ocr.Line(ctx, ocr.Chinese, singleLine, s, digitDPI, allowed)
		if err != nil {
			return nil, err
		}
		readings = append(readings, plain(one.Text))
	}
	return readings, nil
}

type candidate struct {
	text  string
	votes int
}

// rank counts readings; the most frequent comes first, and among equals the
// one that was read first.
func rank(readings []string) []candidate {
	var all []candidate
	for _, text := range readings {
		if text == "" {
			continue
		}
		i := slices.IndexFunc(all, func(c candidate) bool { return c.text == text })
		if i < 0 {
			all = append(all, candidate{text: text})
			i = len(all) - 1
		}
		all[i].votes++
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return b.votes - a.votes })
	return all
}
