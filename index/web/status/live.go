package status

import (
	"context"
	"sync"
	"time"

	"github.com/gouji/gouji/index/web/site"
)

// fresh is how long a report serves all who watch.
const fresh = 500 * time.Millisecond

// parts are the names of the templates of what changes by itself, which are also
// the names of its events.
var parts = []string{"state", "tiles", "reading", "waiting", "failures", "finished", "server"}

// live holds the latest report and how it looks, for all who watch: many
// browsers cost no more questions than one.
type live struct {
	operate Operator
	view    *site.View

	mu       sync.Mutex // held while a report is asked for, so that one asks for all
	latest   *Report
	asked    time.Time
	rendered map[site.Language]map[string]string // parts of the latest report by name
}

func newLive(o Operator, v *site.View) *live { return &live{operate: o, view: v} }

// report returns a report that is not older than fresh.
func (l *live) report(ctx context.Context) (*Report, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.latestReport(ctx)
}

func (l *live) latestReport(ctx context.Context) (*Report, error) {
	if l.latest != nil && time.Since(l.asked) < fresh {
		return l.latest, nil
	}
	r, err := l.operate.Status(ctx)
	if err != nil {
		return nil, err
	}
	l.latest, l.asked, l.rendered = &r, time.Now(), map[site.Language]map[string]string{}
	return l.latest, nil
}

// parts returns the live parts of the page by name, which must not be changed.
func (l *live) parts(ctx context.Context, language site.Language) (map[string]string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	report, err := l.latestReport(ctx)
	if err != nil {
		return nil, err
	}
	if have := l.rendered[language]; have != nil {
		return have, nil
	}
	rendered := make(map[string]string, len(parts))
	v := viewOf(report)
	for _, name := range parts {
		if rendered[name], err = l.view.Part(language, name, v); err != nil {
			return nil, err
		}
	}
	l.rendered[language] = rendered
	return rendered, nil
}
