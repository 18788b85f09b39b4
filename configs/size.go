package configs

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Size is a number of bytes, written like 512KiB, 64MiB or 2GiB (powers of
// 1024), 500MB (powers of 1000), or as plain digits.
type Size int64

var units = []struct {
	suffix string
	bytes  float64
}{
	{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"TiB", 1 << 40},
	{"KB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"TB", 1e12}, {"B", 1},
}

// UnmarshalText reads a size.
func (s *Size) UnmarshalText(text []byte) error {
	number, factor := strings.TrimSpace(string(text)), 1.0
	for _, u := range units {
		if rest, ok := strings.CutSuffix(number, u.suffix); ok {
			number, factor = strings.TrimSpace(rest), u.bytes
			break
		}
	}
	n, err := strconv.ParseFloat(number, 64)
	bytes := n * factor
	if err != nil || math.IsNaN(bytes) || bytes < 0 || bytes >= math.MaxInt64 {
		return fmt.Errorf("is not a size like 64MiB")
	}
	*s = Size(bytes)
	return nil
}

// String writes the size with the largest unit that divides it.
func (s Size) String() string {
	for i := 3; i >= 0; i-- {
		if unit := Size(units[i].bytes); s != 0 && s%unit == 0 {
			return strconv.FormatInt(int64(s/unit), 10) + units[i].suffix
		}
	}
	return strconv.FormatInt(int64(s), 10) + "B"
}

// Round writes the size for people, with one decimal: 1.5 GiB.
func (s Size) Round() string {
	for i := 3; i >= 0; i-- {
		if u := units[i]; float64(s) >= u.bytes {
			return fmt.Sprintf("%.1f %s", float64(s)/u.bytes, u.suffix)
		}
	}
	return fmt.Sprintf("%d B", int64(s))
}
