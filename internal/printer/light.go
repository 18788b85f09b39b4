package printer

import (
	"image"
	"math"
)

// paper gives the page the grey of recycled paper and ink that is not black.
func paper(s *sheet) {
	white, black := s.within(222, 248), s.within(15, 55)
	s.each(func(v uint8) uint8 { return uint8(black + (white-black)*float64(v)/255) })
}

// shade lights the page unevenly: its darkest spot loses up to so large a
// share of the light.
func shade(share float64) func(*sheet) {
	return func(s *sheet) {
		width, height := s.bounds().Dx(), s.bounds().Dy()
		loss := share * s.within(0.6, 1)
		sin, cos := math.Sincos(s.within(0, 2*math.Pi))
		cx, cy := s.within(0.2, 0.8), s.within(0.2, 0.8)
		for y := range height {
			v := float64(y) / float64(height)
			for x := range width {
				u := float64(x) / float64(width)
				slope := 0.5 + ((u-0.5)*cos+(v-0.5)*sin)*0.7
				edge := ((u-cx)*(u-cx) + (v-cy)*(v-cy)) * 0.8
				light := 1 - loss*min(1, max(0, 0.65*slope+0.5*edge))
				for _, p := range s.planes {
					i := y*p.Stride + x
					p.Pix[i] = uint8(float64(p.Pix[i]) * light)
				}
			}
		}
	}
}

// noise adds Gaussian noise with a standard deviation in grey levels.
func noise(deviation float64) func(*sheet) {
	return func(s *sheet) {
		var errors [1024]int
		for i := range errors {
			errors[i] = int(math.Round(s.rng.NormFloat64() * deviation))
		}
		for _, p := range s.planes {
			var bits uint64
			for i, v := range p.Pix {
				if i%6 == 0 {
					bits = s.rng.Uint64()
				}
				p.Pix[i] = uint8(min(255, max(0, int(v)+errors[bits&1023])))
				bits >>= 10
			}
		}
	}
}

// blur softens edges by a Gaussian whose standard deviation is given in pixels at 200 dpi.
func blur(deviation float64) func(*sheet) {
	return func(s *sheet) {
		sigma := deviation * s.within(0.7, 1.3) * s.dpi / 200
		for _, p := range s.planes {
			smooth(p, sigma)
		}
	}
}

// smooth convolves a plane with a Gaussian, first along its rows, then along
// its columns.
func smooth(p *image.Gray, sigma float64) {
	radius := max(1, int(math.Ceil(2.5*sigma)))
	kernel := make([]int, 2*radius+1) // in 1/65536
	sum := 0.0
	for i := range kernel {
		sum += bell(float64(i-radius), sigma)
	}
	left := 1 << 16
	for i := range kernel {
		kernel[i] = int(bell(float64(i-radius), sigma) / sum * (1 << 16))
		left -= kernel[i]
	}
	kernel[radius] += left
	width, height := p.Rect.Dx(), p.Rect.Dy()
	line := make([]uint8, max(width, height)+2*radius)
	pass := func(count, length, first, step int) {
		for n := range count {
			at := n * first
			for i := range line[:length+2*radius] {
				line[i] = p.Pix[at+min(max(i-radius, 0), length-1)*step]
			}
			for i := range length {
				total := 1 << 15
				for k, weight := range kernel {
					total += weight * int(line[i+k])
				}
				p.Pix[at+i*step] = uint8(total >> 16)
			}
		}
	}
	pass(height, width, p.Stride, 1)
	pass(width, height, 1, p.Stride)
}

func bell(x, sigma float64) float64 { return math.Exp(-x * x / (2 * sigma * sigma)) }

// bleed lets the other side shine through, mirrored and soft.
func bleed(s *sheet) {
	if s.verso == nil {
		return
	}
	smooth(s.verso, s.dpi/120)
	strength := s.within(0.10, 0.22)
	width, height := min(s.bounds().Dx(), s.verso.Rect.Dx()), min(s.bounds().Dy(), s.verso.Rect.Dy())
	for _, p := range s.planes {
		for y := range height {
			for x := range width {
				through := float64(255-s.verso.Pix[y*s.verso.Stride+width-1-x]) * strength
				i := y*p.Stride + x
				p.Pix[i] = uint8(float64(p.Pix[i]) * (1 - through/255))
			}
		}
	}
}
