// Package daemon is the running gouji: it makes every part from the settings,
// fits them together, runs them and ends them in order. Handler is the joint
// between ingest, extract and index.
package daemon
