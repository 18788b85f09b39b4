package search

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/index/web/question"
)

// values are the parameters of the page, without empty ones and without the
// language. They are never changed, only copied.
type values url.Values

const boxPrefix = "facet_"

// boxOf is the parameter of the box in which a facet's values are looked for.
func boxOf(facet string) string { return boxPrefix + facet }

func cleaned(given url.Values) values {
	kept := values{}
	for name, all := range given {
		for _, value := range all {
			if value = strings.TrimSpace(value); value != "" && name != "lang" && !slices.Contains(kept[name], value) {
				kept[name] = append(kept[name], value)
			}
		}
	}
	return kept
}

// get returns the last value, which is the one that counts.
func (v values) get(name string) string {
	if all := v[name]; len(all) > 0 {
		return all[len(all)-1]
	}
	return ""
}

// names are the parameters that are set, in order.
func (v values) names() []string { return slices.Sorted(maps.Keys(v)) }

// filters reports whether a parameter narrows the question.
func (v values) filters(name string) bool {
	switch name {
	case "q", "index", "page", "per_page", "sort", "facets":
		return false
	}
	return !strings.HasPrefix(name, boxPrefix)
}

// question are the parameters that the search understands.
func (v values) question() values {
	c := maps.Clone(v)
	maps.DeleteFunc(c, func(name string, _ []string) bool { return strings.HasPrefix(name, boxPrefix) })
	return c
}

// with sets a parameter and begins at the first page of results again.
func (v values) with(name string, given ...string) values {
	c := maps.Clone(v)
	delete(c, "page")
	c[name] = given
	return c
}

// without removes one value of a parameter, or with an empty one all of them.
func (v values) without(name, value string) values {
	kept := slices.DeleteFunc(slices.Clone(v[name]), func(s string) bool { return value == "" || s == value })
	c := v.with(name, kept...)
	if len(kept) == 0 {
		delete(c, name)
	}
	return c
}

// tab is the address of the same question to another index.
func (v values) tab(name string) string {
	if q, err := question.Parse(url.Values(v.question())); err == nil && q.Index == name {
		return v.with("index", name).address()
	}
	c := values{"index": {name}}
	for _, parameter := range v.names() {
		attribute, _, ok := question.Bound(parameter)
		if !ok {
			attribute = parameter
		}
		if parameter == "q" || index.Everywhere(attribute) {
			c[parameter] = v[parameter]
		}
	}
	return c.address()
}

func (v values) address() string {
	if len(v) == 0 {
		return "/"
	}
	return "/?" + url.Values(v).Encode()
}
