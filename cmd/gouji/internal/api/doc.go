// Package api is what the daemon answers about itself and the client of
// its addresses, which the commands use.
package api
