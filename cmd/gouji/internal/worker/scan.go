package worker

import (
	"context"
	"image"

	"github.com/gouji/gouji/ocr"
	"github.com/gouji/gouji/ocr/grid"
	"github.com/gouji/gouji/ocr/raster"
	"github.com/gouji/gouji/ocr/scan"
	"github.com/gouji/gouji/ocr/tesseract"
)

// scanner reads pictures of pages. Models are loaded for the first one.
type scanner struct {
	settings Settings
	engine   *tesseract.Engine
	reader   *scan.Reader
}

func (s *scanner) read(ctx context.Context, img image.Image, dpi float64, number int) (*ocr.Page, error) {
	if s.reader == nil {
		engine, err := tesseract.New(tesseract.Options{TessData: s.settings.Tessdata})
		if err != nil {
			return nil, err
		}
		s.engine, s.reader = engine, scan.New(sheets{}, recogniser{engine})
	}
	return s.reader.Read(ctx, img, dpi, number)
}

func (s *scanner) close() {
	if s.engine != nil {
		s.engine.Close()
	}
}

// sheets is raster and grid as scan wants them.
type sheets struct{}

// Clean implements scan.Raster.
func (sheets) Clean(ctx context.Context, img image.Image, dpi float64) (*image.Gray, float64, error) {
	return raster.Clean(ctx, img, dpi)
}

// Level implements scan.Raster.
func (sheets) Level(ctx context.Context, gray *image.Gray, dpi float64, turn int) (*ocr.Sheet, error) {
	return raster.Level(ctx, gray, dpi, turn)
}

// snapsPerInch is how many times the snap of a sheet's grid goes into an inch:
// as DefaultSnap for points.
const snapsPerInch = pointsPerInch / grid.DefaultSnap

// Tables implements scan.Raster.
func (sheets) Tables(s *ocr.Sheet) []ocr.Table {
	size := s.Gray.Rect
	sheet := ocr.Rect{Right: float64(size.Dx()), Bottom: float64(size.Dy())}
	return grid.FromCells(raster.Cells(s), sheet, grid.Options{Snap: s.DPI / snapsPerInch})
}

// ToPage implements scan.Raster.
func (sheets) ToPage(s *ocr.Sheet, r ocr.Rect) ocr.Rect { return raster.ToPage(s, r) }
