package status

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gouji/gouji/index/web/site"
)

// here is the address of the page.
const here = "/status"

func (p *Pages) getPage(w http.ResponseWriter, r *http.Request) {
	report, err := p.live.report(r.Context())
	if err != nil {
		p.site.ShowFault(w, r, err)
		return
	}
	p.show(w, r, http.StatusOK, report, nil)
}

// show answers with the page, and above it what became of an upload, if there
// was one.
func (p *Pages) show(w http.ResponseWriter, r *http.Request, status int, report *Report, u *uploaded) {
	title, err := p.view.Phrases(r).Word("part.status")
	if err != nil {
		p.site.ShowFault(w, r, err)
		return
	}
	p.view.Show(w, r, status, site.Page{Title: title, Part: "status", Data: struct {
		*view
		Uploaded *uploaded
	}{viewOf(report), u}})
}

// postRetryForm takes the form fields id, any number of them or none for all,
// and back, the page to return to.
func (p *Pages) postRetryForm(w http.ResponseWriter, r *http.Request) {
	if !p.parse(w, r) {
		return
	}
	if _, err := p.operate.Retry(r.Context(), r.PostForm["id"]); err != nil {
		p.site.ShowFault(w, r, err)
		return
	}
	p.backTo(w, r, localPath(r.PostForm.Get("back")))
}

// postReindexForm begins only what was confirmed.
func (p *Pages) postReindexForm(w http.ResponseWriter, r *http.Request) {
	if !p.parse(w, r) {
		return
	}
	if r.PostForm.Get("confirm") == "yes" {
		if err := p.operate.Reindex(r.Context()); err != nil {
			p.site.ShowFault(w, r, err)
			return
		}
	}
	p.backTo(w, r, here)
}

func (p *Pages) parse(w http.ResponseWriter, r *http.Request) bool {
	err := r.ParseForm()
	if err != nil {
		p.site.Answer(w, r, http.StatusBadRequest, site.Fault{Error: "表单内容无效。", Detail: err.Error()})
	}
	return err == nil
}

// backTo returns to a page. A script stays where it is: the events tell it what
// has changed.
func (p *Pages) backTo(w http.ResponseWriter, r *http.Request, address string) {
	if r.Header.Get("HX-Request") != "" {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	http.Redirect(w, r, address, http.StatusSeeOther)
}

// localPath returns an address of this site as it is, and this page for any
// other.
func localPath(address string) string {
	u, err := url.Parse(address)
	local := err == nil && u.Scheme == "" && u.Host == "" && u.User == nil &&
		strings.HasPrefix(address, "/") && !strings.HasPrefix(address, "//") && !strings.Contains(address, `\`)
	if !local {
		return here
	}
	return u.String()
}

// How many files are shown that are being read, and that wait for it.
const (
	maxReading = 20
	maxWaiting = 20
)

// view is what the page shows of a report.
type view struct {
	*Report
	Reading  []InFlight // those whose turn it is, the most pages first, at most 20
	Read     int        // how many those are
	Indexing int
	Queued   int       // wait for their turn
	Waiting  []Waiting // those of them that come next, at most 20
	Failed   int       // wait for another try or for a person
	Done     int
}

func viewOf(r *Report) *view {
	v := &view{
		Report: r, Done: r.Counts["done"], Queued: r.Counts["queued"],
		Failed: r.Counts["failed"] + r.Counts["parked"] + r.Counts["refused"],
	}
	for _, f := range r.InFlight {
		switch {
		case f.Stage == "indexing":
			v.Indexing++
		case f.Began.IsZero():
			v.Queued++
			v.Waiting = append(v.Waiting, Waiting{f.ID, f.Name, f.Since})
		default:
			v.Reading = append(v.Reading, f)
		}
	}
	v.Read = len(v.Reading)
	slices.SortStableFunc(v.Reading, func(a, b InFlight) int { return cmp.Compare(b.Pages, a.Pages) })
	v.Reading = v.Reading[:min(v.Read, maxReading)]
	v.Waiting = append(v.Waiting, r.Waiting...)
	v.Waiting = v.Waiting[:min(len(v.Waiting), maxWaiting)]
	return v
}

// State is how things are, as the key of a word.
func (v *view) State() string {
	switch {
	case v.Trouble != "":
		return "state.trouble"
	case v.Search.Error != "":
		return "state.search"
	case v.Read+v.Indexing+v.Queued > 0:
		return "state.working"
	case v.Failed > 0:
		return "state.failed"
	default:
		return "state.idle"
	}
}

// Megabytes is the size of the largest file that is taken.
func (v *view) Megabytes() int64 { return max(1, v.MaxBytes>>20) }
