package check

import (
	"math"
	"math/big"
	"strconv"
)

// exact is the largest whole number below which float64 sums have no error.
const exact = 1 << 53

// add returns the sum of figures as they are printed: 0.1 and 0.2 make 0.3.
func add(values []float64) float64 {
	sum, whole := 0.0, true
	for _, v := range values {
		sum += v
		whole = whole && v == math.Trunc(v) && math.Abs(sum) < exact
	}
	if whole {
		return sum
	}
	total := new(big.Rat)
	for _, v := range values {
		if r, ok := new(big.Rat).SetString(decimal(v)); ok {
			total.Add(total, r)
		}
	}
	f, _ := total.Float64()
	return f
}

// decimal writes a figure the shortest way that reads back the same.
func decimal(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
