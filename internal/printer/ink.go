package printer

import "image"

// threshold leaves black and white only, as faxes and old scanners do, parted
// at a level drawn between two. One below the middle eats thin strokes.
func threshold(low, high float64) func(*sheet) {
	return func(s *sheet) {
		limit := uint8(s.within(low, high))
		s.each(func(v uint8) uint8 {
			if v < limit {
				return 0
			}
			return 255
		})
		s.bilevel = true
	}
}

// saltAndPepper turns a share of the pixels over, drawn between two: single
// ones and small specks.
func saltAndPepper(low, high float64) func(*sheet) {
	return func(s *sheet) {
		share := s.within(low, high)
		width, height := s.bounds().Dx(), s.bounds().Dy()
		p := s.planes[0]
		for range int(share * float64(width*height) / 1.5) {
			x, y := s.rng.IntN(width-1), s.rng.IntN(height-1)
			i := y*p.Stride + x
			p.Pix[i] ^= 0xff
			if s.rng.IntN(3) == 0 {
				p.Pix[i+1] = p.Pix[i]
			}
			if s.rng.IntN(6) == 0 {
				p.Pix[i+p.Stride] = p.Pix[i]
			}
		}
	}
}

// breakRules wears small gaps into the straight lines of tables.
func breakRules(s *sheet) {
	long := int(s.pixels(12))
	for _, p := range s.planes {
		for y := range p.Rect.Dy() {
			s.wear(p, p.Rect.Dx(), y*p.Stride, 1, long)
		}
		for x := range p.Rect.Dx() {
			s.wear(p, p.Rect.Dy(), x, p.Stride, long)
		}
	}
}

// wear breaks runs of dark pixels of at least the given length along one row
// or column of a plane. All rows of pixels of one line break at the same
// places: these hang on the place alone.
func (s *sheet) wear(p *image.Gray, length, first, step, long int) {
	start := -1
	for i := 0; i <= length; i++ {
		if i < length && p.Pix[first+i*step] < 128 {
			if start < 0 {
				start = i
			}
			continue
		}
		if start >= 0 && i-start >= long {
			for k := start; k < i; k++ {
				if gap(k, int(s.pixels(0.4)), int(s.pixels(0.8))) {
					p.Pix[first+k*step] = 255
				}
			}
		}
		start = -1
	}
}

// gap reports whether place k lies in a gap: about every 25 times the width of one.
func gap(k, narrow, wide int) bool {
	period := 25 * wide
	hash := uint64(k/period)*0x9e3779b97f4a7c15 ^ 0x5bd1e995
	hash ^= hash >> 29
	hash *= 0xbf58476d1ce4e5b9
	at := int(hash>>8) % (period - wide)
	if at < 0 {
		at += period - wide
	}
	width := narrow + int(hash>>40)%max(1, wide-narrow)
	return k%period >= at && k%period < at+width
}
