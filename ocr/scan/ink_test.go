package scan

import (
	"image"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/gouji/gouji/ocr"
)

// paper is a white picture.
func paper(w, h int) *image.Gray {
	img := image.NewGray(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	return img
}

func fill(img *image.Gray, r image.Rectangle) {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			img.Pix[img.PixOffset(x, y)] = 0
		}
	}
}

// drawn makes a picture of rows of characters, # for ink.
func drawn(rows ...string) *image.Gray {
	img := paper(len(rows[0]), len(rows))
	for y, row := range rows {
		for x, c := range row {
			if c == '#' {
				fill(img, image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return img
}

func TestBlobs(t *testing.T) {
	for name, tc := range map[string]struct {
		img  *image.Gray
		want []blob
	}{
		"nothing": {paper(9, 9), nil},
		"two arms that meet below": {drawn(
			"#........#",
			"#........#",
			"##########",
		), []blob{{image.Rect(0, 0, 10, 3), 14}}},
		"corners touch": {drawn("#...", ".#..", "..##"), []blob{{image.Rect(0, 0, 4, 3), 4}}},
		"apart": {drawn("#.#", "...", "#.#"), []blob{
			{image.Rect(0, 0, 1, 1), 1}, {image.Rect(2, 0, 3, 1), 1}, {image.Rect(0, 2, 1, 3), 1}, {image.Rect(2, 2, 3, 3), 1},
		}},
		"a comb":             {drawn("#.#.#.#.#", "#########"), []blob{{image.Rect(0, 0, 9, 2), 14}}},
		"a comb upside down": {drawn("#########", "#.#.#.#.#"), []blob{{image.Rect(0, 0, 9, 2), 14}}},
		"a ring around a dot": {drawn("#####", "#...#", "#.#.#", "#...#", "#####"), []blob{
			{image.Rect(0, 0, 5, 5), 16}, {image.Rect(2, 2, 3, 3), 1},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := blobs(tc.img, tc.img.Rect); !slices.Equal(got, tc.want) {
				t.Errorf("got %v, want %v", got, tc.want)
			}
		})
	}
}

// The runs of random ink must find the same pieces as filling from each pixel.
func TestBlobsAgainstFloodFill(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		img := paper(1+rng.IntN(40), 1+rng.IntN(40))
		for i := range img.Pix {
			if rng.IntN(100) < 45 {
				img.Pix[i] = 0
			}
		}
		got, want := blobs(img, img.Rect), flood(img)
		order := func(a, b blob) int {
			return slices.Compare([]int{a.Min.Y, a.Min.X, a.Max.Y, a.Max.X, a.area}, []int{b.Min.Y, b.Min.X, b.Max.Y, b.Max.X, b.area})
		}
		slices.SortFunc(got, order)
		slices.SortFunc(want, order)
		if !slices.Equal(got, want) {
			t.Fatalf("got %v, want %v", got, want)
		}
	}
}

func flood(img *image.Gray) []blob {
	seen := make([]bool, len(img.Pix))
	var found []blob
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			if seen[img.PixOffset(x, y)] || img.GrayAt(x, y).Y != 0 {
				continue
			}
			var b blob
			stack := []image.Point{{X: x, Y: y}}
			seen[img.PixOffset(x, y)] = true
			for len(stack) > 0 {
				p := stack[len(stack)-1]
				stack = stack[:len(stack)-1]
				b = join(b, blob{image.Rect(p.X, p.Y, p.X+1, p.Y+1), 1})
				for dy := -1; dy <= 1; dy++ {
					for dx := -1; dx <= 1; dx++ {
						q := p.Add(image.Pt(dx, dy))
						if q.In(img.Rect) && !seen[img.PixOffset(q.X, q.Y)] && img.GrayAt(q.X, q.Y).Y == 0 {
							seen[img.PixOffset(q.X, q.Y)] = true
							stack = append(stack, q)
						}
					}
				}
			}
			found = append(found, b)
		}
	}
	return found
}

// characters draws n square characters of 40 pixels from x, y, one every 50,
// that rise by slope a character.
func characters(img *image.Gray, x, y, n int, slope float64) {
	for i := range n {
		at := y - int(slope*float64(i))
		fill(img, image.Rect(x+50*i, at, x+50*i+40, at+8))
		fill(img, image.Rect(x+50*i, at+32, x+50*i+40, at+40))
		fill(img, image.Rect(x+50*i+16, at, x+50*i+24, at+40))
	}
}

func TestLines(t *testing.T) {
	img := paper(2000, 800)
	characters(img, 100, 100, 30, 1.2) // rises by 36 pixels
	characters(img, 100, 180, 30, 1.2)
	characters(img, 100, 260, 3, 0)
	characters(img, 1200, 258, 3, 0)            // another column
	fill(img, image.Rect(250, 292, 256, 300))   // a full stop after the third line
	fill(img, image.Rect(900, 600, 902, 602))   // a speck
	fill(img, image.Rect(100, 500, 1900, 504))  // a rule
	fill(img, image.Rect(1300, 520, 1700, 780)) // a picture
	ink := blobs(img, img.Rect)
	if em := em(ink, 150); em != 40 {
		t.Fatalf("em %d", em)
	}
	var got []image.Rectangle
	for _, l := range lines(ink, 40) {
		got = append(got, l.Rectangle)
	}
	want := []image.Rectangle{
		image.Rect(100, 66, 1590, 140), image.Rect(100, 146, 1590, 220),
		image.Rect(100, 260, 256, 300), image.Rect(1200, 258, 1340, 298),
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestStrip(t *testing.T) {
	img := paper(100, 100)
	for i := range img.Pix {
		img.Pix[i] = 200 // gray ground
	}
	for y := 20; y < 68; y++ {
		for x := 30; x < 54; x++ {
			img.Pix[img.PixOffset(x, y)] = 80
		}
	}
	s := strip(img, image.Rect(24, 20, 60, 68), 24, 10)
	if s.Rect != image.Rect(0, 0, 18+20, 24+20) {
		t.Fatalf("size %v", s.Rect)
	}
	for at, want := range map[image.Point]byte{{X: 0, Y: 0}: 255, {X: 11, Y: 22}: 255, {X: 19, Y: 22}: 0, {X: 19, Y: 5}: 255} {
		if got := s.GrayAt(at.X, at.Y).Y; got != want {
			t.Errorf("%v: %d, want %d", at, got, want)
		}
	}
	for _, r := range []image.Rectangle{{}, image.Rect(200, 200, 300, 300), image.Rect(5, 5, 5, 9)} {
		if s := strip(img, r, 24, 10); !s.Rect.Empty() {
			t.Errorf("%v gives %v", r, s.Rect)
		}
	}
}

func TestMarksAreKnownByShape(t *testing.T) {
	const size = 40
	stroke := func(x func(y int) int) *image.Gray {
		img := paper(60, 60)
		for y := 10; y < 50; y++ {
			fill(img, image.Rect(x(y), y, x(y)+4, y+1))
		}
		return img
	}
	dash := func(w int) *image.Gray {
		img := paper(60, 60)
		fill(img, image.Rect(5, 28, 5+w, 31))
		return img
	}
	for name, tc := range map[string]struct {
		img  *image.Gray
		kind kind
		text string
	}{
		"blank":         {paper(60, 60), blank, ""},
		"dash":          {dash(14), mark, "-"},
		"long dash":     {dash(40), mark, "—"},
		"slash":         {stroke(func(y int) int { return 40 - y/2 }), mark, "/"},
		"one":           {stroke(func(int) int { return 30 }), figure, ""},
		"a broken rule": {drawn(strings.Repeat("#", 60), strings.Repeat(".", 60)), blank, ""},
	} {
		t.Run(name, func(t *testing.T) {
			c := look(sheetOf(tc.img), nil, tc.img.Rect, size)
			if c.kind != tc.kind || c.text != tc.text {
				t.Errorf("kind %d %q, want %d %q", c.kind, c.text, tc.kind, tc.text)
			}
		})
	}
}

func sheetOf(img *image.Gray) *ocr.Sheet {
	return &ocr.Sheet{Gray: img, Ink: img, DPI: 300, Width: img.Rect.Dx(), Height: img.Rect.Dy()}
}

func TestDespeckle(t *testing.T) {
	img := paper(600, 400)
	stroke := image.Rect(200, 200, 206, 230)
	point := image.Rect(209, 227, 212, 230) // beside the stroke: part of the figure
	fill(img, stroke)
	fill(img, point)
	rng := rand.New(rand.NewPCG(1, 2))
	for range 400 {
		x, y := rng.IntN(590), rng.IntN(390)
		if at := image.Pt(x, y); !at.In(stroke.Union(point).Inset(-9)) {
			fill(img, image.Rect(x, y, x+2, y+1))
		}
	}
	s := sheetOf(img)
	s.DPI = 200
	if !despeckle(s) {
		t.Error("the sheet is not called noisy")
	}
	if left := inkIn(s.Ink, s.Ink.Rect) - stroke.Dx()*stroke.Dy() - point.Dx()*point.Dy(); left < 0 || left > 40 {
		t.Errorf("%d pixels of specks are left", left)
	}
	clean := paper(600, 400)
	fill(clean, stroke)
	fill(clean, point)
	before := slices.Clone(clean.Pix)
	if despeckle(sheetOf(clean)) || !slices.Equal(before, clean.Pix) {
		t.Error("a clean sheet was changed")
	}
}

// Digits drawn as frames: 10 wide, 20 high.
func frames(img *image.Gray, y int, xs ...int) {
	for _, x := range xs {
		fill(img, image.Rect(x, y, x+10, y+20))
		for yy := y + 3; yy < y+17; yy++ {
			for xx := x + 3; xx < x+7; xx++ {
				img.Pix[img.PixOffset(xx, yy)] = 255
			}
		}
	}
}

func TestKindsOfCells(t *testing.T) {
	for name, tc := range map[string]struct {
		draw   func(*image.Gray)
		kind   kind
		unsure bool
	}{
		"a number": {func(img *image.Gray) { frames(img, 20, 20, 34, 48) }, figure, false},
		"a number with a point": {func(img *image.Gray) {
			frames(img, 20, 20, 40)
			fill(img, image.Rect(33, 37, 36, 40))
		}, figure, false},
		"two lines": {func(img *image.Gray) {
			frames(img, 5, 20, 34, 48, 62)
			frames(img, 32, 20, 34, 48, 62)
		}, label, false},
		"a square character": {func(img *image.Gray) { fill(img, image.Rect(20, 20, 40, 40)) }, label, false},
		"the rest of a rule beside a number": {func(img *image.Gray) {
			frames(img, 20, 30)
			fill(img, image.Rect(0, 30, 4, 50))
		}, figure, true},
		"dust beside a number": {func(img *image.Gray) {
			frames(img, 20, 30)
			fill(img, image.Rect(60, 6, 63, 9))
		}, figure, false},
	} {
		t.Run(name, func(t *testing.T) {
			img := paper(90, 60)
			tc.draw(img)
			c := look(sheetOf(img), nil, img.Rect, 28)
			if c.kind != tc.kind || c.unsure != tc.unsure {
				t.Errorf("kind %d, unsure %t; want %d, %t", c.kind, c.unsure, tc.kind, tc.unsure)
			}
		})
	}
}

// A digit that looks like the others' digits of another kind is doubted.
// The dashes of a rule outnumber the characters between them, and say nothing
// about their size.
func TestDashedRulesAreNoText(t *testing.T) {
	const em, side, columns, rows = 40, 100, 8, 9
	img := paper(columns*side+40, rows*side+40)
	var table ocr.Table
	for row := range rows {
		for column := range columns {
			box := image.Rect(20+column*side, 20+row*side, 20+(column+1)*side, 20+(row+1)*side)
			for at := 0; at < side; at += 14 {
				fill(img, image.Rect(box.Min.X+at, box.Min.Y, box.Min.X+at+8, box.Min.Y+4))
				fill(img, image.Rect(box.Min.X, box.Min.Y+at, box.Min.X+4, box.Min.Y+at+8))
			}
			characters(img, box.Min.X+30, box.Min.Y+30, 1, 0)
			table.Cells = append(table.Cells, ocr.Cell{Row: row, Column: column, Rect: rect(box)})
		}
	}
	v := &view{Sheet: sheetOf(img), tables: []ocr.Table{table}, em: 7}
	if got := v.tableEm(&table); got != em {
		t.Errorf("the table's em is %d, want %d", got, em)
	}
	if got := emOf(v.Sheet, nil, v.tables); got != em {
		t.Errorf("the page's em is %d, want %d", got, em)
	}
	table.Cells = table.Cells[:3]
	if got := v.tableEm(&table); got != v.em {
		t.Errorf("three characters tell that the em is %d", got)
	}
}

// A 1 that touches a rule is no reason to call its cell empty and be sure of it.
func TestBlankBesideAStrokeIsDoubted(t *testing.T) {
	box := image.Rect(10, 10, 110, 70)
	for name, tc := range map[string]struct {
		ink  image.Rectangle
		want bool
	}{
		"nothing":            {image.Rectangle{}, false},
		"a speck":            {image.Rect(50, 40, 52, 42), false},
		"a stroke at a rule": {image.Rect(50, 40, 54, 70), true},
	} {
		img := paper(120, 80)
		fill(img, tc.ink)
		c := look(sheetOf(img), &ocr.Cell{}, box, 40)
		if c.kind != blank {
			t.Fatalf("%s: kind %d", name, c.kind)
		}
		if c.leaveBlank(); tc.want != (c.cell.Doubt != "") {
			t.Errorf("%s: %q", name, c.cell.Doubt)
		}
	}
}

func TestShapesJudge(t *testing.T) {
	img := paper(600, 60)
	var cells []inkedCell
	add := func(text string, draw func(x int)) {
		x := 10 + 40*len(cells)
		draw(x)
		box := image.Rect(x-5, 0, x+30, 60)
		c := look(sheetOf(img), &ocr.Cell{Text: text, Confidence: 1}, box, 28)
		cells = append(cells, c)
	}
	zero := func(x int) { frames(img, 20, x) }
	seven := func(x int) {
		fill(img, image.Rect(x, 20, x+10, 24))
		fill(img, image.Rect(x+6, 20, x+10, 40))
	}
	for range 3 {
		add("0", zero)
		add("7", seven)
	}
	add("7", zero)
	doubtShapes(&view{Sheet: sheetOf(img)}, cells)
	for i, c := range cells {
		if wrong := i == len(cells)-1; wrong != (c.cell.Doubt != "") {
			t.Errorf("cell %d (%s): %q, alternatives %q", i, c.cell.Text, c.cell.Doubt, c.cell.Alternatives)
		}
	}
	if last := cells[len(cells)-1].cell; !slices.Equal(last.Alternatives, []string{"0"}) {
		t.Errorf("alternatives %q", last.Alternatives)
	}
}

// All 7s of a page read as 1: nothing on it looks like a 7, but they do not look
// like its 1s either.
func TestStrangersAreDoubted(t *testing.T) {
	one := func(img *image.Gray, x int) {
		fill(img, image.Rect(x+4, 20, x+8, 40))
		fill(img, image.Rect(x, 36, x+12, 40))
	}
	seven := func(img *image.Gray, x int) {
		fill(img, image.Rect(x, 20, x+12, 24))
		fill(img, image.Rect(x+8, 20, x+12, 40))
	}
	for name, tc := range map[string]struct {
		ones, sevens   int
		first, strange bool // whether the 1s and the 7s are doubted
	}{
		"1s alone":           {4, 0, false, false},
		"few 7s":             {4, 2, false, true},
		"few 1s":             {1, 3, true, false},
		"as many of each":    {3, 3, true, true},
		"one figure of each": {1, 1, true, true},
	} {
		img := paper(600, 60)
		var cells []inkedCell
		for i := range tc.ones + tc.sevens {
			x := 10 + 40*i
			if i < tc.ones {
				one(img, x)
			} else {
				seven(img, x)
			}
			cells = append(cells, look(sheetOf(img), &ocr.Cell{Text: "1", Confidence: 1}, image.Rect(x-5, 0, x+30, 60), 28))
		}
		strangers := doubtShapes(&view{Sheet: sheetOf(img)}, cells)
		for i, c := range cells {
			want := i < tc.ones && tc.first || i >= tc.ones && tc.strange
			if want != (c.cell.Doubt != "") || want != strangers[c.cell] {
				t.Errorf("%s: cell %d: %q", name, i, c.cell.Doubt)
			}
		}
	}
}

func TestCommasHangAndPointsStand(t *testing.T) {
	for name, tc := range map[string]struct {
		mark        image.Rectangle
		read, want  string
		alternative string
		doubt       bool
	}{
		"comma read as point": {image.Rect(33, 37, 36, 44), "1.234", "1,234", "1.234", false},
		"comma":               {image.Rect(33, 37, 36, 44), "1,234", "1,234", "", false},
		"point":               {image.Rect(33, 37, 36, 40), "1.234", "1.234", "1,234", true},
	} {
		t.Run(name, func(t *testing.T) {
			img := paper(120, 60)
			frames(img, 20, 20, 40, 54, 68)
			fill(img, tc.mark)
			c := look(sheetOf(img), &ocr.Cell{Text: tc.read, Confidence: 1}, img.Rect, 28)
			separate([]inkedCell{c})
			got := strings.Join(c.cell.Alternatives, " ")
			if c.cell.Text != tc.want || got != tc.alternative || tc.doubt != (c.cell.Doubt != "") {
				t.Errorf("%s, alternatives %q, doubt %q", c.cell.Text, got, c.cell.Doubt)
			}
		})
	}
}

// A point that was lost leaves its place between two digits.
func TestGapsAreDoubted(t *testing.T) {
	figure := func(text string, xs ...int) inkedCell {
		c := inkedCell{cell: &ocr.Cell{Text: text, Confidence: 1}}
		for _, x := range xs {
			c.blobs = append(c.blobs, blob{Rectangle: image.Rect(x, 10, x+12, 34), area: 200})
		}
		c.ink = bounds(c.blobs)
		return c
	}
	cells := []inkedCell{
		figure("120", 0, 16, 32), figure("3344", 0, 17, 33, 50), figure("56", 0, 16), figure("9087", 0, 16, 32, 48),
		figure("8221", 0, 16, 32, 56), figure("71", 0, 25), figure("5", 0),
	}
	doubtGaps(cells)
	for _, c := range cells {
		if want := c.cell.Text == "8221" || c.cell.Text == "71"; want != (c.cell.Doubt != "") {
			t.Errorf("%s: %q", c.cell.Text, c.cell.Doubt)
		}
	}
	alone := []inkedCell{figure("71", 0, 25)}
	if doubtGaps(alone); alone[0].cell.Doubt != "" {
		t.Error("two digits tell nothing of how far apart the others are")
	}
}
