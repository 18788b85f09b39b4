package scan

import (
	"image"
	"math"
)

// strip cuts a rectangle out of a picture, stretches its contrast, scales it so
// that its ink is height pixels high, and puts a white pad around it.
func strip(gray *image.Gray, r image.Rectangle, height, pad int) *image.Gray {
	r = r.Intersect(gray.Rect)
	if r.Empty() {
		return image.NewGray(image.Rectangle{})
	}
	cut := stretch(gray, r)
	scale := float64(height) / float64(r.Dy())
	w := max(1, int(float64(r.Dx())*scale+0.5))
	scaled := resize(cut, w, height)
	out := image.NewGray(image.Rect(0, 0, w+2*pad, height+2*pad))
	for i := range out.Pix {
		out.Pix[i] = 255
	}
	for y := range height {
		copy(out.Pix[out.PixOffset(pad, pad+y):], scaled.Pix[y*scaled.Stride:][:w])
	}
	return out
}

// stretch copies a part of a picture so that its ink is black and its ground is
// white. The ground is the commonest of the lighter values: paper is seldom
// quite white, and noise makes some of it whiter than it is.
func stretch(gray *image.Gray, r image.Rectangle) *image.Gray {
	var counts [256]int
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for _, v := range gray.Pix[gray.PixOffset(r.Min.X, y):][:r.Dx()] {
			counts[v]++
		}
	}
	low, high := levels(&counts, r.Dx()*r.Dy())
	var table [256]byte
	for v := range table {
		table[v] = byte(min(max((v-low)*255/max(high-low, 1), 0), 255))
	}
	out := image.NewGray(image.Rect(0, 0, r.Dx(), r.Dy()))
	for y := range r.Dy() {
		row := out.Pix[y*out.Stride:]
		for x, v := range gray.Pix[gray.PixOffset(r.Min.X, r.Min.Y+y):][:r.Dx()] {
			row[x] = table[v]
		}
	}
	return out
}

// levels finds the value of the ink, the darkest hundredth, and of the ground
// with most of its noise, whose spread shows where it is lighter.
func levels(counts *[256]int, pixels int) (low, high int) {
	for dark := 0; low < 255 && dark+counts[low] <= pixels/100; low++ {
		dark += counts[low]
	}
	high = 255
	for v, most := (low+255)/2, 0; v < 256; v++ {
		if counts[v] > most {
			most, high = counts[v], v
		}
	}
	spread, above := 0.0, 0
	for v := high + 1; v < 256; v++ {
		spread += float64((v-high)*(v-high)) * float64(counts[v])
		above += counts[v]
	}
	noise := int(math.Sqrt(spread / float64(max(1, above))))
	return low, max(high-min(noise, (high-low)/3), low+1)
}

// resize scales by the mean of the covered area when it shrinks, and between
// the neighbours when it grows, first across and then down.
func resize(src *image.Gray, w, h int) *image.Gray {
	sw, sh := src.Rect.Dx(), src.Rect.Dy()
	across := make([]float32, w*sh)
	weigh(sw, w, func(to, from int, share float32) {
		for y := range sh {
			across[y*w+to] += share * float32(src.Pix[y*src.Stride+from])
		}
	})
	down := make([]float32, w*h)
	weigh(sh, h, func(to, from int, share float32) {
		out, in := down[to*w:][:w], across[from*w:][:w]
		for x := range out {
			out[x] += share * in[x]
		}
	})
	dst := image.NewGray(image.Rect(0, 0, w, h))
	for i, v := range down {
		dst.Pix[i] = byte(min(max(v+0.5, 0), 255))
	}
	return dst
}

// weigh calls mix with the share that each of n source pixels has in each of m
// target pixels.
func weigh(n, m int, mix func(to, from int, share float32)) {
	scale := float64(n) / float64(m)
	for to := range m {
		if scale <= 1 { // between the two nearest middles
			at := (float64(to)+0.5)*scale - 0.5
			i := int(at)
			if at < 0 {
				i, at = 0, 0
			}
			share := float32(at - float64(i))
			mix(to, min(i, n-1), 1-share)
			mix(to, min(i+1, n-1), share)
			continue
		}
		from, end := float64(to)*scale, float64(to+1)*scale
		for i := int(from); i < n && float64(i) < end; i++ {
			share := min(end, float64(i+1)) - max(from, float64(i))
			mix(to, i, float32(share/scale))
		}
	}
}
