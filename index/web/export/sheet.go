package export

import "github.com/xuri/excelize/v2"

// sheet is a sheet of a workbook. It keeps the first error.
type sheet struct {
	file *excelize.File
	name string
	row  int // the next, from 1
	err  error
}

// do runs what is to be done to a cell, unless something has failed before.
func (s *sheet) do(column, row int, what func(at string) error) {
	if s.err != nil {
		return
	}
	at, err := excelize.CoordinatesToCellName(column, row)
	if err == nil {
		err = what(at)
	}
	s.err = err
}

// set writes a value; style 0 is none.
func (s *sheet) set(column, row int, v any, style int) {
	s.do(column, row, func(at string) error {
		if err := s.file.SetCellValue(s.name, at, v); err != nil {
			return err
		}
		return s.file.SetCellStyle(s.name, at, at, style)
	})
}

// text writes a text, which never becomes a formula.
func (s *sheet) text(column, row int, text string, style int) {
	s.do(column, row, func(at string) error {
		if err := s.file.SetCellStr(s.name, at, fitting(text)); err != nil {
			return err
		}
		return s.file.SetCellStyle(s.name, at, at, style)
	})
}

// merge makes one cell of an area that holds more than one.
func (s *sheet) merge(left, top, right, bottom, style int) {
	if left == right && top == bottom {
		return
	}
	s.do(left, top, func(from string) error {
		to, err := excelize.CoordinatesToCellName(right, bottom)
		if err != nil {
			return err
		}
		if err := s.file.SetCellStyle(s.name, from, to, style); err != nil {
			return err
		}
		return s.file.MergeCell(s.name, from, to)
	})
}

// remark puts a comment to a cell.
func (s *sheet) remark(column, row int, text string) {
	if text == "" {
		return
	}
	s.do(column, row, func(at string) error {
		return s.file.AddComment(s.name, excelize.Comment{Cell: at, Author: "勾稽", Text: text})
	})
}

func (s *sheet) width(from, to int, characters float64) {
	s.do(from, 1, func(string) error {
		first, err := excelize.ColumnNumberToName(from)
		if err != nil {
			return err
		}
		last, err := excelize.ColumnNumberToName(to)
		if err != nil {
			return err
		}
		return s.file.SetColWidth(s.name, first, last, characters)
	})
}
