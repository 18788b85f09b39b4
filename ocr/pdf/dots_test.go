package pdf

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gouji/gouji/ocr"
)

// rows draws the pieces of a frame of 200 by 60 points at (100, 600) and of an
// upright line in it.
func rows(pitch float64, piece func(x, y float64, level bool) string) string {
	var b strings.Builder
	for _, y := range []float64{600, 660} {
		for x := 100.0; x < 300; x += pitch {
			b.WriteString(piece(x, y, true))
		}
	}
	for _, x := range []float64{100, 170, 300} {
		for y := 600.0; y < 660; y += pitch {
			b.WriteString(piece(x, y, false))
		}
	}
	return b.String()
}

// long are the rules that tables could be made of.
func long(rules []ocr.Rule) (level, upright int) {
	for _, r := range rules {
		switch {
		case r.Horizontal() && r.Width() > 190 && near(r.Left, 100):
			level++
		case !r.Horizontal() && r.Height() > 55 && near(r.Bottom, 242):
			upright++
		}
	}
	return level, upright
}

func TestDottedRules(t *testing.T) {
	oval := func(x, y float64, _ bool) string {
		return fmt.Sprintf("%g %g m %g %g %g %g %g %g c h\n", x, y, x, y+1, x+1, y+1, x+1, y)
	}
	for name, drawn := range map[string]string{
		"squares": rows(1.5, func(x, y float64, _ bool) string { return fmt.Sprintf("%g %g 0.75 0.75 re f\n", x, y) }),
		"one path": rows(1.5, func(x, y float64, _ bool) string { return fmt.Sprintf("%g %g 0.75 0.75 re\n", x, y) }) +
			"f",
		"round":    rows(2, oval) + "f",
		"points":   "1 J 1 w " + rows(2.5, func(x, y float64, _ bool) string { return fmt.Sprintf("%g %g m %g %g l\n", x, y, x, y) }) + "S",
		"turned":   "q 0.24 0 0 -0.24 0 842 cm " + turnedRows() + "Q",
		"pattern":  "0.5 w [1 3] 0 d 100 600 200 60 re 170 600 m 170 660 l S",
		"dashes":   dashes(2.5, 5),
		"far":      dashes(4, 9),
		"dash-dot": dashes(5, 9) + rows(9, func(x, y float64, _ bool) string { return fmt.Sprintf("%g %g 0.5 0.5 re f\n", x+6.5, y) }),
	} {
		l := layer(t, onePage(drawn+" "+han(sentence, 72, 742)))
		level, upright := long(l.Rules)
		if level < 2 || upright < 3 {
			t.Errorf("%s: %d level and %d upright rules of %d", name, level, upright, len(l.Rules))
		}
	}
}

// turnedRows are squares as a browser draws them: pixels from the upper left.
func turnedRows() string {
	var b strings.Builder
	const px = 1 / 0.24
	for _, line := range [][4]float64{{100, 182, 200, 0}, {100, 242, 200, 0}, {100, 182, 0, 60}, {170, 182, 0, 60}, {300, 182, 0, 60}} {
		for s := 0.0; s <= line[2]+line[3]; s += 1.5 {
			fmt.Fprintf(&b, "%.5f %.5f 3 3 re f\n", (line[0]+min(s, line[2]))*px, (line[1]+min(s, line[3]))*px)
		}
	}
	return b.String()
}

func dashes(length, pitch float64) string {
	return rows(pitch, func(x, y float64, level bool) string {
		if level {
			return fmt.Sprintf("0.5 w %g %g m %g %g l S\n", x, y, x+length, y)
		}
		return fmt.Sprintf("0.5 w %g %g m %g %g l S\n", x, y, x, y+length)
	})
}

// What has gaps is no rule, and neither are dots that stand together as text
// or specks do.
func TestDotsThatAreNoRules(t *testing.T) {
	square := func(x, y float64) string { return fmt.Sprintf("%g %g 1 1 re f\n", x, y) }
	var scattered, leader strings.Builder
	for i := range 400 {
		scattered.WriteString(square(float64(100+i*37%200), float64(600+i*53%60)+float64(i%7)/7))
	}
	for i := range 4 {
		leader.WriteString(square(100+3*float64(i), 600))
	}
	for name, drawn := range map[string]string{
		"specks": scattered.String(), "ellipsis": leader.String(),
		"bullets":     rows(20, func(x, y float64, _ bool) string { return square(x, y) }),
		"dots unseen": rows(1.5, func(x, y float64, _ bool) string { return fmt.Sprintf("%g %g 0.75 0.75 re n\n", x, y) }),
	} {
		l := layer(t, onePage(drawn+han(sentence, 72, 742)))
		for _, r := range l.Rules {
			if max(r.Width(), r.Height()) > 9 {
				t.Errorf("%s: %+v", name, r)
			}
		}
	}
}

// BenchmarkDots reads a page of 100,000 dots, each a path of its own.
func BenchmarkDots(b *testing.B) {
	var drawn strings.Builder
	for y := range 250 {
		for x := range 400 {
			fmt.Fprintf(&drawn, "%g %d 0.6 0.6 re f\n", 50+1.2*float64(x), 50+3*y)
		}
	}
	d := open(b, onePage(drawn.String()+han(sentence, 72, 820)))
	for b.Loop() {
		l, err := d.Layer(b.Context(), 1)
		if err != nil || len(l.Rules) < 250 {
			b.Fatal(len(l.Rules), err)
		}
	}
}
