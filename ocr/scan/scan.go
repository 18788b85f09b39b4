package scan

import (
	"context"
	"image"
	"math"

	"github.com/gouji/gouji/ocr"
)

// Read reads the picture of a page. A dpi of 0 means that the file does not
// state it.
func (r *Reader) Read(ctx context.Context, img image.Image, dpi float64, number int) (*ocr.Page, error) {
	gray, dpi, err := r.raster.Clean(ctx, img, dpi)
	if err != nil {
		return nil, err
	}
	v, err := r.upright(ctx, gray, dpi)
	if err != nil {
		return nil, err
	}
	if err := r.tables(ctx, v); err != nil {
		return nil, err
	}
	text, err := r.prose(ctx, v)
	if err != nil {
		return nil, err
	}
	if len(v.sample) > 0 && v.score < readable {
		if text, err = r.second(ctx, v, text); err != nil {
			return nil, err
		}
	}
	return r.page(v.Sheet, number, text, v.tables), nil
}

// tables reads all cells of a page.
func (r *Reader) tables(ctx context.Context, v *view) error {
	var figures []inkedCell
	for t := range v.tables {
		em := v.tableEm(&v.tables[t])
		cells := make([]inkedCell, len(v.tables[t].Cells))
		for i := range cells {
			cell := &v.tables[t].Cells[i]
			cells[i] = look(v.Sheet, cell, pixels(cell.Rect), em)
		}
		followColumns(cells)
		for _, c := range cells {
			switch c.kind {
			case blank:
				c.leaveBlank()
			case mark:
				c.cell.Text, c.cell.Confidence = c.text, 1
			case figure:
				figures = append(figures, c)
			case label:
				if err := r.label(ctx, v, c); err != nil {
					return err
				}
			}
		}
	}
	return r.figures(ctx, v, figures)
}

// page turns what was read in pixels of the sheet into a page in points.
func (r *Reader) page(sheet *ocr.Sheet, number int, text []ocr.Line, tables []ocr.Table) *ocr.Page {
	p := &ocr.Page{
		Number: number, Turn: sheet.Turn, Class: ocr.Scan, Origin: ocr.Recognised,
		Width: float64(sheet.Width) * 72 / sheet.DPI, Height: float64(sheet.Height) * 72 / sheet.DPI,
		Lines: text, Tables: tables,
	}
	sum, n := 0.0, 0
	for i := range p.Lines {
		l := &p.Lines[i]
		l.Rect = r.raster.ToPage(sheet, l.Rect)
		sum, n = sum+l.Confidence, n+1
	}
	for t := range p.Tables {
		table := &p.Tables[t]
		for i := range table.Cells {
			c := &table.Cells[i]
			c.Rect = r.raster.ToPage(sheet, c.Rect)
			sum, n = sum+c.Confidence, n+1
		}
		for i, x := range table.Columns {
			table.Columns[i] = x * 72 / sheet.DPI
		}
		for i, y := range table.Rows {
			table.Rows[i] = y * 72 / sheet.DPI
		}
		table.Rect = r.raster.ToPage(sheet, table.Rect)
	}
	if p.Confidence = 1; n > 0 {
		p.Confidence = sum / float64(n)
	} else {
		p.Class = ocr.Blank
	}
	return p
}

// without copies a picture with the tables painted white.
func without(ink *image.Gray, tables []ocr.Table) *image.Gray {
	if len(tables) == 0 {
		return ink
	}
	out := image.NewGray(ink.Rect)
	copy(out.Pix, ink.Pix)
	for _, t := range tables {
		whiten(out, pixels(t.Rect).Inset(-3))
	}
	return out
}

func pixels(r ocr.Rect) image.Rectangle {
	return image.Rect(int(math.Round(r.Left)), int(math.Round(r.Top)), int(math.Round(r.Right)), int(math.Round(r.Bottom)))
}
