// Package journal keeps lines for good: each is on the disk before it counts,
// and none is ever changed.
package journal
