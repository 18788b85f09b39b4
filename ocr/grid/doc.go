// Package grid rebuilds tables and lines of text from geometry alone: ruling
// lines, the white boxes between them, and glyphs with their places. It knows
// neither PDFs nor pictures, so both are read by the same rules. Coordinates
// may be in any unit; y grows downwards.
package grid
