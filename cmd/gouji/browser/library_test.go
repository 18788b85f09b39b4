package browser

import (
	"context"
	"errors"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/gouji/gouji/cmd/gouji/internal/api"
	"github.com/gouji/gouji/internal/printer"
	"github.com/gouji/gouji/internal/specimen"
)

// shared is a daemon with a few reports that all tests may look at, and whose
// reports they do not change.
var shared struct {
	once sync.Once
	dir  string
	d    *daemon
	err  error
}

// reports of the shared daemon.
const sharedReports = 6

// sharedDaemon returns the shared daemon, with its reports searchable.
func sharedDaemon(t *testing.T) *daemon {
	t.Helper()
	shared.once.Do(func() { shared.err = openShared() })
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	return shared.d
}

func openShared() (err error) {
	if shared.dir, err = os.MkdirTemp("", "gouji-browser-shared-"); err != nil {
		return err
	}
	if shared.d, err = startDaemon(shared.dir); err != nil {
		return err
	}
	if err := dropReports(shared.d); err != nil {
		return err
	}
	return shared.d.awaitDone(sharedReports)
}

func closeShared() error {
	if shared.d == nil {
		return nil
	}
	err := shared.d.stop()
	_ = os.RemoveAll(shared.dir)
	return err
}

// find returns the first record that a search finds.
func (d *daemon) find(t *testing.T, index, parameters string) map[string]any {
	t.Helper()
	return d.findAll(t, index, parameters)[0]
}

// findFile returns the document of the file whose name begins so.
func (d *daemon) findFile(t *testing.T, begins string) map[string]any {
	t.Helper()
	for _, doc := range d.findAll(t, "docs", "") {
		if strings.HasPrefix(text(doc, "name"), begins) {
			return doc
		}
	}
	t.Fatalf("no document of a file %s…", begins)
	return nil
}

func (d *daemon) findAll(t *testing.T, index, parameters string) []map[string]any {
	t.Helper()
	values, err := url.ParseQuery(parameters)
	if err != nil {
		t.Fatal(err)
	}
	values.Set("index", index)
	hits, _, err := api.NewClient(d.url).Search(t.Context(), values)
	if err != nil || len(hits.Hits) == 0 {
		t.Fatalf("nothing found for %s: %v", parameters, err)
	}
	return hits.Hits
}

// text is a field of a record.
func text(record map[string]any, name string) string {
	s, _ := record[name].(string)
	return s
}

// dropReports drops four text reports, one of them in traditional characters and
// one that contradicts itself, a born-digital PDF and a scan.
func dropReports(d *daemon) error {
	for i, o := range textReports() {
		s := specimen.Make(o)
		if err := d.drop(string(rune('a'+i))+"-"+s.Name, s.Bytes); err != nil {
			return err
		}
	}
	born, scan, err := printed()
	if err != nil {
		return err
	}
	if err := d.drop("born.pdf", born); err != nil {
		return err
	}
	return d.drop("scan.pdf", scan)
}

func textReports() []specimen.Options {
	return []specimen.Options{
		{Seed: 11, Form: "2021"},
		{Seed: 12, Form: "2019", Violate: true},
		{Seed: 13, Form: "2021", Layout: "html"},
		{Seed: 14, Form: "2021", Damages: []string{"traditional"}},
	}
}

// printed returns a report as a born-digital PDF and another one as a scan.
func printed() (born, scan []byte, err error) {
	ctx := context.Background()
	press, err := printer.Start(ctx)
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, press.Close()) }()
	first, err := press.Print(ctx, printer.Options{Seed: 21, Paragraphs: 1})
	if err != nil {
		return nil, nil, err
	}
	second, err := press.Print(ctx, printer.Options{Seed: 22, Paragraphs: 1})
	if err != nil {
		return nil, nil, err
	}
	damage, _ := printer.FindDamage("office200")
	scanned, err := second.Scan(ctx, damage, 22)
	if err != nil {
		return nil, nil, err
	}
	scan, err = scanned.PDF()
	return first.PDF, scan, err
}
