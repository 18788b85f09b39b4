// Package raster makes pictures of pages ready for recognition: it takes red
// stamps out, evens the ground, sets the page level, separates ink from paper
// and finds the boxes that ruled lines enclose. The work on pixels is
// Leptonica's, except for colour and for the repair of broken rules.
//
// The order is Clean, then Level for each way up that is to be tried, then
// Cells. Constants in inches scale with the resolution.
package raster
