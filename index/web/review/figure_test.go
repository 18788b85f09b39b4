package review

import (
	"errors"
	"math"
	"testing"

	"github.com/gouji/gouji/index/web/site"
)

func TestParseFigure(t *testing.T) {
	figure := func(v float64) *float64 { return &v }
	for entered, want := range map[string]*float64{
		"0": figure(0), "12": figure(12), " 12 ": figure(12), "1,234": figure(1234), "1,234,567.5": figure(1234567.5),
		"１２": figure(12), "１，２３４．５": figure(1234.5), "-3": figure(-3), "－３": figure(-3), "—3": figure(-3), "0.10": figure(0.1),
		"-0": figure(0), "007": figure(7), "": nil, " ": nil, "　": nil, "-": nil, "—": nil, "——": nil, "/": nil, "／": nil, "无": nil, "無": nil,
	} {
		got, err := parseFigure(entered)
		if err != nil || !same(got, want) {
			t.Errorf("%q: %q, %v, want %q", entered, site.Figure(got), err, site.Figure(want))
		}
	}
	for entered, want := range map[string]error{
		"十二": errNoNumber, "12件": errNoNumber, "1 2": errNoNumber, "1e5": errNoNumber, "0x10": errNoNumber, "NaN": errNoNumber,
		"Inf": errNoNumber, "1.": errNoNumber, ".5": errNoNumber, "1.2.3": errNoNumber, "--3": errNoNumber, "+3": errNoNumber,
		"12,34": errThousands, "1,2345": errThousands, ",123": errThousands, "1,234,": errThousands, "1,,234": errThousands,
		"1234567890123456": errTooLong, "0.1234567890123456": errTooLong,
	} {
		if got, err := parseFigure(entered); !errors.Is(err, want) {
			t.Errorf("%q: %q, %v, want %v", entered, site.Figure(got), err, want)
		}
	}
}

func FuzzParseFigure(f *testing.F) {
	for _, seed := range []string{"", "0", "-", "1,234", "１２，３４５．６", "12件", "−3", "1e9", "999999999999999", "\xff", "-0.0"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, entered string) {
		v, err := parseFigure(entered)
		if err != nil {
			if v != nil {
				t.Fatal("a figure and an error")
			}
			return
		}
		if v == nil {
			return
		}
		if math.IsNaN(*v) || math.Abs(*v) >= 1e15 || *v == 0 && math.Signbit(*v) {
			t.Fatalf("%q is read as %v", entered, *v)
		}
		if again, err := parseFigure(site.Figure(v)); err != nil || !same(again, v) {
			t.Fatalf("%q: %q is read as %q (%v)", entered, site.Figure(v), site.Figure(again), err)
		}
	})
}
