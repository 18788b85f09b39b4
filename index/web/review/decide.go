package review

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/index"
	"github.com/gouji/gouji/index/web/wording"
	"github.com/gouji/gouji/ingest"
)

// What can be wrong with a decision.
const (
	errSame     complaint = "same as read"
	errOther    complaint = "other than read"
	errNothing  complaint = "nothing to withdraw"
	errNotAsked complaint = "not asked"
)

// postDecision takes what a person has decided about an item.
func (p *Pages) postDecision(w http.ResponseWriter, r *http.Request) {
	if p.site.ReadOnly() {
		p.site.ShowFault(w, r, &ingest.Error{Kind: ingest.Refuse, Stage: "review", Reason: "只读模式：不能修改。", Err: errors.New("read-only")})
		return
	}
	if err := r.ParseForm(); err != nil {
		p.site.ShowFault(w, r, &index.BadQuery{Reason: "表单无效。", Detail: "form"})
		return
	}
	c, err := p.caseOf(r, r.PostFormValue("item"))
	if errors.Is(err, errNoItem) {
		p.gone(w, r)
		return
	}
	if err != nil {
		p.site.ShowFault(w, r, err)
		return
	}
	d, err := decisionOf(r, c)
	if err == nil {
		err = p.desk.Decide(r.Context(), d)
	}
	if err != nil {
		p.refuse(w, r, c, err)
		return
	}
	if !userFixed(r) {
		remember(w, d.By)
	}
	address, err := p.after(r.Context(), c.Filter, d, c.Item.ID)
	if err != nil {
		p.site.ShowFault(w, r, err)
		return
	}
	http.Redirect(w, r, address, http.StatusSeeOther)
}

// gone answers a decision about what the document has no longer, such as a check
// whose figures somebody else has corrected: with what waits now.
func (p *Pages) gone(w http.ResponseWriter, r *http.Request) {
	c, err := p.caseOf(r, "")
	if err != nil {
		p.site.ShowFault(w, r, err)
		return
	}
	word, err := p.view.Phrases(r).Word("gone")
	if err != nil {
		p.site.ShowFault(w, r, err)
		return
	}
	c.Problem = []wording.Phrase{{Text: word}}
	p.showCase(w, r, http.StatusConflict, c)
}

// refuse shows the case anew, with why the decision was not taken and with what
// the person has entered.
func (p *Pages) refuse(w http.ResponseWriter, r *http.Request, c *caseFile, err error) {
	status := http.StatusUnprocessableEntity
	var wrong complaint
	switch {
	case errors.As(err, &wrong):
		word, missing := p.view.Phrases(r).Word(string(wrong))
		if missing != nil {
			p.site.ShowFault(w, r, missing)
			return
		}
		c.Problem = []wording.Phrase{{Text: word}}
	case ingest.KindOf(err) == ingest.Refuse:
		status, c.Problem = http.StatusConflict, wording.Chinese(ingest.ReasonOf(err))
	default:
		p.site.ShowFault(w, r, err)
		return
	}
	c.Form.Value = r.PostFormValue("value")
	c.Form.Note = r.PostFormValue("note")
	if !c.Form.Fixed {
		c.Form.By = r.PostFormValue("by")
	}
	p.showCase(w, r, status, c)
}

// decisionOf reads a decision about the item of a case.
func decisionOf(r *http.Request, c *caseFile) (extract.Decision, error) {
	d := extract.Decision{Document: c.Doc.ID, Kind: extract.DecisionKind(r.PostFormValue("kind")), At: time.Now().UTC()}
	if err := json.NewDecoder(strings.NewReader(r.PostFormValue("before"))).Decode(&d.Before); err != nil {
		return d, errNotAsked
	}
	var err error
	if d.Note, err = remarks(r); err != nil {
		return d, err
	}
	if d.By, err = signature(r); err != nil {
		return d, err
	}
	if c.Item == nil {
		return d, errNotAsked
	}
	switch {
	case c.Item.Finding != nil:
		d.Finding = strings.TrimPrefix(c.Item.ID, findingPrefix)
	case c.Item.Cell != nil:
		d.Cell = c.Item.ID
	default:
		d.Page = c.Item.Page.Number
	}
	err = complete(&d, c.Item, r.PostForm["value"])
	return d, err
}

// complete checks that a decision of its kind can be made about an item, and
// reads the figure that the person has entered, if the form had a field for it.
func complete(d *extract.Decision, it *item, entered []string) error {
	switch {
	case d.Kind == extract.Withdrawn:
		if it.Verdict() == nil {
			return errNothing
		}
		return nil
	case d.Kind == extract.DocumentWrong && it.Finding != nil && (it.Open() || it.Verdict() != nil):
		return nil
	case d.Kind == extract.Confirmed && it.Page != nil && it.Page.Failure != "":
		return nil
	case d.Kind == extract.Confirmed && it.Cell != nil:
		if len(entered) == 0 {
			return nil
		}
		v, err := parseFigure(entered[0])
		if entered[0] != d.Before.Raw && (err != nil || !same(v, d.Before.Value)) {
			return errOther
		}
		return nil
	case d.Kind == extract.Corrected && it.Cell != nil && len(entered) > 0:
		v, err := parseFigure(entered[0])
		if err != nil {
			return err
		}
		if same(v, d.Before.Value) && d.Before.Status != extract.Missing {
			return errSame
		}
		d.Value = v
		return nil
	}
	return errNotAsked
}

func same(a, b *float64) bool {
	return (a == nil) == (b == nil) && (a == nil || *a == *b)
}

// after is where a person goes on: to the next item of the document that waits,
// to the next document, or back to the list. Who has taken a decision back
// stays with it.
func (p *Pages) after(ctx context.Context, f filter, d extract.Decision, id string) (string, error) {
	told := []string{"done", d.Document, "about", id}
	if d.Kind == extract.Withdrawn {
		return f.Case(d.Document, id, told...), nil
	}
	doc, err := p.desk.Document(ctx, d.Document)
	if err != nil {
		return "", err
	}
	all := itemsOf(doc)
	next := all.next(all.find(id), 1, f.Kind)
	if next < 0 { // what was passed over
		next = all.next(-1, 1, f.Kind)
	}
	if next >= 0 {
		return f.Case(d.Document, all[next].ID, told...), nil
	}
	other, err := p.neighbour(ctx, f, d.Document, 1)
	if err != nil {
		return "", err
	}
	if other != "" {
		return f.Case(other, "", told...), nil
	}
	return f.List(told...), nil
}
