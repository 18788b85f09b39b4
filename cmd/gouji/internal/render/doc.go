// Package render prints documents as JSON, CSV or Markdown, the way
// `gouji extract` promises.
package render
