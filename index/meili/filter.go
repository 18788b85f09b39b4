package meili

import (
	"strconv"
	"strings"

	"github.com/gouji/gouji/index"
)

// quote makes s a value of the filter language. Backslashes are doubled before
// quotes are escaped, so that no value can end its own quotation.
func quote(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// filterOf returns the conditions of a validated query; all must hold.
func filterOf(q *index.Query) []string {
	var conditions []string
	for _, f := range q.Filters {
		if len(f.Values) == 0 {
			continue
		}
		values := make([]string, len(f.Values))
		for i, v := range f.Values {
			values[i] = quote(v)
		}
		conditions = append(conditions, f.Attribute+" IN ["+strings.Join(values, ", ")+"]")
	}
	for _, r := range q.Ranges {
		if r.Min != nil {
			conditions = append(conditions, r.Attribute+" >= "+number(*r.Min))
		}
		if r.Max != nil {
			conditions = append(conditions, r.Attribute+" <= "+number(*r.Max))
		}
	}
	return conditions
}

func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// sortOf returns the order in the server's words.
func sortOf(q *index.Query) []string {
	var order []string
	for _, s := range q.Sort {
		direction := ":asc"
		if s.Descending {
			direction = ":desc"
		}
		order = append(order, s.Attribute+direction)
	}
	return order
}
