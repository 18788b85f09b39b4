package export

import (
	"fmt"
	"net/http"
	"net/url"

	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/index/web/question"
	"github.com/gouji/gouji/index/web/site"
)

// The parameters of an export beside those of the search.
const (
	formatName = "format"
	layoutName = "layout"
	jobName    = "job" // the name of its progress
	wideLayout = "wide"

	maxJobName = 64
)

// request is an export that is asked for.
type request struct {
	format format
	wide   bool // a row for each document
	job    string
	query  index.Query
	words  site.Phrases
}

// parse reads the request for an export out of an address.
func (p *Pages) parse(r *http.Request) (request, error) {
	values := r.URL.Query()
	q := request{job: values.Get(jobName), words: p.view.Phrases(r)}
	var err error
	if q.format, err = parseFormat(values.Get(formatName)); err != nil {
		return q, err
	}
	layout := values.Get(layoutName)
	if q.query, err = question.Parse(searchOf(values)); err != nil {
		return q, err
	}
	q.wide = layout == wideLayout
	if layout != "" && !q.wide || q.wide && q.query.Index != index.Cells {
		return q, &index.BadQuery{Reason: "这种排列方式只能用于数字：layout=wide、index=cells。", Detail: fmt.Sprintf("layout=%q", layout)}
	}
	return q, nil
}

// searchOf are the parameters of the search.
func searchOf(values url.Values) url.Values {
	search := url.Values{}
	for name, given := range values {
		switch name {
		case formatName, layoutName, jobName, "page", "per_page", "facets":
		default:
			search[name] = given
		}
	}
	return search
}

// count tells how many records there are to export.
func (p *Pages) count(r *http.Request, q index.Query) (int, error) {
	q.PerPage = 1
	result, err := p.source.Search(r.Context(), q)
	return result.Total, err
}
