// Package extract is the model of a read document: its metadata, sections,
// pages, tables with canonical cells, and the findings of the checks. The
// JSON form of Document is the product's public contract: fields are added,
// never renamed or dropped.
//
// The subpackages do the work, each one step: charset turns bytes into text,
// text and html find blocks and ragged tables in it, form aligns the tables to
// the statutory forms, check compares the figures, report reads the metadata,
// and reader runs the steps in order.
package extract
