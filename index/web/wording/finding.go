package wording

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/gouji/gouji/extract"
)

// sentence is written piece by piece.
type sentence []Phrase

func (s *sentence) write(format string, args ...any) {
	*s = append(*s, Phrase{fmt.Sprintf(format, args...), false})
}

// label writes a Chinese label in quotation marks.
func (s *sentence) label(label string) {
	*s = append(*s, Phrase{"“", false}, Phrase{label, true}, Phrase{"”", false})
}

func (w *Wording) inEnglish(f *extract.Finding) []Phrase {
	family, rule, _ := strings.Cut(f.Rule, ".")
	switch {
	case family == "prose" && f.Expected != nil && f.Actual != nil:
		return proseFinding(f, rule)
	case family == "structure":
		return structureFinding(f, rule)
	case family == "values" && len(f.Cells) > 0 && f.Actual != nil:
		return rangeFinding(f, w.names)
	case family == "values" && f.Status == extract.Pass:
		return inRange(f)
	case len(f.Cells) > 1:
		return sumFinding(f, w.names)
	}
	return []Phrase{{"The check " + f.Rule + ": ", false}, {f.Message, true}}
}

// sumFinding says whether two sides of an identity are equal. All its cells
// stand in one row or in one column.
func sumFinding(f *extract.Finding, names map[string]name) []Phrase {
	var s sentence
	label := func(key string) string { return names[key].Column }
	operands, what := "columns", "row"
	if across := strings.Split(f.Cells[0], "/"); len(across) == 3 && !strings.HasPrefix(f.Cells[1], across[0]+"/"+across[1]+"/") {
		label = func(key string) string { return names[key].Row }
		operands, what = "rows", "column"
	}
	place := names[f.Cells[0]].Row
	if what == "column" {
		place = names[f.Cells[0]].Column
	}
	if place != "" {
		s.write("In the %s ", what)
		s.label(place)
		s.write(": ")
	}
	// The side that states the total comes first; a balance has two such.
	stated := 1
	if strings.HasSuffix(f.Rule, ".balance") && len(f.Cells) > 3 {
		stated = len(f.Cells) / 2
	}
	right, left := f.Cells[:stated], f.Cells[stated:]
	if f.Expected == nil || f.Actual == nil {
		s.write("a figure is blank or could not be read, so that ")
		s.list(right, label, operands)
		s.write(" cannot be checked.")
		return s
	}
	s.list(left, label, operands)
	s.write(" add up to %s; ", number(f.Expected))
	s.list(right, label, operands)
	switch {
	case stated > 1:
		s.write(" add up to %s. ", number(f.Actual))
	default:
		s.write(" says %s. ", number(f.Actual))
	}
	s.write("%s", verdict(f.Status))
	return s
}

func verdict(status extract.FindingStatus) string {
	switch status {
	case extract.Pass:
		return "They agree."
	case extract.Fail:
		return "They do not agree."
	}
	return "They do not agree, but a figure among them may be misread."
}

// list names up to two figures, or the first and the last of more.
func (s *sentence) list(keys []string, label func(string) string, operands string) {
	s.label(label(keys[0]))
	switch len(keys) {
	case 1:
	case 2:
		s.write(" and ")
		s.label(label(keys[1]))
	default:
		s.write(" to ")
		s.label(label(keys[len(keys)-1]))
		s.write(" (%d %s)", len(keys), operands)
	}
}

// stated are the figures that the prose states, by rule.
var stated = map[string]string{
	"received": "applications received", "carried_in": "applications carried in from the year before",
	"answered": "applications answered", "carried_out": "applications carried out to the next year",
	"reconsideration": "administrative reconsiderations", "litigation": "administrative lawsuits",
}

func proseFinding(f *extract.Finding, rule string) []Phrase {
	var s sentence
	what, ok := stated[rule]
	if !ok {
		what = rule
	}
	s.write("The text states %s %s, the table %s. ", number(f.Actual), what, number(f.Expected))
	switch f.Status {
	case extract.Pass:
		s.write("They agree.")
	case extract.Fail:
		s.write("They differ.")
	default:
		s.write("They cannot be compared: the scope may differ, or the figures of the table may be misread.")
	}
	return s
}

func rangeFinding(f *extract.Finding, names map[string]name) []Phrase {
	var s sentence
	n := names[f.Cells[0]]
	if n.Row != "" {
		s.write("Row ")
		s.label(n.Row)
		s.write(", column ")
	} else {
		s.write("Column ")
	}
	s.label(n.Column)
	s.write(" says %s, which cannot be: ", number(f.Actual))
	if *f.Actual < 0 {
		s.write("it must not be negative")
	} else {
		s.write("a count must be a whole number")
	}
	if f.Status == extract.Unknown {
		s.write("; it may be misread")
	}
	s.write(".")
	return s
}

// inRange names the table that the message quotes.
func inRange(f *extract.Finding) []Phrase {
	s := sentence{{"All figures are within their range", false}}
	if m := quoted.FindStringSubmatch(f.Message); m != nil {
		s.write(" in the table ")
		s.label(m[1])
	}
	s.write(".")
	return s
}

var (
	quoted   = regexp.MustCompile(`“([^”]*)”`)
	anyYear  = regexp.MustCompile(`\d{4}`)
	problems = map[string]string{
		"table":  "No table was read in this part; please look at the original",
		"number": "This part does not have the number that the form asks for",
		"parts":  "Parts of the report were not found",
		"order":  "The six parts of the report are not in the order that the form asks for",
	}
)

// structureFinding names the parts that the message quotes.
func structureFinding(f *extract.Finding, rule string) []Phrase {
	var s sentence
	if rule == "year" {
		s.write("The year in the title and the year of the statistics: %s.", strings.Join(anyYear.FindAllString(f.Message, 2), ", "))
		return s
	}
	problem, ok := problems[rule]
	if !ok {
		return []Phrase{{"The check " + f.Rule + ": ", false}, {f.Message, true}}
	}
	if f.Status == extract.Pass {
		problem = "The parts of the report are as the form asks"
	}
	s.write("%s", problem)
	for i, m := range quoted.FindAllStringSubmatch(f.Message, 8) {
		s.write("%s", map[bool]string{true: ": ", false: ", "}[i == 0])
		s.label(m[1])
	}
	s.write(".")
	return s
}

// number writes a figure without an exponent.
func number(v *float64) string { return strconv.FormatFloat(*v, 'f', -1, 64) }
