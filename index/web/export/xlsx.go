package export

import (
	"archive/zip"
	"io"
	"os"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
)

// Limits of Excel.
const (
	maxSheetRows = 1_048_576 // with the head
	maxCellUnits = 32_767    // UTF-16 units of one cell
)

const cutMark = "…（过长，已截断）"

// xlsxRows writes one sheet. The rows lie in a folder of their own for temporary
// files until all are there; then the workbook goes to out.
type xlsxRows struct {
	out    io.Writer
	dir    string
	file   *excelize.File
	stream *excelize.StreamWriter
	rows   int
	styles styles
}

// newXLSX returns a sheet of that name. Whoever calls it closes it.
func newXLSX(out io.Writer, sheet string) (*xlsxRows, error) {
	dir, err := os.MkdirTemp("", "gouji-export-")
	if err != nil {
		return nil, err
	}
	x := &xlsxRows{out: out, dir: dir, file: excelize.NewFile(excelize.Options{TmpDir: dir})}
	if err := x.open(sheet); err != nil {
		_ = x.Close()
		return nil, err
	}
	return x, nil
}

func (x *xlsxRows) open(sheet string) error {
	err := x.file.SetSheetName("Sheet1", sheet)
	if err != nil {
		return err
	}
	if x.styles, err = newStyles(x.file); err != nil {
		return err
	}
	x.stream, err = x.file.NewStreamWriter(sheet)
	return err
}

// Close removes the temporary files.
func (x *xlsxRows) Close() error {
	err := x.file.Close()
	if removed := os.RemoveAll(x.dir); err == nil {
		err = removed
	}
	return err
}

func (x *xlsxRows) head(columns []column) error {
	cells := make([]any, len(columns))
	for i, c := range columns {
		if err := x.stream.SetColWidth(i+1, i+1, c.width); err != nil {
			return err
		}
		cells[i] = excelize.Cell{StyleID: x.styles.head, Value: fitting(c.head)}
	}
	err := x.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
	if err != nil {
		return err
	}
	return x.set(cells)
}

func (x *xlsxRows) row(row []cell) error {
	cells := make([]any, len(row))
	for i, c := range row {
		v := c.value
		if text, ok := v.(string); ok {
			v = fitting(text)
		}
		if c.doubtful {
			v = excelize.Cell{StyleID: x.styles.doubtful, Value: v}
		}
		cells[i] = v
	}
	return x.set(cells)
}

func (x *xlsxRows) set(cells []any) error {
	x.rows++
	at, err := excelize.CoordinatesToCellName(1, x.rows)
	if err != nil {
		return err
	}
	return x.stream.SetRow(at, cells)
}

// end writes the workbook. The zip goes straight to where it is wanted:
// excelize would gather it in memory.
func (x *xlsxRows) end() error {
	if err := x.stream.Flush(); err != nil {
		return err
	}
	x.file.SetZipWriter(func(io.Writer) excelize.ZipWriter { return zip.NewWriter(x.out) })
	return x.file.Write(io.Discard)
}

// fitting cuts a text to what a cell holds, and says so.
func fitting(s string) string {
	if len(s) <= maxCellUnits {
		return s
	}
	room := maxCellUnits - len([]rune(cutMark))
	for i, r := range s {
		if room -= max(utf16.RuneLen(r), 1); room < 0 {
			return s[:i] + cutMark
		}
	}
	return s
}

// styles are the styles of a workbook.
type styles struct {
	title, head, label, figure, doubtful, missing, decided, wrapped int
}

func newStyles(f *excelize.File) (s styles, err error) {
	border := func() []excelize.Border {
		var all []excelize.Border
		for _, side := range []string{"left", "right", "top", "bottom"} {
			all = append(all, excelize.Border{Type: side, Color: "9AA3AE", Style: 1})
		}
		return all
	}
	fill := func(colour string) excelize.Fill {
		return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
	}
	centred := &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}
	for _, wanted := range []struct {
		id    *int
		style excelize.Style
	}{
		{&s.title, excelize.Style{Font: &excelize.Font{Bold: true, Size: 13}}},
		{&s.head, excelize.Style{Font: &excelize.Font{Bold: true}, Fill: fill("E8ECF1"), Border: border(), Alignment: centred}},
		{&s.label, excelize.Style{Border: border(), Alignment: &excelize.Alignment{Vertical: "center", WrapText: true}}},
		{&s.figure, excelize.Style{Border: border(), Alignment: &excelize.Alignment{Horizontal: "right"}}},
		{&s.doubtful, excelize.Style{Border: border(), Fill: fill("FFE699"), Alignment: &excelize.Alignment{Horizontal: "right"}}},
		{&s.missing, excelize.Style{Border: border(), Fill: fill("F4B6B0"), Alignment: &excelize.Alignment{Horizontal: "right"}}},
		{&s.decided, excelize.Style{Border: border(), Fill: fill("DCCBF3"), Alignment: &excelize.Alignment{Horizontal: "right"}}},
		{&s.wrapped, excelize.Style{Border: border(), Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}}},
	} {
		if *wanted.id, err = f.NewStyle(&wanted.style); err != nil {
			return s, err
		}
	}
	return s, nil
}
