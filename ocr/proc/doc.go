// Package proc runs work on hostile files in child processes. A child that
// takes too long, needs too much memory or crashes costs one answer, never the
// program: it is killed with all that it started, its scratch folder is
// removed, and the next call gets another one.
//
// Parent and child speak over two pipes of their own, so that a C library may
// print whatever it likes: a frame is the length of its body in four bytes
// (big endian), one byte for the kind of the body, and the body as JSON.
package proc
