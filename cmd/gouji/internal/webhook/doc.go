// Package webhook tells another program what has become of files: a signed POST
// for each, one after the other. Notifications wait in memory, so that those
// that were not delivered are lost when the program is killed.
// docs/operations.md says what a receiver gets and how it checks the signature.
package webhook
