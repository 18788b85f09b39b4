package status

import (
	"math"
	"time"
)

// Left tells in words how long something will take still: an estimate, so no
// finer than minutes.
type Left struct {
	Key string // of the word
	N   int    // is put into it; 0 where it takes none
}

// Left is how long the reading of a file will take still.
func (f InFlight) Left() Left {
	minutes := f.LeftSeconds / 60
	switch {
	case f.LeftSeconds <= 0:
		return Left{Key: "left.unknown"}
	case minutes < 1:
		return Left{Key: "left.short"}
	case minutes < 90:
		return Left{"left.minutes", int(math.Ceil(minutes))}
	default:
		return Left{"left.hours", int(math.Round(minutes / 60))}
	}
}

// clock shows a time as people write it, shortly: today's without the day.
func clock(t time.Time) string {
	t = t.Local()
	if now := time.Now(); t.YearDay() == now.YearDay() && t.Year() == now.Year() {
		return t.Format("15:04:05")
	}
	return t.Format("2006-01-02 15:04")
}

// Clock is the time in words.
func (f Finished) Clock() string { return clock(f.At) }

// Clock is the time in words.
func (f Failure) Clock() string { return clock(f.At) }

// Clock is the time in words.
func (w Waiting) Clock() string { return clock(w.Since) }

// SinceClock is the start of the daemon in words.
func (r *Report) SinceClock() string { return clock(r.Since) }
