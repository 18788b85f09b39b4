package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/structs"

	"github.com/gouji/gouji/ocr"
)

// Searchable writes a copy of a PDF in which the text of recognised pages lies
// invisibly where it is printed, so that it can be searched and copied. Pages
// that have a text layer stay as they are, and so does what is visible.
func (l *Library) Searchable(ctx context.Context, w io.Writer, b []byte, pages []*ocr.Page) (err error) {
	d, err := l.Open(ctx, b) // refuses what cannot be read, and finds the password
	if err != nil {
		return err
	}
	password := d.password
	d.Close()

	b, _ = trim(b)
	instance, err := l.pool.GetInstance(startTimeout)
	if err != nil {
		return fmt.Errorf("start pdfium: %w", err)
	}
	defer func() { err = errors.Join(err, instance.Close()) }()
	opened, err := instance.OpenDocument(&requests.OpenDocument{
		FileReader: bytes.NewReader(b), FileReaderSize: int64(len(b)), Password: &password,
	})
	if err != nil {
		return damaged(err.Error())
	}
	s := &scribe{instance: instance, document: opened.Document}
	runs := make([][]run, len(pages))
	for i, p := range pages {
		if p.Origin == ocr.Recognised && p.Class != ocr.Layered {
			runs[i] = s.runs(p)
		}
	}
	if err := s.loadFont(); err != nil {
		return err
	}
	for i, p := range pages {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("write page %d: %w", p.Number, err)
		}
		if err := s.page(p, runs[i]); err != nil {
			return fmt.Errorf("write page %d: %w", p.Number, err)
		}
	}
	_, err = instance.FPDF_SaveAsCopy(&requests.FPDF_SaveAsCopy{
		Flags: requests.SaveFlagNoIncremental, Document: s.document, FileWriter: w,
	})
	if err != nil {
		return fmt.Errorf("save PDF: %w", err)
	}
	return nil
}

// scribe writes invisible text into a document.
type scribe struct {
	instance pdfium.Pdfium
	document references.FPDF_DOCUMENT
	font     references.FPDF_FONT
	charset  charset
}

// run is a piece of text that stretches over a rectangle.
type run struct {
	codes []uint32
	width float64 // in ems
	box   ocr.Rect
}

// runs are the words of a page's lines and the lines of its cells.
func (s *scribe) runs(p *ocr.Page) []run {
	var runs []run
	add := func(text string, box ocr.Rect) {
		if codes := s.charset.encode(text); len(codes) > 0 && !box.Empty() && finite(box.Left, box.Top, box.Right, box.Bottom) {
			runs = append(runs, run{codes, ems(text), box})
		}
	}
	for _, line := range p.Lines {
		if len(line.Words) == 0 {
			add(line.Text, line.Rect)
		}
		for _, word := range line.Words {
			add(word.Text, word.Rect)
		}
	}
	for _, table := range p.Tables {
		for _, cell := range table.Cells {
			lines := strings.Split(strings.TrimSpace(cell.Text), "\n")
			for i, text := range lines {
				add(text, within(cell.Rect, ems(text), i, len(lines)))
			}
		}
	}
	return runs
}

// printedSize is the largest height, in points, of what is printed in a cell.
const printedSize = 12

// within is the place of line i of n in a cell, centred: a cell's own rectangle
// goes to its rules.
func within(cell ocr.Rect, ems float64, i, n int) ocr.Rect {
	pitch := cell.Height() / float64(n)
	size := min(pitch*0.8, printedSize)
	width := min(cell.Width()*0.9, max(ems, 0.5)*size)
	x, _ := cell.Center()
	y := cell.Top + pitch*(float64(i)+0.5)
	return ocr.Rect{Left: x - width/2, Top: y - size/2, Right: x + width/2, Bottom: y + size/2}
}

// ems is the width of a text in the invisible font, in font sizes.
func ems(text string) float64 {
	width := 0.0
	for _, r := range text {
		if half(r) {
			width += 0.5
		} else {
			width++
		}
	}
	return width
}

func (s *scribe) loadFont() error {
	if len(s.charset.runes) == 0 {
		return nil
	}
	font, err := s.instance.FPDFText_LoadCidType2Font(&requests.FPDFText_LoadCidType2Font{
		Document: s.document, FontData: glyphless(),
		ToUnicodeCmap: s.charset.toUnicode(), CIDToGIDMapData: s.charset.glyphs(),
	})
	if err != nil {
		return fmt.Errorf("load the invisible font: %w", err)
	}
	s.font = font.Font
	return nil
}

// page lays runs under a page.
func (s *scribe) page(p *ocr.Page, runs []run) error {
	if len(runs) == 0 {
		return nil
	}
	loaded, err := s.instance.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: s.document, Index: p.Number - 1})
	if err != nil {
		return err
	}
	page := requests.Page{ByReference: &loaded.Page}
	v, err := s.view(page)
	if err != nil {
		return err
	}
	v = v.turned(p.Turn)
	for _, r := range runs {
		if err := s.write(page, r, v); err != nil {
			return err
		}
	}
	if _, err := s.instance.FPDFPage_GenerateContent(&requests.FPDFPage_GenerateContent{Page: page}); err != nil {
		return err
	}
	_, err = s.instance.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: loaded.Page})
	return err
}

func (s *scribe) view(page requests.Page) (view, error) {
	box, err := s.instance.FPDF_GetPageBoundingBox(&requests.FPDF_GetPageBoundingBox{Page: page})
	if err != nil {
		return view{}, err
	}
	rotation, err := s.instance.FPDFPage_GetRotation(&requests.FPDFPage_GetRotation{Page: page})
	if err != nil {
		return view{}, err
	}
	r := box.Rect
	return view{
		left: float64(r.Left), top: float64(r.Top), width: float64(r.Right - r.Left), height: float64(r.Top - r.Bottom),
		quarters: int(rotation.PageRotation) & 3,
	}, nil
}

func (s *scribe) write(page requests.Page, r run, v view) error {
	object, err := s.instance.FPDFPageObj_CreateTextObj(&requests.FPDFPageObj_CreateTextObj{Document: s.document, Font: s.font, FontSize: 1})
	if err != nil {
		return err
	}
	text := object.PageObject
	if _, err := s.instance.FPDFText_SetCharcodes(&requests.FPDFText_SetCharcodes{PageObject: text, CharCodes: r.codes}); err != nil {
		return err
	}
	if _, err := s.instance.FPDFTextObj_SetTextRenderMode(&requests.FPDFTextObj_SetTextRenderMode{PageObject: text, TextRenderMode: enums.FPDF_TEXTRENDERMODE_INVISIBLE}); err != nil {
		return err
	}
	// One em along and across the base line, which lies above the box's bottom.
	base := r.box.Bottom - r.box.Height()*descent/emSize
	origin, right, up := v.user(r.box.Left, base), v.user(r.box.Right, base), v.user(r.box.Left, base-r.box.Height())
	_, err = s.instance.FPDFPageObj_SetMatrix(&requests.FPDFPageObj_SetMatrix{PageObject: text, Transform: structs.FPDF_FS_MATRIX{
		A: float32((right.x - origin.x) / r.width), B: float32((right.y - origin.y) / r.width),
		C: float32(up.x - origin.x), D: float32(up.y - origin.y),
		E: float32(origin.x), F: float32(origin.y),
	}})
	if err != nil {
		return err
	}
	_, err = s.instance.FPDFPage_InsertObject(&requests.FPDFPage_InsertObject{Page: page, PageObject: text})
	return err
}
