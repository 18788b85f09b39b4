// Package retention decides which originals have been kept long enough.
package retention
