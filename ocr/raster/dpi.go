package raster

import "image"

const (
	minDPI, maxDPI = 70, 600
	a4             = 11.69 // inches, the long side
)

// guess is the resolution of a picture that does not state it.
func guess(g *image.Gray) float64 {
	return min(max(float64(max(g.Rect.Dx(), g.Rect.Dy()))/a4, minDPI), maxDPI)
}
