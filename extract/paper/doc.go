// Package paper makes blocks and pages of text of what was read from paper:
// printed lines flow into paragraphs, ruled tables become rows in true columns,
// and what a page break cut is put together again.
package paper
