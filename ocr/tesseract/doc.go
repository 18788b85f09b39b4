// Package tesseract reads pictures of text with Tesseract 5's LSTM recogniser.
//
// An Engine belongs to one goroutine of one child process. It opens one handle
// per model when the model is first asked for, reuses it, and replaces it after
// some thousand readings because handles grow slowly.
//
// Two ways lead into the library, and each does what it does well:
//
//   - Whole pages ([Engine.Page]) go by gosseract: Tesseract's own segmentation,
//     words with boxes, as a second reading that owes nothing to our cells.
//   - Strips, lines and orientation ([Engine.Digits], [Engine.Line],
//     [Engine.Orientation]) go by a thin layer on Tesseract's C API. gosseract
//     has no raw pixels (a page has thousands of strips, and each would be
//     encoded and decoded again), no symbols with their alternatives, no
//     orientation and no way to stop, and its handle is a private field.
//
// The environment must hold OMP_THREAD_LIMIT=1 when the process starts: two
// such processes read 58 pages a minute on two cores, one with Tesseract's own
// threads 7. Setting the variable later has no effect.
package tesseract
