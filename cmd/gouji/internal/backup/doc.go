// Package backup writes and reads archives of all that gouji cannot make again:
// originals, what was read of them, the state, and what people have decided.
// An archive is a tar under zstd whose last member, the manifest, names every
// other with its size and SHA-256, so that one that was cut short is noticed.
package backup
