// Package worker is what a child process does: it opens one PDF or picture at a
// time and turns its pages into ocr.Page. It wires the readers of ocr together;
// the parent's side is package source, and ocr/proc carries the messages.
package worker
