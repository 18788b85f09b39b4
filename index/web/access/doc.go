// Package access decides who may ask what: own host names only, logins by a
// shared password or a proxy's header, no requests forged by other sites, and
// answers that browsers run nothing of.
package access
