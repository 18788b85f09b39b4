package site

import (
	"strconv"
	"time"
)

// Figure is a figure as pages show it, without an exponent; a blank is empty.
func Figure(v *float64) string {
	if v == nil {
		return ""
	}
	return strconv.FormatFloat(*v, 'f', -1, 64)
}

// When is a time as pages show it, in the zone of the daemon.
func When(t time.Time) string { return t.Local().Format("2006-01-02 15:04") }
