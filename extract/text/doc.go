// Package text finds paragraphs and ragged tables in plain text and Markdown:
// rows divided by tabs, pipes or runs of blanks, and tables printed one cell a
// line. It does not interpret the cells.
package text
