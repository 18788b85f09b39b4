package search

import (
	"net/http"
	"net/url"

	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/index/web/question"
	"github.com/gouji/gouji/index/web/site"
)

// answer is the answer of GET /api/search.
type answer struct {
	Index   string                    `json:"index"`
	Query   string                    `json:"query"`
	Relaxed bool                      `json:"relaxed"` // nothing held all the words
	Total   int                       `json:"total"`
	Page    int                       `json:"page"`
	Pages   int                       `json:"pages"`
	Hits    []map[string]any          `json:"hits"` // records, each with "highlights"
	Facets  map[string]map[string]int `json:"facets"`
	Stats   map[string]index.Stat     `json:"facet_stats"`
	TookMS  int64                     `json:"took_ms"`
}

func (p *Pages) getSearch(w http.ResponseWriter, r *http.Request) {
	q, err := question.Parse(r.URL.Query())
	if err != nil {
		p.site.Fail(w, r, err)
		return
	}
	result, err := p.search.Search(r.Context(), q)
	if err != nil {
		p.site.Fail(w, r, err)
		return
	}
	a := answer{
		Index: result.Index, Query: result.Query, Relaxed: result.Relaxed,
		Total: result.Total, Page: result.Page, Pages: result.Pages, Hits: make([]map[string]any, 0, len(result.Hits)),
		Facets: result.Facets, Stats: result.Stats, TookMS: result.Took.Milliseconds(),
	}
	for _, hit := range result.Hits {
		marked := make(map[string]string, len(hit.Highlights))
		for attribute, text := range hit.Highlights {
			marked[attribute] = markHTML(text)
		}
		hit.Fields["highlights"] = marked
		a.Hits = append(a.Hits, hit.Fields)
	}
	p.site.Answer(w, r, http.StatusOK, a)
}

// getFacets answers with the values of the facet of that name which hold
// facet_q. The other parameters are those of a search.
func (p *Pages) getFacets(w http.ResponseWriter, r *http.Request) {
	asked := cleaned(r.URL.Query())
	q, err := question.Parse(url.Values(asked.question().without("facet", "").without("facets", "")))
	if err != nil {
		p.site.Fail(w, r, err)
		return
	}
	facets := []string{asked.get("facet")}
	if facets[0] == "region" {
		facets = regionLevels()
	}
	found, err := p.search.Values(r.Context(), q, facets, asked.get("facet_q"))
	if err != nil {
		p.site.Fail(w, r, err)
		return
	}
	p.site.Answer(w, r, http.StatusOK, map[string]any{"facet": asked.get("facet"), "values": found})
}

func (p *Pages) getRecord(w http.ResponseWriter, r *http.Request) {
	record, err := p.search.Record(r.Context(), r.PathValue("index"), r.PathValue("id"))
	switch {
	case err != nil:
		p.site.Fail(w, r, err)
	case record == nil:
		p.site.Answer(w, r, http.StatusNotFound, site.Fault{Error: "没有这条记录。", Detail: r.PathValue("id")})
	default:
		p.site.Answer(w, r, http.StatusOK, record)
	}
}
