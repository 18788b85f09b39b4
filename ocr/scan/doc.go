// Package scan reads the picture of a page: its lines of prose and, cell by
// cell, its ruled tables. A figure is read by two models and looked at a third
// time by the shapes of its digits; where they differ, it says so.
//
// The parts that handle pixels and the recogniser are handed in, so that this
// package holds nothing but the way from a Sheet to a Page. Heights, margins
// and the order of steps follow measurements on office scans from 150 to
// 300 dpi: Tesseract reads digits best at an ink height of 24 pixels and lines
// of Chinese at 36.
package scan
