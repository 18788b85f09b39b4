package cli

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
)

type searchFlags struct {
	index   string
	years   []string
	regions []string
	issuer  []string
	filters []string
	facets  string
	sort    string
	page    int
	limit   int
	json    bool
}

func newSearch(s *settings) *cobra.Command {
	var f searchFlags
	c := &cobra.Command{
		Use:   "search QUERY",
		Short: "Ask the running daemon · 检索",
		Example: "  gouji search 水库移民 --year 2020\n" +
			"  gouji search '' --index cells --year 2020 --region 福建省/三明市 --filter row=received\n" +
			"  gouji search 本年新收 --index cells --facets year,region --json",
		RunE: func(c *cobra.Command, words []string) error {
			query, err := f.values(words)
			if err != nil {
				return err
			}
			client, err := s.client(c)
			if err != nil {
				return err
			}
			hits, raw, err := client.Search(c.Context(), query)
			if err != nil {
				return err
			}
			if f.json {
				_, err := c.OutOrStdout().Write(raw)
				return err
			}
			return printHits(c.OutOrStdout(), hits)
		},
	}
	flags := c.Flags()
	flags.StringVar(&f.index, "index", "docs", "docs, pages or cells · 索引")
	flags.StringSliceVar(&f.years, "year", nil, "years reported on · 年度")
	flags.StringArrayVar(&f.regions, "region", nil, "place from the province down: 福建省/三明市 · 地区")
	flags.StringArrayVar(&f.issuer, "issuer", nil, "issuer as printed in the results · 发布机关")
	flags.StringArrayVar(&f.filters, "filter", nil, "any other attribute: row=received, value_min=10 · 其他条件")
	flags.StringVar(&f.facets, "facets", "", "attributes to count: year,region,issuer · 分面统计")
	flags.StringVar(&f.sort, "sort", "", "attribute:asc or attribute:desc · 排序")
	flags.IntVar(&f.page, "page", 1, "page of the results · 页码")
	flags.IntVar(&f.limit, "limit", 20, "results on a page · 每页条数")
	flags.BoolVar(&f.json, "json", false, "print the answer of the daemon · 输出 JSON")
	return c
}

// values are the parameters of the search address.
func (f *searchFlags) values(words []string) (url.Values, error) {
	v := url.Values{}
	set := func(name string, values ...string) {
		for _, value := range values {
			if value != "" {
				v.Add(name, value)
			}
		}
	}
	set("q", strings.Join(words, " "))
	set("index", f.index)
	set("year", f.years...)
	for _, place := range f.regions {
		set("region", strings.Join(strings.FieldsFunc(place, levelEnds), " > "))
	}
	set("issuer", f.issuer...)
	set("facets", f.facets)
	set("sort", f.sort)
	set("page", strconv.Itoa(f.page))
	set("per_page", strconv.Itoa(f.limit))
	for _, filter := range f.filters {
		name, value, ok := strings.Cut(filter, "=")
		if !ok {
			return nil, usageError{fmt.Errorf("--filter %q is not written name=value", filter)}
		}
		set(name, value)
	}
	return v, nil
}

// levelEnds parts the levels of a place: 福建省/三明市 or 福建省 > 三明市.
func levelEnds(r rune) bool { return r == '/' || r == '>' || r == ' ' }
