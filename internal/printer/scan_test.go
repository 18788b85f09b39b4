package printer

import (
	"bytes"
	"image"
	"slices"
	"testing"
)

func TestErrors(t *testing.T) {
	for _, tt := range []struct {
		read, printed string
		want          int
	}{
		{"新收申请 12 件", "新收申请12件", 0},
		{"新收申青12件", "新收申请12件", 1},
		{"收申请l2件。", "新收申请12件", 3},
		{"", "三件", 2},
		{"⽂件", "文件", 0},
	} {
		got, n := Errors(tt.read, []string{tt.printed})
		if got != tt.want || n != len([]rune(tt.printed)) {
			t.Errorf("%q read as %q: %d errors of %d, want %d", tt.printed, tt.read, got, n, tt.want)
		}
	}
}

// Every damage leaves pages that can be decoded, with ink on paper, in the size
// that it promises.
func TestDamages(t *testing.T) {
	face, err := sealFont()
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range Damages() {
		t.Run(d.Name, func(t *testing.T) {
			page := image.NewGray(image.Rect(0, 0, 210, 297))
			for i := range page.Pix {
				if page.Pix[i] = 255; i/210%20 == 0 || i%210%30 == 0 {
					page.Pix[i] = 0
				}
			}
			s := &sheet{planes: []*image.Gray{page}, dpi: 100, rng: newSource(1, 1), issuer: "青禾镇人民政府", face: face}
			if d.Bleeds {
				s.verso = &image.Gray{Pix: slices.Clone(page.Pix), Stride: page.Stride, Rect: page.Rect}
			}
			for _, act := range d.steps {
				act(s)
			}
			p, err := s.encode()
			if err != nil {
				t.Fatal(err)
			}
			m, err := p.Image()
			if err != nil {
				t.Fatal(err)
			}
			want := image.Pt(210, 297)
			if d.Turn%180 != 0 {
				want = image.Pt(297, 210)
			}
			if m.Bounds().Size() != want {
				t.Errorf("%v, want %v", m.Bounds().Size(), want)
			}
			dark, light := 0, 0
			for y := range want.Y {
				for x := range want.X {
					r, _, _, _ := m.At(x, y).RGBA()
					if r < 0x7000 {
						dark++
					} else {
						light++
					}
				}
			}
			if dark < 500 || light < dark {
				t.Errorf("%d dark and %d light pixels", dark, light)
			}
			tif, err := p.TIFF()
			if err != nil || !bytes.HasPrefix(tif, []byte("II*\x00")) {
				t.Errorf("TIFF %x, %v", tif[:min(4, len(tif))], err)
			}
		})
	}
}

func TestSealHasAStarAndLetters(t *testing.T) {
	face, err := sealFont()
	if err != nil {
		t.Fatal(err)
	}
	s := &sheet{dpi: 200, rng: newSource(1, 2), issuer: "青禾镇人民政府", face: face}
	seal := s.seal(200)
	if seal.AlphaAt(100, 100).A == 0 || seal.AlphaAt(100, 195).A+seal.AlphaAt(100, 196).A == 0 {
		t.Error("no star in the middle or no ring at the edge")
	}
	ink := 0
	for y := 20; y < 50; y++ {
		for x := 60; x < 140; x++ {
			if seal.AlphaAt(x, y).A > 0 {
				ink++
			}
		}
	}
	if ink < 100 || ink > 2000 {
		t.Errorf("%d inked pixels where the letters stand", ink)
	}
}
