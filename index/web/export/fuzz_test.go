package export

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"
	"testing"
)

// FuzzCSV: a text comes back as it was, and no spreadsheet takes it for a formula.
func FuzzCSV(f *testing.F) {
	for _, s := range []string{"=1+1", "-", "-12.5", "+86 10", "@x", "\t=1", "\r\n=1", "＝1", "a\"b,c", "", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var b bytes.Buffer
		rows := newCSV(&b)
		if err := rows.row([]cell{{value: s}, {value: "end"}}); err != nil {
			t.Fatal(err)
		}
		if err := rows.end(); err != nil {
			t.Fatal(err)
		}
		fields, err := csv.NewReader(&b).Read()
		if err != nil || len(fields) != 2 {
			t.Fatalf("%q cannot be read back: %v", s, err)
		}
		got := fields[0]
		// The writer leaves out CR, which ends nothing but a line.
		if plain := strings.ReplaceAll(s, "\r", ""); got != plain && got != "'"+plain {
			t.Errorf("%q became %q", s, got)
		}
		_, err = strconv.ParseFloat(got, 64)
		if strings.ContainsAny(firstRune(got), formulaStarts) && got != "-" && err != nil {
			t.Errorf("%q is a formula", got)
		}
	})
}
