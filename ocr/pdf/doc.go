// Package pdf turns the bytes of a PDF into pages: the characters of a text
// layer with their boxes, the ruling lines, what kind of page it is, and its
// picture.
//
// The reader is pdfium, compiled to WebAssembly and run by wazero: no C, and a
// hostile file can at worst break its own sandbox. It sees neither the file
// system (but for one font file) nor the network. A call into it cannot be
// interrupted, so whoever reads files of strangers does it in a child process
// with a deadline.
//
// Witness reads the same text by a second, independent library; Agreement
// tells how far two readings of a page are the same.
package pdf
