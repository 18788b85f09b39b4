// Package cli is the command line of gouji: one file a command. Each command
// reads its settings, calls the package that does the work and prints.
package cli
