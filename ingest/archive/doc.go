// Package archive moves consumed files out of the watched folder: to the
// archive after success, and after a refusal to the failed folder with a note
// beside them that says why in plain Chinese.
//
//	archive/2026/01/部门/年报.txt
//	failed/部门/年报.pdf
//	failed/部门/年报.pdf.原因.txt
//
// Nothing is ever overwritten: a name that is taken gets a number before its
// extension. A move is one rename; to another file system it is a copy that is
// synced under a hidden name before it takes its own and the source is removed.
// A move that was cut short can be asked for again. A source that is no longer
// there is ErrVanished, which is harmless: somebody, or this program before a
// crash, has moved it already.
package archive
