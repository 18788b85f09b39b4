// Package charset turns the bytes of a text file into text.
//
// It knows UTF-8, UTF-16 with and without a byte order mark, GB18030 (and so
// GBK and GB2312) and Big5 with HKSCS, also mixed line by line, and what a label
// names besides. Candidates are compared by how Chinese they read (han.Score),
// because a label may lie and a file may follow none. Mojibake, text that was
// decoded with the wrong table and saved again, is undone.
//
// Nothing is guessed back: where bytes or characters were lost, U+FFFD stands in
// their place, so that a reader of tables can tell which row to distrust.
package charset
