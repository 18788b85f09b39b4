// Package licences knows what of other people's work gouji consists of: the Go
// modules that are linked into it, the npm packages that are bundled into its
// pages, and what declared.yaml names (libraries compiled to WebAssembly, data,
// system libraries, the search server).
//
// Inventory collects these as Components with the texts of their licences.
// Check holds the licences against the list of those that may be shipped.
// WriteTexts and WriteBOM write what goes with a release: the texts that must
// be passed on, and the bill of materials as CycloneDX.
//
// It is a tool of the build: gouji does not import it. Command: internal/licences/cmd.
package licences
