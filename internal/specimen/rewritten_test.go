package specimen_test

import (
	"strings"
	"testing"

	"github.com/gouji/gouji/internal/specimen"
)

// rewrites are what mail programs, editors, converters and broken copies do to
// a text as a whole.
var rewrites = map[string]func(string) string{
	"double spaced": func(s string) string { return strings.ReplaceAll(s, "\n", "\n\n") },
	"single spaced": func(s string) string { return strings.ReplaceAll(s, "\n\n", "\n") },
	"lines trimmed": func(s string) string { return eachLine(s, strings.TrimSpace) },
	"ends trimmed": func(s string) string {
		return eachLine(s, func(l string) string { return strings.TrimRight(l, " \t") })
	},
	"quoted":         func(s string) string { return eachLine(s, func(l string) string { return "> " + l }) },
	"commas":         func(s string) string { return strings.ReplaceAll(s, "\t", ",") },
	"semicolons":     func(s string) string { return strings.ReplaceAll(s, "\t", ";") },
	"tabs to blank":  func(s string) string { return strings.ReplaceAll(s, "\t", " ") },
	"tabs to blanks": func(s string) string { return strings.ReplaceAll(s, "\t", "    ") },
	"cut off":        func(s string) string { return s[:len(s)*6/10] },
	"twice":          func(s string) string { return s + "\n" + s },
}

func eachLine(s string, change func(string) string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = change(lines[i])
	}
	return strings.Join(lines, "\n")
}

// TestRewrittenReports reads reports that were rewritten as a whole. Figures
// may be doubted or lost by that, never silently wrong.
func TestRewrittenReports(t *testing.T) {
	r := newReader(t)
	seeds := uint64(12)
	if underRace || testing.Short() {
		seeds = 2
	}
	for name, rewrite := range rewrites {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, layout := range []string{"tab", "pipe", "markdown", "lines-compact", "lines-tab", "lines-empty", "aligned", "loose-spaces"} {
				for seed := range seeds {
					for _, figures := range []specimen.Figures{specimen.Small, specimen.Blanks, specimen.Large} {
						o := specimen.Options{Seed: seed, Form: []string{"2019", "2021"}[seed%2], Layout: layout, Figures: figures}
						s := specimen.Make(o)
						doc, err := r.Read(t.Context(), s.Name, []byte(rewrite(string(s.Bytes))))
						if err != nil {
							t.Fatalf("%s: %v", describe(o), err)
						}
						if score := specimen.Judge(s.Truth, doc); len(score.Silent) > 0 {
							t.Errorf("%s: silent: %s", describe(o), strings.Join(score.Silent, "; "))
						}
					}
				}
			}
		})
	}
}
