package printer

import (
	"fmt"
	"image"
	"math"
	"os"
	"path/filepath"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// redStamp presses the issuer's seal over the middle of the page.
func redStamp(s *sheet) {
	s.colour()
	s.press([3]float64{s.within(195, 225), s.within(20, 60), s.within(30, 70)}, s.within(0.65, 0.9))
}

// greyStamp is the same seal on a copy without colour.
func greyStamp(s *sheet) {
	grey := s.within(90, 140)
	s.press([3]float64{grey, grey, grey}, s.within(0.6, 0.85))
}

// press mixes the seal's ink with what is printed below it.
func (s *sheet) press(ink [3]float64, strength float64) {
	side := int(s.pixels(s.within(38, 45)))
	seal := s.seal(side)
	left := int(s.within(0.2, 0.75)*float64(s.bounds().Dx())) - side/2
	top := int(s.within(0.2, 0.75)*float64(s.bounds().Dy())) - side/2
	for k, p := range s.planes {
		for y := range side {
			for x := range side {
				if !image.Pt(left+x, top+y).In(p.Rect) {
					continue
				}
				cover := strength * float64(seal.Pix[y*seal.Stride+x]) / 255
				i := (top+y)*p.Stride + left + x
				p.Pix[i] = uint8(float64(p.Pix[i]) * (1 - cover*(1-ink[k]/255)))
			}
		}
	}
}

// seal draws an official seal as wide as side: a ring, a star in its middle
// and the issuer's name along the upper arc. 255 is full ink; it is uneven.
func (s *sheet) seal(side int) *image.Alpha {
	out := image.NewAlpha(image.Rect(0, 0, side, side))
	r := float64(side) / 2
	tilt := s.within(-0.3, 0.3)
	letters := s.letters(int(r * 0.3))
	step := 0.42
	if n := float64(len(letters)); n > 1 {
		step = min(step, 4.2/(n-1))
	}
	blot := [4]float64{s.within(5, 9), s.within(5, 9), s.within(0, 6), s.within(0, 6)}
	for y := range side {
		for x := range side {
			dx, dy := float64(x)-r, float64(y)-r
			distance, angle := math.Hypot(dx, dy)/r, math.Atan2(dx, -dy)-tilt
			ink := 0.0
			switch {
			case distance > 0.93 && distance < 0.995:
				ink = 1
			case distance < 0.32 && inStar(distance/0.32, angle):
				ink = 1
			case distance > 0.5 && distance < 0.9:
				ink = onArc(letters, step, angle, distance, r)
			}
			if ink > 0 {
				worn := 0.78 + 0.22*math.Sin(blot[0]*dx/r+blot[2])*math.Sin(blot[1]*dy/r+blot[3]) - 0.12*s.rng.Float64()
				out.Pix[y*out.Stride+x] = uint8(255 * ink * max(0, worn))
			}
		}
	}
	return out
}

// inStar reports whether a point, given by its distance from the middle (1 at
// the tips) and its angle from the top, lies in a five-pointed star.
func inStar(distance, angle float64) bool {
	fifth := 2 * math.Pi / 5
	a := math.Abs(math.Remainder(angle, fifth))
	// The edge runs from the tip (1, 0) to the notch at half a fifth.
	const notch = 0.382
	nx, ny := notch*math.Cos(fifth/2), notch*math.Sin(fifth/2)
	x, y := distance*math.Cos(a), distance*math.Sin(a)
	return (nx-1)*y-ny*(x-1) >= 0
}

// onArc is the ink of the letters at a point of the arc.
func onArc(letters []*image.Alpha, step, angle, distance, r float64) float64 {
	if len(letters) == 0 {
		return 0
	}
	place := math.Remainder(angle, 2*math.Pi)/step + float64(len(letters)-1)/2
	n := int(math.Round(place))
	if n < 0 || n >= len(letters) {
		return 0
	}
	g := letters[n]
	middle := 0.71
	x := int((place-float64(n))*step*middle*r) + g.Rect.Dx()/2
	y := int((middle-distance)*r) + g.Rect.Dy()/2
	return float64(g.AlphaAt(x, y).A) / 255
}

// letters draws the characters of the issuer, each on a square of its own.
func (s *sheet) letters(size int) []*image.Alpha {
	if s.face == nil {
		return nil
	}
	face, err := opentype.NewFace(s.face, &opentype.FaceOptions{Size: float64(size), DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		return nil
	}
	defer func() { _ = face.Close() }()
	var letters []*image.Alpha
	for _, r := range s.issuer {
		letter := image.NewAlpha(image.Rect(0, 0, size, size))
		d := font.Drawer{Dst: letter, Src: image.Opaque, Face: face, Dot: fixed.P(0, size*88/100)}
		d.DrawString(string(r))
		letters = append(letters, letter)
	}
	return letters
}

// sealFont loads the face that seals are cut in.
func sealFont() (*opentype.Font, error) {
	fonts, err := fontFolder()
	if err != nil {
		return nil, err
	}
	b, err := os.ReadFile(filepath.Join(fonts, sealFace))
	if err != nil {
		return nil, fmt.Errorf("printer: %w", err)
	}
	f, err := opentype.Parse(b)
	if err != nil {
		return nil, fmt.Errorf("printer: %s: %w", sealFace, err)
	}
	return f, nil
}
